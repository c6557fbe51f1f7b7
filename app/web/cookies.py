"""The cookies that say who somebody is: out of reach of scripts, sent by our own pages and by links to them."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.web.settings import settings


def keep_cookie(response: Response, name: str, *, value: str, seconds: int) -> None:
    """Ask the browser to show `value` for so long."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings().https, path="/")


def drop_cookie(response: Response, name: str) -> None:
    """Take it away. Browsers drop a `__Host-` cookie only with the marks that it was set with."""
    response.delete_cookie(name, httponly=True, samesite="Lax", secure=settings().https, path="/")
