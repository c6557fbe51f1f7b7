"""A region's time axis as values: its periods and waves, and where in time a wave stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_STRETCHES = 13
"""A year of four-weekly periods; older ones stand in the table only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineWave:
    """A wave that has opened. `position`: where it stands on the time axis, counted in periods from its left end.
    None for a wave that is too long ago to show.
    """

    id: str
    number: int
    period_id: str
    opens: datetime
    position: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePeriod:
    """A period that has opened: when it opens and closes, and whether it is released."""

    id: str
    opens: datetime
    closes: datetime
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The periods of a region for the time axis of charts.
    `shown`: the released periods on the axis, oldest first; after them comes one part for all later periods. `periods`
    and `waves`: everything that has opened, oldest first. `asked`: every item that any wave asks, also one still to
    come; `asked_so_far`: in waves that have opened.
    """

    instrument_key: str
    periods: tuple[TimelinePeriod, ...]
    shown: tuple[TimelinePeriod, ...]
    waves: tuple[TimelineWave, ...]
    asked: frozenset[str]
    asked_so_far: frozenset[str]
