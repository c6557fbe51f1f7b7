"""Adds security headers and caching rules to every response.

Decides that nothing is cached unless a view says so, and that no page runs a script that we did not ship.
"""

from __future__ import annotations

from flask import Flask, Response

from app.web.fragments import wants_fragment
from app.web.settings import settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def vary_by(response: Response, *names: str) -> None:
    """Add names of request headers to the response's Vary, as far as they are not there.

    Werkzeug's `response.vary` reads and writes the whole header at each touch, four times a page.
    """
    present = response.headers.get("Vary", "")
    known = {each.strip().lower() for each in present.split(",")}
    added = [name for name in names if name.lower() not in known]
    if added:
        response.headers["Vary"] = ", ".join([*([present] if present else []), *added])


def init_headers(app: Flask) -> None:
    """Add security headers and caching rules to every response of the app."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        present = {name for name, _value in response.headers}
        response.headers.extend({name: value for name, value in HEADERS.items() if name not in present})
        if settings().https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        vary_by(response, "Cookie", "Accept-Language")
        if wants_fragment() or response.mimetype == "text/html":
            vary_by(response, "HX-Request", "HX-History-Restore-Request")
        return response
