"""When a board that a browser kept, or this process, is still the same.

Everything on a board follows from what was released and written, so its main part is made once per version and process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, request
from markupsafe import Markup
from sqlalchemy import func, select

from app.boards.models import Agreement, Reading
from app.boards.places import Place
from app.config import ROOT
from app.db import AnySession
from app.web.language import reader_language
from app.web.static_files import tree_digest

_FRAME = "peil.boards_frame"
_KEPT = "peil.boards_kept"
MOST_KEPT = 64
"""Main parts of boards in the memory of one process, up to 110 KB each; the one that was made first goes first."""


def remember_frame(app: Flask) -> None:
    """Note the version of everything a page is made of, once: an upgrade makes every kept page old."""
    folders = ("templates", "translations", "static", "app/boards", "app/content", "app/statistics", "app/charts")
    app.extensions[_FRAME] = "".join(tree_digest(ROOT / folder) for folder in folders)
    app.extensions[_KEPT] = Kept()


class Kept:
    """Main parts of boards by their version."""

    def __init__(self) -> None:
        self._parts: dict[str, Markup] = {}
        self._lock = Lock()

    def part(self, version: str, make: Callable[[], str]) -> Markup:
        """The part of this version, made now if it is not kept."""
        with self._lock:
            found = self._parts.get(version)
        if found is None:
            found = Markup(make())  # noqa: S704  # Our own template, which has escaped what it was given.
            with self._lock:
                self._parts[version] = found
                while len(self._parts) > MOST_KEPT:
                    del self._parts[next(iter(self._parts))]
        return found


def main_part(version: str, make: Callable[[], str]) -> Markup:
    """What `make` gives, made once for this version of a board."""
    return cast(Kept, current_app.extensions[_KEPT]).part(version, make)


def board_version(place: Place, *versions: object) -> str:
    """The version of what a page says: its group with the links around it, what it shows, the language, and Peil's."""
    return _digest(repr(place), *map(repr, versions), reader_language(), cast(str, current_app.extensions[_FRAME]))


def board_tag(version: str) -> str:
    """The version of the whole page. The frame around what it says differs per address and visitor (who is signed in,
    the token of its forms): that is what the cookies stand for.
    """
    headers = (request.headers.get("HX-Request", ""), request.headers.get("Cookie", ""))
    return _digest(version, request.full_path, *headers)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def written_beside(session: AnySession, place: Place, *, period_id: str, own: bool) -> tuple[object, ...]:
    """What was written beside this release that the page may show: its agreements, and the newest readings.

    `own`: whether this visitor may read the group's own words. To who may not, the version must not tell that any were
    written either.
    """
    agreements = session.execute(
        select(Agreement.id, Agreement.text, Agreement.construct, Agreement.look_back_on, Agreement.state)
        .where(Agreement.level == place.level, Agreement.group == place.id)
        .order_by(Agreement.id)
    )
    readings = session.execute(
        select(Reading.level, func.max(Reading.version))
        .where(Reading.period_id == period_id, Reading.group.in_((*([place.id] if own else []), place.region_id)))
        .group_by(Reading.level)
        .order_by(Reading.level)
    )
    return tuple(map(tuple, agreements)) if own else (), tuple(map(tuple, readings))


def is_fresh(tag: str) -> bool:
    """Whether the browser kept this very version."""
    return request.if_none_match.contains_weak(tag)


def tagged(response: Response, tag: str) -> Response:
    """Let the browser keep the page, and ask each time whether it is still the same; nobody else may keep it."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
