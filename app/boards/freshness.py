"""When a board that a browser kept is still the same page."""

from __future__ import annotations

import hashlib
from typing import cast

from flask import Flask, Response, current_app, request
from sqlalchemy import func, select

from app.boards.models import Agreement, Reading
from app.boards.places import Place
from app.config import ROOT
from app.db import AnySession
from app.web.language import reader_language
from app.web.static_files import tree_digest

_FRAME = "peil.boards_frame"


def remember_frame(app: Flask) -> None:
    """Note the version of everything a page is made of, once: an upgrade makes every kept page old."""
    folders = ("templates", "translations", "static", "app/boards", "app/content", "app/statistics", "app/charts")
    app.extensions[_FRAME] = "".join(tree_digest(ROOT / folder) for folder in folders)


def board_tag(place: Place, *versions: object) -> str:
    """The version of a page: its group and address, what it shows, the language, and the frame around it.

    The frame differs per visitor (who is signed in, the token of its forms): that is what the cookies stand for.
    """
    parts = (
        repr(place),
        request.full_path,
        request.headers.get("HX-Request", ""),
        *map(repr, versions),
        reader_language(),
        cast(str, current_app.extensions[_FRAME]),
        request.headers.get("Cookie", ""),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def written_beside(session: AnySession, place: Place, *, period_id: str) -> tuple[object, ...]:
    """What was written beside this release that the page may show: its agreements, and the newest readings."""
    agreements = session.execute(
        select(Agreement.id, Agreement.text, Agreement.construct, Agreement.look_back_on, Agreement.state)
        .where(Agreement.level == place.level, Agreement.group == place.id)
        .order_by(Agreement.id)
    )
    readings = session.execute(
        select(Reading.level, func.max(Reading.version))
        .where(Reading.period_id == period_id, Reading.group.in_((place.id, place.region_id)))
        .group_by(Reading.level)
        .order_by(Reading.level)
    )
    return tuple(map(tuple, agreements)), tuple(map(tuple, readings))


def is_fresh(tag: str) -> bool:
    """Whether the browser kept this very version."""
    return request.if_none_match.contains_weak(tag)


def tagged(response: Response, tag: str) -> Response:
    """Let the browser keep the page, and ask each time whether it is still the same; nobody else may keep it."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
