"""Finds the group of a page and checks that the visitor may see it: not signed in 303, somebody else's group 404."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from app.groups.places import Place, kind_of, place_of
from app.other_sessions import release_session
from app.web.access import guarded
from app.web.viewer import Scope, visible_scopes

P = ParamSpec("P")
R = TypeVar("R")

ADDRESSES = {
    "region": "/region",
    "orgtype": "/kinds/<group>",
    "organisation": "/organisations/<group>",
    "team": "/teams/<group>",
}
"""The beginning of the addresses of a group, by its level."""

MEETING = ("region", "organisation", "team")
"""Levels whose groups hold meetings, so that they have pages for agreements and notes."""


def add_pages(
    blueprint: Blueprint,
    ending: str,
    view: Callable[[Place], Response],
    *,
    method: str = "GET",
    levels: Iterable[str] = MEETING,
) -> None:
    """Register `view` at one address per level of group; `ending` is the page, such as `conversation`.

    An empty `ending` is the board itself.
    """
    for level in levels:
        address = ADDRESSES[level]
        path = f"{address}/{ending}" if ending else address
        blueprint.add_url_rule(path, f"{view.__name__}_{level}", group_only(level)(view), methods=[method])


def group_only(level: str) -> Callable[[Callable[Concatenate[Place, P], R]], Callable[..., R | Response]]:
    """Decorate a view that only people who may see this group's figures can open; it gets the group as first argument.

    The group's id is the `group` in the address. Without one it is the visitor's own group: that is how there
    is one `/region` for everybody.
    """

    def decorate(view: Callable[Concatenate[Place, P], R]) -> Callable[..., R | Response]:
        @wraps(view)
        def with_group(seen: frozenset[Scope], group: str | None = None, *args: P.args, **kwargs: P.kwargs) -> R:
            return view(_visible(level, group, seen), *args, **kwargs)

        return guarded("group", with_group, visitor=visible_scopes, otherwise=_ask_to_sign_in)

    return decorate


def _visible(level: str, group: str | None, seen: frozenset[Scope]) -> Place:
    if level == "orgtype":  # In the public tables of a region, so for whoever sees that region.
        return kind_of(release_session(), group or "", region_id=_own("region", None, seen), seen=seen) or abort(404)
    return place_of(release_session(), Scope(level, _own(level, group, seen)), seen=seen) or abort(404)


def _own(level: str, group: str | None, seen: frozenset[Scope]) -> str:
    own = sorted(scope.group for scope in seen if scope.level == level)
    chosen = group if group is not None else next(iter(own), "")
    return chosen if chosen in own else abort(404)


def _ask_to_sign_in() -> Response:
    return redirect("/code", code=303)
