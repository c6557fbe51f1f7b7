"""What people type for numbers and days in forms of staff: checked in words, kept as it was typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from app import clock
from app.organisations.spreadsheet_text import plain
from app.spreadsheets import is_formula

NAME_LENGTH = 120
YEARS_AROUND = 5


class WholeNumber:
    """A whole number from `low` to `high`; what is none is not looked at further."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, _form: Any, field: Any) -> None:
        text = (field.data or "").strip()
        if not (text.isdecimal() and len(text) < 7 and self.low <= int(text) <= self.high):
            raise StopValidation(_("Type a whole number from %(low)s to %(high)s.", low=self.low, high=self.high))


class Day:
    """A day that exists and lies within five years of today, as 2026-12-31 or 31-12-2026."""

    def __call__(self, _form: Any, field: Any) -> None:
        if read_day(field.data) is None:
            raise ValidationError(_("Choose a day in these years, such as 31-12-2026."))


def read_day(text: str | None) -> date | None:
    """The day that was typed; None when it is none, or lies so far off that no plan can reach it."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            day = datetime.strptime((text or "").strip(), form).date()  # noqa: DTZ007  # A day has no zone.
        except ValueError:
            continue
        return day if abs(day.year - clock.today().year) <= YEARS_AROUND else None
    return None


def name_field() -> StringField:
    """A name that somebody can read: not empty, at most 120 characters, single spaces, nothing unseen."""
    return StringField(
        filters=[lambda text: plain(text or "")],
        validators=[
            DataRequired(lazy_gettext("Type a name.")),
            Length(max=NAME_LENGTH, message=lazy_gettext("Keep it to 120 characters.")),
            printable,
            _no_formula,
        ],
    )


def printable(_form: Any, field: Any) -> None:
    """Refuse signs that nobody sees: they make two names look alike."""
    if field.data and not field.data.isprintable():
        raise ValidationError(_("Leave out signs that cannot be seen."))


def _no_formula(_form: Any, field: Any) -> None:
    if field.data and is_formula(field.data):
        raise ValidationError(_("Begin a name with a letter or a figure."))
