"""Redirects addresses with extra characters (a full stop, bracket, slash or space) to the page that was meant.

One rule for every page, so that pages added later need nothing for it. Not for the API, which programs read.
"""

from __future__ import annotations

import re

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.tokens import without_ending
from app.web.problems import wants_problem

_BEFORE = re.compile(r"(?<=/)[\s<(\[{'\"\u200b\u2018-\u201e\ufeff]+")
"""What stands before an address in a sentence or a page, and was copied into the middle of it."""


def init_addresses(app: Flask) -> None:
    """Redirect addresses that end in stray characters (a full stop, bracket, slash or space) to the right page."""

    @app.before_request
    def lead_to_the_clean_address() -> Response | None:
        """Redirect to the page that was meant; None when there is none, and the address stays unknown."""
        meant = _meant(request.path)
        if meant == request.path or wants_problem():
            return None
        adapter = current_app.create_url_adapter(request)
        if adapter is None:
            return None
        try:
            endpoint, values = adapter.match(meant, method=request.method)
        except HTTPException:
            return None
        asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return redirect(url_for(endpoint, **values) + asked, code=301 if request.method in {"GET", "HEAD"} else 308)


def _meant(path: str) -> str:
    """Return the path without what was copied along: signs around it, and a question mark that a program escaped."""
    address, _mark, _added = path.partition("?")
    address, _mark, _added = address.partition("#")
    return without_ending(_BEFORE.sub("", address)) or "/"
