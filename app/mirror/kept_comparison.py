"""Remembers in a cookie with which group the mirror compares, so that every page shows the same."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.mirror.comparable_groups import With
from app.web.settings import settings

BESIDE = "peil_beside"
A_YEAR = 365 * 86400


def keep_choice(response: Response, choice: With) -> None:
    """Set the cookie that remembers the comparison; it holds one of four words, and the server stores nothing."""
    response.set_cookie(BESIDE, choice, max_age=A_YEAR, samesite="Lax", secure=settings().https, httponly=True)
