"""The forms of staff access. What a person typed wrong is said at its field; what is secret is never sent back."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.web.forms import Form


def email_address(_form: Form, field: Any) -> None:
    """An address that mail could reach; nobody is asked whether it exists."""
    try:
        validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("This is no e-mail address. Look for a typo.")) from None


class SignInForm(Form):
    """First step with a password."""

    email = StringField(validators=[DataRequired(_("Type your e-mail address.")), Length(max=254)])
    password = PasswordField(validators=[DataRequired(_("Type your password.")), Length(max=2000)])


class AppCodeForm(Form):
    """Second step: the code app."""

    code = StringField(validators=[DataRequired(_("Type the six figures that your code app shows."))])


class PasswordForm(Form):
    """A new password together with its second step; `sealed` carries the new secret of the code app."""

    password = PasswordField(validators=[DataRequired(_("Type a new password."))])
    code = StringField(validators=[DataRequired(_("Type the six figures that your code app shows."))])
    sealed = HiddenField()


class EndAccessForm(Form):
    """Ending access takes every way in away at once, so it asks for one deliberate tick."""

    end = BooleanField(validators=[DataRequired(_("Tick that this person’s access ends now."))])


class InvitationsForm(Form):
    """Whom to invite at once, an address on each line, and to what (`role:scope`) where a line does not say so."""

    lines = TextAreaField(validators=[DataRequired(_("Type an e-mail address on each line.")), Length(max=20_000)])
    access = SelectField(validate_choice=False)


class InvitationForm(Form):
    """Whom to invite, and to what (`role:scope`)."""

    email = StringField(validators=[DataRequired(_("Type an e-mail address.")), Length(max=254), email_address])
    access = SelectField(validators=[DataRequired(_("Choose what this person may see."))], validate_choice=False)
