"""Lets scripts of other sites read what is public anyway (CORS): the API and the public files of releases.

Decides which headers say so. Never for what depends on who is signed in: no cookie is accepted from another site.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, request

from app.web.problems import wants_problem

P = ParamSpec("P")
R = TypeVar("R")

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
"""What a browser is told that asks first (OPTIONS)."""


def readable_everywhere(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose responses scripts of every site may read, because anybody may open it."""
    view.readable_everywhere = True  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
    return view


def init_every_site(app: Flask) -> None:
    """Let scripts of every site read the responses of views marked `readable_everywhere`, and those under `/api/`."""

    @app.after_request
    def let_read(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint or "")
        if hasattr(view, "readable_everywhere") or wants_problem():
            response.headers.update(HEADERS)
            if request.method == "OPTIONS":
                response.headers.update(BEFORE)
        return response
