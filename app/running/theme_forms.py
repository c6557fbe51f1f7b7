"""The forms of staff in a theme round: its days, a reason in words, and the questions about what was chosen."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app import clock
from app.running.typed import Day, read_day
from app.themes.models import WHY_LETTERS
from app.themes.stages import Days
from app.web.forms import Form

FIELDS = ("propose_until", "support_from", "support_until", "vote_until")


def _printable(_form: Any, field: Any) -> None:
    if field.data and not field.data.isprintable():
        raise ValidationError(_("Leave out signs that cannot be seen."))


class DaysForm(Form):
    """The days of a round."""

    propose_until = StringField(validators=[Day()])
    support_from = StringField(validators=[Day()])
    support_until = StringField(validators=[Day()])
    vote_until = StringField(validators=[Day()])

    @property
    def days(self) -> Days:
        """The days that were typed, once the form is valid."""
        return Days(**{name: read_day(self[name].data) or clock.today() for name in FIELDS})


class ReasonForm(Form):
    """Why something was taken out or stopped; participants read it."""

    reason = StringField(
        filters=[lambda text: " ".join((text or "").split())],
        validators=[
            DataRequired(_("Say why, in a sentence that participants can read.")),
            Length(max=WHY_LETTERS, message=_("Keep it to 300 characters.")),
            _printable,
        ],
    )


class AdoptForm(Form):
    """Which questions belong to the chosen theme, and from when they are asked."""

    block = StringField()
    first_day = StringField(validators=[Day()])


def typed_days(days: Days) -> dict[str, str]:
    """What the form of a new round starts with."""
    return {name: getattr(days, name).isoformat() for name in FIELDS}
