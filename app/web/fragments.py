"""One context, two shapes: the fragment for htmx, the whole page for everyone else."""

from __future__ import annotations

from flask import render_template
from flask_htmx import HTMX

htmx = HTMX()


def render(page: str, *, fragment: str, **context: object) -> str:
    """Render `fragment` when htmx asks for it, else `page`, from the same context.

    A history restore asks for the page: htmx then wants the whole document.
    """
    wants_fragment = htmx and not htmx.history_restore_request
    return render_template(fragment if wants_fragment else page, **context)
