"""What every form stands on. The token against forged requests is checked for the whole app, before any view."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict

from app import clock

KEEP_FORMS = timedelta(days=400)


class LastingSession(SecureCookieSessionInterface):
    """Keeps the token of forms when the browser is closed, as long as a device stays signed in."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime:
        del session
        return clock.now() + app.permanent_session_lifetime


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types.
    """A form of ours: made of what a form sent, and of nothing else (Flask-WTF would also read JSON)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # The same.
        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            return CombinedMultiDict((request.files, request.form)) if request.method == "POST" else None


def faults_of(form: Any) -> dict[str, str]:
    """The first fault of each field, in words."""
    return {name: str(errors[0]) for name, errors in form.errors.items() if name and errors}
