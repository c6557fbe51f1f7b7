"""Decides on which days a wave neither opens nor closes: weekends, public holidays of the Netherlands, school holidays.

Source of the school holidays: the content file, which names its own. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache

import yaml

from app.config import ROOT

SATURDAY = 5
SCHOOL_REGIONS = ("north", "middle", "south")


def free_day(day: date) -> bool:
    """Return whether `day` is a Saturday, a Sunday or a public holiday. Source: the `holidays` library, NL."""
    return day.weekday() >= SATURDAY or day in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("NL", years=year))


def school_holiday(region: str) -> Callable[[date], bool]:
    """Return a function that tells of a day whether it is a school holiday in this region of `SCHOOL_REGIONS`."""
    return _school_days(region).__contains__


@cache
def _school_days(region: str) -> frozenset[date]:
    spans = yaml.safe_load(
        (ROOT / "app" / "content" / "calendar" / "nl-school-holidays.yaml").read_text(encoding="utf-8")
    )[region]
    return frozenset(first + timedelta(days=day) for first, last in spans for day in range((last - first).days + 1))
