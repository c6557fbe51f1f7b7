"""The forms of staff access. What a person typed wrong is said at its field; what is secret is never sent back."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError


def email_address(_form: FlaskForm, field: Any) -> None:
    """An address that mail could reach; nobody is asked whether it exists."""
    try:
        validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("This is no e-mail address. Look for a typo.")) from None


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types.
    """First step with a password."""

    email = StringField(validators=[DataRequired(_("Type your e-mail address.")), Length(max=254)])
    password = PasswordField(validators=[DataRequired(_("Type your password.")), Length(max=2000)])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """Second step: the code app."""

    code = StringField(validators=[DataRequired(_("Type the six figures that your code app shows."))])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password together with its second step; `sealed` carries the new secret of the code app."""

    password = PasswordField(validators=[DataRequired(_("Type a new password."))])
    code = StringField(validators=[DataRequired(_("Type the six figures that your code app shows."))])
    sealed = HiddenField()


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """Whom to invite, and to what (`role:scope`)."""

    email = StringField(validators=[DataRequired(_("Type an e-mail address.")), Length(max=254), email_address])
    access = SelectField(validators=[DataRequired(_("Choose what this person may see."))], validate_choice=False)


def faults_of(form: FlaskForm) -> dict[str, str]:
    """The first fault of each field."""
    return {name: str(errors[0]) for name, errors in form.errors.items() if name and errors}
