"""Renders part of a page for htmx, and the whole page for everyone else, from the same template variables."""

from __future__ import annotations

from flask import render_template, request
from flask_htmx import HTMX

htmx = HTMX()


def render(page: str, *, fragment: str, **context: object) -> str:
    """Render the template `fragment` when htmx asks for it, else `page`, from the same variables."""
    return render_template(fragment if wants_fragment() else page, **context)


def wants_fragment() -> bool:
    """Return whether htmx asks for a part of a page; False when it restores a whole page from the browser history."""
    asked = request.headers
    return asked.get("HX-Request") == "true" and asked.get("HX-History-Restore-Request") != "true"
