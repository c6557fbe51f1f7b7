"""The forms of joining, signing in and leaving; their questions come from the instrument."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired

from app.instrument.answers import DECLINED
from app.instrument.schema import Item
from app.web.forms import Form


class JoinForm(Form):
    """What the region needs for breakdowns, and consent. No name, no address, no number."""

    experience = RadioField(
        validators=[InputRequired(_("Choose how long you have worked in youth care, or “rather not”."))]
    )
    function = RadioField(validators=[InputRequired(_("Choose the job that fits best, or “rather not”."))])
    consent = BooleanField(
        validators=[DataRequired(_("Tick that you take part of your own free will, or leave this page."))]
    )

    def offer(self, *, experience: Item, function: Item) -> JoinForm:
        """Take the choices from the instrument; whoever would rather not say may."""
        self.experience.choices = [(key, key) for key in (*experience.option_keys, DECLINED)]
        self.function.choices = [(key, key) for key in (*function.option_keys, DECLINED)]
        return self

    @property
    def profile(self) -> dict[str, str]:
        """What goes into the diary's first entry."""
        return {"experience": self.experience.data, "function": self.function.data}


class PersonalCodeForm(Form):
    """Sign in with the personal code."""

    code = StringField()


class EndAllForm(Form):
    """So does signing out everywhere: without the code nobody comes back in."""

    everywhere = BooleanField(validators=[DataRequired(_("Tick that you have your code at hand."))])


class NewCodeForm(Form):
    """And so does a new code: the old one is worthless from then on."""

    renew = BooleanField(validators=[DataRequired(_("Tick that you understand what happens to your old code."))])


class LeaveForm(Form):
    """Leaving asks for one deliberate tick."""

    confirm = BooleanField(validators=[DataRequired(_("Tick that you understand what will be erased."))])


class CardCodeForm(Form):
    """The short code of an invitation on paper."""

    code = StringField()
