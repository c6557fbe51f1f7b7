"""Refuses, before any page sees it, what no address and no form can mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

P = ParamSpec("P")
R = TypeVar("R")

NUL = "\0"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def takes_json(view: Callable[P, R]) -> Callable[P, R]:
    """For a view that a script of ours sends JSON to; it checks itself what it is given."""
    view.takes_json = True  # type: ignore[attr-defined]  # Functions take attributes; types do not know ours.
    return view


def init_input(app: Flask) -> None:
    @app.before_request
    def refuse_what_is_no_form() -> None:
        """JSON, text or a torn upload where a form belongs: a named error, whatever the view would make of it."""
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or request.method != "POST" or not request.content_length or hasattr(view, "takes_json"):
            return
        if request.mimetype not in FORM_TYPES:
            raise UnsupportedMediaType(_("This address takes what a form sends, not JSON or text."))
        if not (request.form or request.files):
            raise BadRequest(_("What was sent could not be read as a form."))

    @app.before_request
    def refuse_nul() -> None:
        """A NUL character has no place in text; PostgreSQL cannot keep it."""
        if any(NUL in text for text in (request.path, *request.args.values(), *_typed())):
            raise BadRequest(_("There is a character in it that cannot be kept. Type it again instead of pasting it."))


def _typed() -> list[str]:
    """Return names and values of a form; other bodies are left for the view, which knows how much it takes."""
    if not request.mimetype.endswith(("x-www-form-urlencoded", "form-data")):
        return []
    return [text for name, values in request.form.lists() for text in (name, *values)]
