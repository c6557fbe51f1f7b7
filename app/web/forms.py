"""The base of every form: fields with labels and hints, what was typed, and what is wrong with it.

templates/form_fields.html shows a form. The token against forged requests (CSRF) is checked before any view.
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
"""Argument of a choice field: the message when something else was sent."""


class LastingSession(SecureCookieSessionInterface):
    """The app's session, which keeps the CSRF token when the browser is closed, as long as a device stays signed in."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime:
        """Return when the session's cookie expires."""
        del session
        return clock.now() + app.permanent_session_lifetime


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types.
    """The base class of our forms; it reads form data only (Flask-WTF would also read JSON).

    `Form(None, name="…")` is a form that nobody has sent, filled with present values. `mark` tells forms of
    one class on one page apart: it stands at the end of the ids of their fields.
    """

    takes_focus: ClassVar[bool] = False
    """Whether the first field with a fault gets the focus."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types.
        """How WTForms reads and draws a form of ours."""

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Return the data to read: the files and fields of a POST request, or what the caller gives."""
            if formdata is not _Auto:
                return formdata
            return CombinedMultiDict((request.files, request.form)) if request.method == "POST" else None

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
            """Return the HTML of a field, tied to its hint and its fault; we report missing values, not the browser."""
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
        """Add a fault to a field that the form itself cannot detect."""
        self[name].errors = [*self[name].errors, words]


def _usual(field: Any) -> dict[str, Any]:
    """Return the default HTML attributes of a field."""
    if isinstance(field.widget, CheckboxInput):
        return {"required": False, "value": "y"}  # WTForms would use the sent value, even an empty one.
    line = isinstance(field.widget, Input) and not isinstance(field.widget, FileInput)
    return {"class": "field", "required": False, **({"autocomplete": "off"} if line else {})}


def form_page(template: str, **context: Any) -> str:
    """Render a template with its forms, whether they are new or were refused.

    The template also gets `faults`: the first fault of each field of the forms in `context`, by the field's
    id.
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
