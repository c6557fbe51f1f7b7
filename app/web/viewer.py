"""Collects which groups a visitor may see, so that pages about groups need not know participants or staff.

Each feature with accounts registers a function that tells what its signed-in people may see.
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
"""A key in the request's environ, set when the database does not answer: then nobody is signed in or asked again."""

ScopesOf = Callable[[], frozenset[Scope]]


def add_viewer(app: Flask, scopes_of: ScopesOf) -> None:
    """Register a function that returns the groups the present visitor may see."""
    cast("list[ScopesOf]", app.extensions.setdefault("peil.viewers", [])).append(scopes_of)


def visible_scopes() -> frozenset[Scope]:
    """Return all groups that the present visitor may see."""
    viewers = cast("list[ScopesOf]", current_app.extensions.get("peil.viewers", []))
    return frozenset().union(*(scopes_of() for scopes_of in viewers))
