"""Form fields for names, numbers and days that staff type; what was typed stays when it is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError
from wtforms.widgets import DateInput

from app import clock
from app.organisations.spreadsheet_text import plain
from app.spreadsheets import is_formula

NAME_LENGTH = 120
YEARS_AROUND = 5
LINE = {"maxlength": 200}
NUMBER = {"class": "field short", "inputmode": "numeric", "maxlength": 6}


class WholeNumber:
    """A validator that accepts whole numbers from `low` to `high`, and raises StopValidation for anything else."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, _form: Any, field: Any) -> None:
        text = (field.data or "").strip()
        if not (text.isdecimal() and len(text) < 7 and self.low <= int(text) <= self.high):
            raise StopValidation(_("Type a whole number from %(low)s to %(high)s.", low=self.low, high=self.high))


class Day:
    """A validator that accepts days within five years of today, as 2026-12-31 or 31-12-2026."""

    def __call__(self, _form: Any, field: Any) -> None:
        if read_day(field.data) is None:
            raise ValidationError(_("Choose a day in these years, such as 31-12-2026."))


def read_day(text: str | None) -> date | None:
    """Return the typed day; None when the text is no day, or one over five years away."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            day = datetime.strptime((text or "").strip(), form).date()  # noqa: DTZ007  # A day has no zone.
        except ValueError:
            continue
        return day if abs(day.year - clock.today().year) <= YEARS_AROUND else None
    return None


def day_field(label: Any, hint: Any = "", **more: Any) -> StringField:
    """Return a form field for a day; `read_day` reads its text."""
    short = {"class": "field short"}
    return StringField(label, [Day()], description=hint, widget=DateInput(), render_kw=short, **more)


def number_field(label: Any, hint: Any = "", *, low: int, high: int, **more: Any) -> StringField:
    """Return a form field for a whole number from `low` to `high`; its data is text."""
    return StringField(label, [WholeNumber(low, high)], description=hint, render_kw=NUMBER, **more)


def name_field(label: Any, hint: Any = "", **more: Any) -> StringField:
    """Return a form field for a name: at most 120 characters, not empty, nothing invisible, no formula."""
    return StringField(
        label,
        filters=[lambda text: plain(text or "")],
        validators=[
            DataRequired(lazy_gettext("Type a name.")),
            Length(max=NAME_LENGTH, message=lazy_gettext("Keep it to 120 characters.")),
            printable,
            _no_formula,
        ],
        description=hint,
        render_kw=LINE,
        **more,
    )


def printable(_form: Any, field: Any) -> None:
    """Refuse text with invisible characters. Raises ValidationError."""
    if field.data and not field.data.isprintable():
        raise ValidationError(_("Leave out signs that cannot be seen."))


def _no_formula(_form: Any, field: Any) -> None:
    if field.data and is_formula(field.data):
        raise ValidationError(_("Begin a name with a letter or a figure."))
