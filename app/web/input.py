"""Refuses, before any page sees it, what no address and no form can mean."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

NUL = "\0"


def init_input(app: Flask) -> None:
    @app.before_request
    def refuse_nul() -> None:
        """A NUL character has no place in text; PostgreSQL cannot keep it."""
        if any(NUL in text for text in (request.path, *request.args.values(), *_typed())):
            raise BadRequest(_("There is a character in it that cannot be kept. Type it again instead of pasting it."))


def _typed() -> list[str]:
    """Names and values of a form; other bodies are left for the view, which knows how much it takes."""
    if not request.mimetype.endswith(("x-www-form-urlencoded", "form-data")):
        return []
    return [text for name, values in request.form.lists() for text in (name, *values)]
