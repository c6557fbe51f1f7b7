"""The forms with which the programme team plans: the plan as a whole, a full measurement, a later last day."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from app.instrument.rotation import anchor_choices
from app.instrument.schema import Instrument
from app.programme.models import Programme
from app.programme.programme_plan import Plan, anchors_of
from app.protection import MOST_GROUP
from app.running.typed import Day, WholeNumber, name_field
from app.web.forms import Form

RHYTHMS = (
    (7, _("every week")),
    (14, _("every two weeks")),
    (28, _("every four weeks")),
    (91, _("every quarter (13 weeks)")),
    (182, _("every half year (26 weeks)")),
)
WEEK = 7
MOST_ITEMS = 12


class PlanForm(Form):
    """Everything about a programme that can be set. `period_weeks`: what is published together."""

    name = name_field()
    wave_days = SelectField(choices=[SelectChoice(str(days), words) for days, words in RHYTHMS])
    period_weeks = StringField(validators=[WholeNumber(1, 52)])
    open_days = StringField()
    skips_free_days = BooleanField()
    items_per_wave = StringField(validators=[WholeNumber(1, MOST_ITEMS)])
    anchors = SelectMultipleField(validate_choice=False)
    theme = SelectField()
    min_group = StringField()
    first_day = StringField(validators=[Day()])

    def validate_period_weeks(self, field: Any) -> None:
        days = self._known_wave_days() or WEEK
        if int(field.data) * WEEK < days:
            raise ValidationError(gettext("A period cannot be shorter than its rounds. Choose more weeks."))
        if int(field.data) * WEEK % days:
            raise ValidationError(gettext("A whole number of rounds has to fit in a period. Choose other weeks."))

    def validate_open_days(self, field: Any) -> None:
        text = (field.data or "").strip()
        if not text:
            return
        WholeNumber(1, 182)(self, field)
        days = self._known_wave_days()
        if days and int(text) > days:
            raise ValidationError(
                gettext(
                    "Then the next round would open before this one closes. Choose at most %(days)s days.", days=days
                )
            )

    def validate_anchors(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(
                gettext("Tick at least one question. Without it there is no line to follow from period to period.")
            )
        if not set(field.data) <= set(self.anchors.choices):
            raise ValidationError(gettext("A round cannot ask every question you sent. Choose from the list."))

    def _known_wave_days(self) -> int | None:
        """The rhythm that was typed; None when it is none of ours, which `wave_days` itself says."""
        return next((days for days, _words in RHYTHMS if str(days) == self.wave_days.data), None)

    def require(self, *, least_group: int, instrument: Instrument) -> PlanForm:
        """Protection may be raised, never lowered; theme and anchors have to be of the questionnaire."""
        self.min_group.validators = [WholeNumber(least_group, MOST_GROUP)]
        self.theme.choices = [(theme, theme) for theme in ("", *instrument.pulse.themes)]
        self.anchors.choices = [key for group in anchor_choices(instrument) for key in group]
        return self

    @property
    def plan(self) -> Plan:
        """The plan that was typed, once the form is valid."""
        days = int(self.wave_days.data)
        open_days = (self.open_days.data or "").strip()
        return Plan(
            name=self.name.data,
            wave_days=days,
            waves_per_period=int(self.period_weeks.data) * WEEK // days,
            open_days=int(open_days) if open_days else None,
            skips_free_days=bool(self.skips_free_days.data),
            items_per_wave=int(self.items_per_wave.data),
            theme=self.theme.data or None,
            anchors=tuple(self.anchors.data),
            min_group=int(self.min_group.data),
        )


class FullForm(Form):
    """A measurement with all questions."""

    first_day = StringField(validators=[Day()])
    days = StringField(validators=[WholeNumber(1, 60)])


class FirstDayForm(Form):
    """From when a programme runs."""

    first_day = StringField(validators=[Day()])


class LastDayForm(Form):
    """Until when an open wave can be answered."""

    last_day = StringField(validators=[Day()])


def typed_from(programme: Programme, *, first_day: str) -> dict[str, object]:
    """What a form about this programme starts with."""
    return {
        "name": programme.name,
        "wave_days": str(programme.wave_days),
        "period_weeks": str(programme.wave_days * programme.waves_per_period // WEEK),
        "open_days": str(programme.open_days or ""),
        "skips_free_days": programme.skips_free_days,
        "items_per_wave": str(programme.items_per_wave),
        "anchors": list(anchors_of(programme)),
        "theme": programme.theme or "",
        "min_group": str(programme.min_group),
        "first_day": first_day,
    }
