"""The forms with which staff plan a programme: its settings, a survey with all items, a later last day."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.instrument.rotation import anchor_choices
from app.instrument.schema import Instrument
from app.programme.holidays import SCHOOL_REGIONS
from app.programme.models import Programme
from app.programme.programme_plan import Plan, anchors_of
from app.protection import MOST_GROUP
from app.running.typed import NUMBER, WholeNumber, day_field, name_field, number_field
from app.web.forms import FROM_LIST, Form
from app.web.language import say

RHYTHMS = (
    (7, _("every week")),
    (14, _("every two weeks")),
    (28, _("every four weeks")),
    (91, _("every quarter (13 weeks)")),
    (182, _("every half year (26 weeks)")),
)
HOLIDAYS = (
    ("", _("None: they count as any day")),
    *zip(SCHOOL_REGIONS, (_("Region north"), _("Region middle"), _("Region south")), strict=True),
)
"""The school holidays to choose from: those of one of the `SCHOOL_REGIONS`, or none."""
WEEK = 7
MOST_ITEMS = 12


class PlanForm(Form):
    """The form with all settings of a programme. `period_weeks`: the length of a period.

    `programme`: the id of the one that is changed, for the preview; empty for a new one. `questionnaire`: the key of
    what a new one asks.
    """

    programme = HiddenField()
    questionnaire = HiddenField()
    name = name_field(_("Name"), _("For yourselves; participants do not see it."))
    wave_days = SelectField(
        _("How often does a round open?"),
        choices=[SelectChoice(str(days), words) for days, words in RHYTHMS],
        **FROM_LIST,
    )
    open_days = StringField(
        _("How many days can people answer?"),
        description=_("Leave empty: until the next round opens."),
        render_kw=NUMBER,
    )
    period_weeks = number_field(
        _("Results every how many weeks?"),
        _("The rounds of one period are published together. More answers together can show more teams."),
        low=1,
        high=52,
    )
    skips_free_days = BooleanField(_("Do not open or close in weekends and on Dutch public holidays"))
    school_holidays = SelectField(
        _("School holidays in which no round opens"),
        description=_(
            "A round that would open in a holiday opens after it. It is left out when less than half of its days "
            "would be left."
        ),
        choices=[SelectChoice(key, words) for key, words in HOLIDAYS],
        default="",
        **FROM_LIST,
    )
    items_per_wave = number_field(
        _("Questions per round"),
        _("Five take about 40 seconds. The others take turns."),
        low=1,
        high=MOST_ITEMS,
    )
    anchors = SelectMultipleField(
        _("Which questions come in every round?"),
        description=_(
            "These get a line with a point for every period. The others take turns, and get a point only in periods "
            "that ask them. Two is usual: each one more makes the others wait longer."
        ),
        validate_choice=False,
    )
    theme = SelectField(_("Theme that takes turns with the other questions"), **FROM_LIST)
    min_group = StringField(
        _("Smallest group that is shown"),
        description=_("May be raised for periods that have not opened, never lowered."),
        render_kw=NUMBER,
    )
    remarks_box = BooleanField(
        _("Open a remarks box in every period"),
        description=_(
            "People then write to you apart from their answers. You read it only when the period is over, without a "
            "name, a team or a time. Peil shows it to nobody else, and deletes it six weeks later."
        ),
    )
    first_day = day_field(_("From which day?"))

    def validate_period_weeks(self, field: Any) -> None:
        """Refuse a period that is shorter than a wave or does not hold a whole number of waves."""
        days = self._known_wave_days() or WEEK
        if int(field.data) * WEEK < days:
            raise ValidationError(gettext("A period cannot be shorter than its rounds. Choose more weeks."))
        if int(field.data) * WEEK % days:
            raise ValidationError(gettext("A whole number of rounds has to fit in a period. Choose other weeks."))

    def validate_open_days(self, field: Any) -> None:
        """Refuse a number of days with which a wave would still be open when the next one opens."""
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
        """Refuse an empty choice of anchors, and items that cannot be asked in every wave."""
        if not field.data:
            raise ValidationError(
                gettext("Tick at least one question. Without it there is no line to follow from period to period.")
            )
        if not set(field.data) <= {each.value for each in field.choices}:
            raise ValidationError(gettext("A round cannot ask every question you sent. Choose from the list."))

    def _known_wave_days(self) -> int | None:
        """Return the chosen number of days from wave to wave; None when it is no rhythm of ours.

        The field `wave_days` itself reports an unknown one.
        """
        return next((days for days, _words in RHYTHMS if str(days) == self.wave_days.data), None)

    def require(self, *, least_group: int, instrument: Instrument) -> PlanForm:
        """Set the smallest group allowed and the questionnaire's themes and anchors to choose from; return the form."""
        titles = {block.key: say(block.title) for block in instrument.blocks}
        themes = [SelectChoice(theme, titles.get(theme, theme)) for theme in instrument.pulse.themes]
        self.theme.choices = [SelectChoice("", _("The present theme of the questionnaire")), *themes]
        self.min_group.validators = [WholeNumber(least_group, MOST_GROUP)]
        groups = anchor_choices(instrument)
        choices = [_anchor_choice(instrument, group, titles) for group in groups]
        order = list(dict.fromkeys(each.optgroup for each in choices))
        self.anchors.choices = sorted(choices, key=lambda each: order.index(each.optgroup))
        first = {key: group[0] for group in groups for key in group}
        self.anchors.data = list(dict.fromkeys(first.get(key, key) for key in self.anchors.data or ()))
        return self

    @property
    def plan(self) -> Plan:
        """Return the settings that were typed; only for a valid form."""
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
            school_holidays=self.school_holidays.data or None,
            remarks_box=bool(self.remarks_box.data),
        )


