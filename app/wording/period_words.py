"""Periods, months and days in words, in the time of the region. `closes` is always the midnight after the last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.clock import REGION_TIME
from app.web.language import said_date
from app.wording.translated import _


def span(opens: datetime, closes: datetime) -> str:
    """Return a period by its first and last day, the year once: "2 March to 29 March 2026"."""
    first, last = _days(opens, closes)
    begin = said_date(first, "day" if first.year == last.year else "day_of_year")
    return _("%(first)s to %(last)s", first=begin, last=said_date(last, "day_of_year"))


def short_span(opens: datetime, closes: datetime) -> str:
    """Return a period by its first and last day in short: "2 Mar – 29 Mar 2026"."""
    first, last = _days(opens, closes)
    begin = said_date(first, "short_day" if first.year == last.year else "short_day_of_year")
    return f"{begin} – {said_date(last, 'short_day_of_year')}"


def _days(opens: datetime, closes: datetime) -> tuple[date, date]:
    return _day_of(opens), _day_of(closes - timedelta(minutes=1))


def month_of(opens: datetime, closes: datetime, *, seen_from: datetime) -> str:
    """Return the month in which most of a period lies; with its year when that is not the year of `seen_from`."""
    middle = _day_of(_middle(opens, closes))
    return said_date(middle, "month" if middle.year == _day_of(seen_from).year else "month_of_year")


def short_month_of(opens: datetime, closes: datetime) -> str:
    """Return the month in which most of a period lies in short, for an axis: "mrt"."""
    return short_month(_middle(opens, closes))


def month(moment: datetime) -> str:
    """Return the month of a moment, for a sentence: "maart"."""
    return said_date(_day_of(moment), "month")


def month_and_year(moment: datetime) -> str:
    """Return the month of a moment with its year, for since when something goes on: "maart 2026"."""
    return said_date(_day_of(moment), "month_of_year")


def short_month(moment: datetime) -> str:
    """Return the month of a moment in short, without a full stop: "mrt"."""
    return said_date(_day_of(moment), "short_month").removesuffix(".")


def day_of_round(opens: datetime) -> str:
    """Return the day by which a wave is named: "15 oktober"."""
    return said_date(_day_of(opens), "day")


def look_back_words(day: date, *, today: date) -> str:
    """Return when a group looks back on an agreement; a day before `today` is told as one that has passed."""
    if day < today:
        return _("Day to look back: %(day)s.", day=said_date(day, "day_of_year"))
    return _("We look back on %(day)s.", day=said_date(day, "day_of_year"))


def _middle(opens: datetime, closes: datetime) -> datetime:
    return opens + (closes - opens) / 2


def _day_of(moment: datetime) -> date:
    return moment.astimezone(REGION_TIME).date()
