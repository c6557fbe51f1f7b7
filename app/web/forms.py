"""What every form stands on: its fields with their labels and hints, what was typed, and what is wrong with it.

templates/form_fields.html shows a form. The token against forged requests is checked before any view.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import Flask, render_template, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict
from wtforms.widgets import CheckboxInput, FileInput, Input

from app import clock

KEEP_FORMS = timedelta(days=400)
FROM_LIST = {"invalid_choice_message": lazy_gettext("Choose from the list.")}
"""For a list to choose from: what is said when something else was sent."""


class LastingSession(SecureCookieSessionInterface):
    """Keeps the token of forms when the browser is closed, as long as a device stays signed in."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime:
        del session
        return clock.now() + app.permanent_session_lifetime


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types.
    """A form of ours: made of what a form sent, and of nothing else (Flask-WTF would also read JSON).

    `Form(None, name="…")` is one that nobody has sent, filled with what holds at present. `mark` tells forms of one
    class on one page apart: it stands at the end of the ids of their fields.
    """

    takes_focus: ClassVar[bool] = False
    """Whether the page begins at the first field with a fault."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # The same.
        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            return CombinedMultiDict((request.files, request.form)) if request.method == "POST" else None

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Draw a control, tied to its hint and its fault; what is missing is said in words, not by the browser."""
            ids = [f"why-{field.id}"] if field.errors else []
            ids += [f"hint-{field.id}"] if field.description else []
            tied = {"aria-describedby": " ".join(ids)} if ids else {}
            wrong = {"aria-invalid": "true"} if field.errors else {}
            return field.widget(field, **{**_usual(field), **(field.render_kw or {}), **tied, **wrong, **render_kw})

    def __init__(self, formdata: Any = _Auto, *, mark: str = "", **values: Any) -> None:
        super().__init__(formdata, **values)
        self.mark = mark
        for field in self if mark else ():
            field.id = field.label.field_id = f"{field.name}-{mark}"

    def refuse(self, name: str, words: str) -> None:
        """Say what is wrong with a field beyond what the form itself can see."""
        self[name].errors = [*self[name].errors, words]


def _usual(field: Any) -> dict[str, Any]:
    if isinstance(field.widget, CheckboxInput):
        return {"required": False, "value": "y"}  # WTForms would send back what was sent, also nothing.
    line = isinstance(field.widget, Input) and not isinstance(field.widget, FileInput)
    return {"class": "field", "required": False, **({"autocomplete": "off"} if line else {})}


def form_page(template: str, **context: Any) -> str:
    """Show a page with its forms in one way, before anything was typed and after it was refused.

    The template also gets `faults`: the first fault of each field of the forms in `context`, by the field's id.
    """
    values = [
        each for value in context.values() for each in (value.values() if isinstance(value, Mapping) else [value])
    ]
    forms = [each for each in values if isinstance(each, Form)]
    wrong = [(form, field) for form in forms for field in form if field.errors]
    if wrong and wrong[0][0].takes_focus:
        wrong[0][1].render_kw = {**(wrong[0][1].render_kw or {}), "autofocus": True}
    faults = {field.id: str(field.errors[0]) for _form, field in wrong}
    return render_template(template, **context, faults=faults)
