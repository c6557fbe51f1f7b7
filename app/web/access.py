"""Every route says who may open it; a test walks over the whole app and fails on one that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may open this: it shows nothing about a person."""
    view.opens_for = "all"  # type: ignore[attr-defined]
    return view
