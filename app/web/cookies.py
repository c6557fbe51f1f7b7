"""Sets and deletes the cookies that identify somebody: hidden from scripts, sent by our own pages and links to them."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.web.settings import settings


def keep_cookie(response: Response, name: str, *, value: str, seconds: int) -> None:
    """Set a cookie that scripts cannot read, for this number of seconds."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings().https, path="/")


def drop_cookie(response: Response, name: str) -> None:
    """Delete a cookie; browsers delete a `__Host-` cookie only with the attributes that it was set with."""
    response.delete_cookie(name, httponly=True, samesite="Lax", secure=settings().https, path="/")
