"""Redirects addresses with extra characters at their end (a full stop, bracket, slash or space) to the right page.

One rule for every page, so that pages added later need nothing for it. Not for the API, which programs read.
"""

from __future__ import annotations

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.tokens import without_ending
from app.web.problems import wants_problem


def init_addresses(app: Flask) -> None:
    """Register the redirect with the app."""

    @app.before_request
    def lead_to_the_clean_address() -> Response | None:
        """Redirect to the page that was meant; when there is none, the address stays unknown."""
        meant = without_ending(request.path) or "/"
        adapter = current_app.create_url_adapter(request)
        if meant == request.path or adapter is None or wants_problem():
            return None
        try:
            endpoint, values = adapter.match(meant, method=request.method)
        except HTTPException:
            return None
        asked = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return redirect(url_for(endpoint, **values) + asked, code=301 if request.method in {"GET", "HEAD"} else 308)
