"""Decides on which days a wave neither opens nor closes: weekends and public holidays of the Netherlands."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

SATURDAY = 5


def free_day(day: date) -> bool:
    """Return whether `day` is a Saturday, a Sunday or a public holiday. Source: the `holidays` library, NL."""
    return day.weekday() >= SATURDAY or day in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("NL", years=year))
