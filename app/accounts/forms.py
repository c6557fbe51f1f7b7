"""The forms of staff access. A fault is shown at its field; a typed password or code is never sent back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import EmailInput

from app.accounts.passwords import LEAST_LETTERS
from app.accounts.people import Gift
from app.accounts.role_names import role_words
from app.web.forms import Form

AS_TYPED = {"autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}
EMAIL = {**AS_TYPED, "maxlength": 254}
PASSWORD = {**AS_TYPED, "maxlength": 200}
CODE = {**AS_TYPED, "maxlength": 12, "autocomplete": "one-time-code", "inputmode": "numeric", "value": ""}
"""A code works once, so what was typed is not shown again."""
MOST_TYPED = 20_000  # Characters: 200 lines, long ones.


def email_address(_form: Form, field: Any) -> None:
    """Raise ValidationError unless the field holds an e-mail address; whether the mailbox exists is not checked."""
    try:
        validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("This is no e-mail address. Look for a typo.")) from None


class SignInForm(Form):
    """The form for the first step of signing in: e-mail address and password."""

    takes_focus = True

    email = StringField(
        _("E-mail address"),
        [DataRequired(_("Type your e-mail address.")), Length(max=254)],
        widget=EmailInput(),
        render_kw={**EMAIL, "autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [DataRequired(_("Type your password.")), Length(max=2000)],
        render_kw={**PASSWORD, "autocomplete": "current-password"},
    )


class SingleSignOnForm(Form):
    """The form in which staff choose the organisation whose own sign-in they use."""

    organisation = SelectField(_("Your organisation"), validate_choice=False)

    def offer(self, organisations: Iterable[tuple[str, str]]) -> SingleSignOnForm:
        """Fill the list with the organisations that have their own sign-in, given as (id, name)."""
        self.organisation.choices = [SelectChoice("", _("Choose")), *(SelectChoice(*each) for each in organisations)]
        return self


class AppCodeForm(Form):
    """The form for the second step of signing in: the code that the authenticator app shows."""

    code = StringField(
        _("Six figures"),
        [DataRequired(_("Type the six figures that your code app shows."))],
        description=_("A new code appears every half minute. Each works once."),
        render_kw={**CODE, "autofocus": True},
    )


class SpokenCodeForm(Form):
    """The form for the code that belongs to a one-time address and is told by telephone or in person."""

    code = StringField(
        _("The spoken code"),
        [DataRequired(_("Type the code that was told to you.")), Length(max=40)],
        description=_("Ten letters and figures, such as K7M2P-9QXW3. They were not sent along with this address."),
        render_kw={**AS_TYPED, "maxlength": 40, "autocomplete": "off", "autofocus": True},
    )


class PasswordForm(Form):
    """The form for a new password, with a code from the authenticator app that goes with it.
    `sealed`: the secret of that app, encrypted.
    """

    takes_focus = True

    password = PasswordField(
        _("New password"),
        [DataRequired(_("Type a new password."))],
        description=_(
            "At least %(least)s characters. Three or four words that do not belong together are easy to remember and "
            "hard to guess.",
            least=LEAST_LETTERS,
        ),
        render_kw={**PASSWORD, "autocomplete": "new-password"},
    )
    code = StringField(
        _("The code that the app shows now"),
        [DataRequired(_("Type the six figures that your code app shows."))],
        render_kw=CODE,
    )
    sealed = HiddenField()


class EndAccessForm(Form):
    """The form that ends a staff member's access at once, with a box to tick."""

    end = BooleanField(
        _("This person’s access ends now."), [DataRequired(_("Tick that this person’s access ends now."))]
    )


class InvitationForm(Form):
    """The form that invites one staff member. `access`: the role and group they get, as `role:id of the group`."""

    takes_focus = True

    email = StringField(
        _("E-mail address"),
        [DataRequired(_("Type an e-mail address.")), Length(max=254), email_address],
        widget=EmailInput(),
        render_kw=EMAIL,
    )
    access = SelectField(
        _("What this person may see"), [DataRequired(_("Choose what this person may see."))], validate_choice=False
    )

    def offer(self, gifts: Iterable[Gift]) -> InvitationForm:
        """Set the roles and groups that the signed-in staff member may give, grouped by role; return the form."""
        self.access.choices = _choices(gifts)
        return self


class InvitationsForm(Form):
    """The form that invites several staff members: on each line an e-mail address, and after a semicolon a team.
    `access`: the role and group (`role:id of the group`) for the people on lines that name no team.
    """

    takes_focus = True

    lines = TextAreaField(
        _("E-mail addresses, one on each line"),
        [DataRequired(_("Type an e-mail address on each line.")), Length(max=MOST_TYPED)],
        description=_(
            "To invite the leads of several teams: type the name of the team after a semicolon, "
            "such as “sam@example.org; Team North”."
        ),
        render_kw={"rows": 8, "maxlength": MOST_TYPED, "autocapitalize": "off", "spellcheck": "false"},
    )
    access = SelectField(_("What people on a line without a team may see"), validate_choice=False)

    def offer(self, gifts: Iterable[Gift]) -> InvitationsForm:
        """Set the roles and groups that the signed-in staff member may give, grouped by role; return the form."""
        self.access.choices = _choices(gifts)
        return self


def _choices(gifts: Iterable[Gift]) -> list[SelectChoice]:
    """Return the roles and groups to choose from, grouped by role, after an empty choice."""
    listed = sorted(gifts, key=lambda each: each.role)
    given = (SelectChoice(each.value, each.place, optgroup=role_words(each.role)) for each in listed)
    return [SelectChoice("", _("Choose")), *given]