class FullForm(Form):
    """The form that plans a full measurement, a survey with all items."""

    first_day = day_field(_("First day"), id="full_day")
    days = number_field(_("How many days can people answer?"), low=1, high=60, id="full_days")


class PauseForm(Form):
    """The form that pauses a programme, with a box to tick: what is planned disappears."""

    pause = BooleanField(
        _("I have read what pausing does."), [DataRequired(_("Tick that you have read what pausing does."))]
    )


class SkipForm(Form):
    """The form that skips a wave; it has nothing to fill in, but it can be refused."""

    skip = HiddenField()


class BringBackForm(Form):
    """The form that brings a skipped wave back; it has nothing to fill in, but it can be refused."""

    left_out = HiddenField()


class FirstDayForm(Form):
    """The form that asks from which day a programme runs."""

    first_day = day_field(_("From which day?"), id="start_day")


class LastDayForm(Form):
    """The form that asks until which day an open wave can be answered."""

    last_day = day_field(_("Last day to answer"))


def plan_values(programme: Programme, *, first_day: str) -> dict[str, object]:
    """Return the values with which the settings form of this programme starts."""
    return {
        "programme": programme.id,
        "name": programme.name,
        "wave_days": str(programme.wave_days),
        "period_weeks": str(programme.wave_days * programme.waves_per_period // WEEK),
        "open_days": str(programme.open_days or ""),
        "skips_free_days": programme.skips_free_days,
        "school_holidays": programme.school_holidays or "",
        "remarks_box": programme.remarks_box,
        "items_per_wave": str(programme.items_per_wave),
        "anchors": list(anchors_of(programme)),
        "theme": programme.theme or "",
        "min_group": str(programme.min_group),
        "first_day": first_day,
    }


def _anchor_choice(instrument: Instrument, group: tuple[str, ...], titles: dict[str, str]) -> SelectChoice:
    """Return one choice of anchor: items that are asked together, under the title of their block."""
    items = instrument.items_named(group)
    return SelectChoice(
        group[0], " + ".join(say(item.short) for item in items), optgroup=titles.get(items[0].block, items[0].block)
    )
