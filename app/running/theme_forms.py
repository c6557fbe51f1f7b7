"""The forms of staff in a theme round: its days, a reason, and which questions belong to the chosen theme."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app import clock
from app.running.typed import LINE, day_field, printable, read_day
from app.themes.models import WHY_LETTERS
from app.themes.stages import Days
from app.web.forms import Form
from app.web.language import say

FIELDS = ("propose_until", "support_from", "support_until", "vote_until")


class DaysForm(Form):
    """The form with the days of a theme round: until when people propose, support and vote."""

    propose_until = day_field(_("Last day to propose"), _("People can begin within a few minutes."))
    support_from = day_field(
        _("First day to support"), _("The days between are yours: take out proposals that name somebody.")
    )
    support_until = day_field(_("Last day to support"))
    vote_until = day_field(_("Last day to vote"), _("Voting begins the day after support ends."))

    @property
    def days(self) -> Days:
        """Return the days that were typed; only for a valid form."""
        return Days(**{name: read_day(self[name].data) or clock.today() for name in FIELDS})


class ReasonForm(Form):
    """The form that asks why a proposal was removed or a theme round stopped; participants read the reason."""

    reason = StringField(
        _("Why? Participants read this."),
        filters=[lambda text: " ".join((text or "").split())],
        validators=[
            DataRequired(_("Say why, in a sentence that participants can read.")),
            Length(max=WHY_LETTERS, message=_("Keep it to 300 characters.")),
            printable,
        ],
        render_kw=LINE,
    )


class AdoptForm(Form):
    """The form that asks which questions belong to the chosen theme, and from when they are asked."""

    block = SelectField(_("Which questions belong to it?"), validate_choice=False)
    first_day = day_field(
        _("From which day are they asked?"),
        _("What is open runs to its end; everything planned after this day is planned again."),
    )

    def offer(self, blocks: Mapping[str, Mapping[str, str]]) -> AdoptForm:
        """Set the themes of the questionnaire to choose from; return the form.

        Nothing is chosen yet for a new theme.
        """
        self.block.choices = [SelectChoice(key, say(title)) for key, title in blocks.items()]
        if self.block.data not in blocks:
            self.block.choices = [SelectChoice("", _("Choose")), *self.block.choices]
        return self
