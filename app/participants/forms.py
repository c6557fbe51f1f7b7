"""The forms for joining, signing in and leaving; the background questions come from the questionnaire."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import PasswordInput

from app.instrument.answers import DECLINED
from app.instrument.schema import Item
from app.web.forms import FROM_LIST, Form
from app.web.language import say


class BackgroundForm(Form):
    """The form for the background questions by which the region's figures are broken down."""

    experience = RadioField(
        validators=[InputRequired(_("Choose how long you have worked in this field, or “rather not”."))], **FROM_LIST
    )
    function = SelectField(
        validators=[InputRequired(_("Choose the job that fits best, or “rather not”."))], **FROM_LIST
    )

    def offer(self, *, experience: Item, function: Item) -> Self:
        """Set the questions and choices from the questionnaire, each with "prefer not to say"; return the form."""
        declined = _("Prefer not to say")
        self.experience.choices = [*_choices(experience), SelectChoice(DECLINED, declined, {"apart": True})]
        self.function.choices = [SelectChoice("", _("Choose")), *_choices(function), SelectChoice(DECLINED, declined)]
        self.experience.label.text, self.function.label.text = say(experience.text), say(function.text)
        self.function.description = say(function.hint) if function.hint else ""
        return self

    @property
    def profile(self) -> dict[str, str]:
        """Return the typed background answers, "experience" and "function", for the diary."""
        return {"experience": self.experience.data, "function": self.function.data}


def _choices(item: Item) -> list[SelectChoice]:
    return [SelectChoice(option.key, say(option.text)) for option in item.options]


class JoinForm(BackgroundForm):
    """The form for joining: background questions, and consent. No name, no e-mail address, no number."""

    consent = BooleanField(
        _(
            "I take part of my own free will. My answers count in the result of the group. "
            "I can stop at any moment; then my diary and my answers to the open round are erased."
        ),
        [DataRequired(_("Tick that you take part of your own free will, or leave this page."))],
    )


class PersonalCodeForm(Form):
    """The form for signing in with the personal code; a wrong code is shown again, so that it can be corrected."""

    takes_focus = True

    code = PasswordField(
        _("Your personal code"),
        description=_("Five groups of four characters and one to check. Capitals, spaces and dashes do not matter."),
        widget=PasswordInput(hide_value=False),
        render_kw={
            "class": "field as-code",
            "autocomplete": "current-password",
            "autocapitalize": "characters",
            "autocorrect": "off",
            "spellcheck": "false",
            "maxlength": 1000,
        },
    )


class EndAllForm(Form):
    """The form for signing out everywhere, with a box to tick: without the code nobody comes back in."""

    takes_focus = True

    everywhere = BooleanField(
        _("I have my code at hand, so I can come back in."),
        [DataRequired(_("Tick that you have your code at hand."))],
        render_kw={"required": True},
    )


class NewCodeForm(Form):
    """The form for a new code, with a box to tick: the old code stops working."""

    takes_focus = True

    renew = BooleanField(
        _("I understand that my old code, also on paper, is worthless from now on."),
        [DataRequired(_("Tick that you understand what happens to your old code."))],
        render_kw={"required": True},
    )


class LeaveForm(Form):
    """The form for leaving, with a box to tick: the diary is erased for good."""

    takes_focus = True

    confirm = BooleanField(
        _("I understand that nobody can bring my diary back."),
        [DataRequired(_("Tick that you understand what will be erased."))],
    )


class CardCodeForm(Form):
    """The form for the short code of a card; a wrong code is shown again, so that it can be corrected."""

    takes_focus = True

    code = StringField(
        _("Code of the card"),
        description=_("Three groups of four characters. Capitals, spaces and dashes do not matter."),
        render_kw={
            "class": "field as-code",
            "autocapitalize": "characters",
            "autocorrect": "off",
            "spellcheck": "false",
            "maxlength": 1000,
        },
    )
