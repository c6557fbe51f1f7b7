"""Reads the time, for the whole program; every other module is given `now` as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

REGION_TIME = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return the present moment in UTC, to the second; nothing in Peil needs it more precisely."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Return the present date in the region's time zone."""
    return now().astimezone(REGION_TIME).date()
