"""Who is looking, as scopes: features say what their signed-in people may see, pages ask whether it is enough.

Keeps pages for groups free of any import of participants or staff.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Scope:
    """A group whose released figures the visitor may see; `level` is region, organisation or team."""

    level: str
    group: str


NO_DATABASE = "peil.no_database"
"""Set in a request's environ when the database does not answer: then nobody is signed in, and nobody asks again."""

ScopesOf = Callable[[], frozenset[Scope]]


def add_viewer(app: Flask, scopes_of: ScopesOf) -> None:
    """Register a function that tells what the present visitor may see."""
    cast("list[ScopesOf]", app.extensions.setdefault("peil.viewers", [])).append(scopes_of)


def visible_scopes() -> frozenset[Scope]:
    viewers = cast("list[ScopesOf]", current_app.extensions.get("peil.viewers", []))
    return frozenset().union(*(scopes_of() for scopes_of in viewers))
