"""Renders part of a page for htmx, and the whole page for everyone else, from the same template variables."""

from __future__ import annotations

from flask import render_template, request
from flask_htmx import HTMX

htmx = HTMX()


def render(page: str, *, fragment: str, **context: object) -> str:
    """Render the template `fragment` when htmx asks for it, else `page`, from the same variables."""
    return render_template(fragment if wants_fragment() else page, **context)


def wants_fragment() -> bool:
    """Return whether htmx asks for part of a page; to restore one from the history it wants the whole document."""
    asked = request.headers
    return asked.get("HX-Request") == "true" and asked.get("HX-History-Restore-Request") != "true"
