"""Decorators that say who may open a route; a test checks that every route has one.

Decides what a visitor gets who may not: a fragment answers an empty 403, a page sends them on. Each feature
finds out itself who somebody is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, TypeVar

from flask import abort
from werkzeug.wrappers import Response

from app.web.fragments import wants_fragment

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V")

Audience = Literal["all", "participant", "staff", "group"]


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anybody may open: it shows nothing about a person."""
    return opens_for("all", view)


def opens_for(audience: Audience, view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view with who may open it, and return it."""
    view.opens_for = audience  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
    return view


def guarded(
    audience: Audience,
    view: Callable[Concatenate[V, P], R],
    *,
    visitor: Callable[[], V | None],
    otherwise: Callable[[], Response],
) -> Callable[P, R | Response]:
    """Return the view, guarded: `visitor` returns who may open it, or None, and `otherwise` answers everybody else.

    The view gets what `visitor` returns as its first argument.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        found = visitor()
        return view(found, *args, **kwargs) if found else turned_away(otherwise)

    return opens_for(audience, checked)


def turned_away(otherwise: Callable[[], Response]) -> Response:
    """Return the response for somebody who may not open a page: what `otherwise` returns.
    When htmx asked for a part of a page: an empty 403 instead.
    """
    if wants_fragment():
        abort(403)
    return otherwise()
