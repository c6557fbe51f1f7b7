"""Refuses input that no address and no form can mean, before any view runs."""

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
    """Mark a view to which a script of ours sends JSON; the view checks the input itself."""
    view.takes_json = True  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
    return view


def init_input(app: Flask) -> None:
    """Register checks that run before every view and refuse a POST that is no form, and text with a NUL character."""

    @app.before_request
    def refuse_what_is_no_form() -> None:
        """Refuse JSON, text or a broken upload where a form is expected: 415 or 400."""
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or request.method != "POST" or not request.content_length or hasattr(view, "takes_json"):
            return
        if request.mimetype not in FORM_TYPES:
            raise UnsupportedMediaType(_("This address takes what a form sends, not JSON or text."))
        if not (request.form or request.files):
            raise BadRequest(_("What was sent could not be read as a form."))

    @app.before_request
    def refuse_nul() -> None:
        """Refuse a NUL character in an address or form, which PostgreSQL cannot store: 400."""
        if any(NUL in text for text in (request.path, *request.args.values(), *_typed())):
            raise BadRequest(_("There is a character in it that cannot be kept. Type it again instead of pasting it."))


def _typed() -> list[str]:
    """Return the names and values of a form; empty for other bodies, which the view reads itself."""
    if not request.mimetype.endswith(("x-www-form-urlencoded", "form-data")):
        return []
    return [text for name, values in request.form.lists() for text in (name, *values)]
