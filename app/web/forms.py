"""What every form stands on. The token against forged requests is checked for the whole app, before any view."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types.
    """A form of ours."""


def faults_of(form: Any) -> dict[str, str]:
    """The first fault of each field, in words."""
    return {name: str(errors[0]) for name, errors in form.errors.items() if name and errors}
