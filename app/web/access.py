"""Every route says who may open it; a test walks over the whole app and fails on one that does not.

Decides what a visitor meets who is nobody here: a fragment answers an empty 403, a page sends them on. Who somebody
is, each feature finds out itself.
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
    """Anybody may open this: it shows nothing about a person."""
    return opens_for("all", view)


def opens_for(audience: Audience, view: Callable[P, R]) -> Callable[P, R]:
    """Return the view, with on it who may open it."""
    view.opens_for = audience  # type: ignore[attr-defined]  # Functions take attributes; types do not know ours.
    return view


def guarded(
    audience: Audience,
    view: Callable[Concatenate[V, P], R],
    *,
    visitor: Callable[[], V | None],
    otherwise: Callable[[], Response],
) -> Callable[P, R | Response]:
    """Return the view for whoever `visitor` finds, who becomes its first argument; `otherwise` answers
    everybody else.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        found = visitor()
        return view(found, *args, **kwargs) if found else turned_away(otherwise)

    return opens_for(audience, checked)


def turned_away(otherwise: Callable[[], Response]) -> Response:
    """Return an empty 403 for a fragment, never a sign-in page inside a page; `otherwise` for a page."""
    if wants_fragment():
        abort(403)
    return otherwise()
