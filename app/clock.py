"""The only reader of time; everything else is given `now`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

REGION_TIME = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return the present moment in UTC, to the second: nothing in Peil needs to know it better."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Return the present day in the region."""
    return now().astimezone(REGION_TIME).date()
