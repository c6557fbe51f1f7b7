"""A region's time axis as values: its periods and waves, and where in time a wave stands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

MOST_STRETCHES = 13
"""A year of four-weekly periods; older ones stand in the table only."""


LATELY = 8
"""An item that had no turn in this many waves has none any more, unless one is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineWave:
    """A wave that has opened. `number`: counted over all programmes of a region, from 1.

    `position`: where it stands on the time axis, counted in periods from its left end. None for a wave that is too
    long ago to show.
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
    come; `asked_so_far`: in waves that have opened; `asked_lately`: in the last of those, `asked_from_now`: in periods
    that have not closed. `asked_by`: by item the questionnaire that asked it last. `plans`: digest (None: not opened)
    and key of every questionnaire that was in use, newest first.
    """

    instrument_key: str
    periods: tuple[TimelinePeriod, ...]
    shown: tuple[TimelinePeriod, ...]
    waves: tuple[TimelineWave, ...]
    asked: frozenset[str]
    asked_so_far: frozenset[str]
    asked_lately: frozenset[str] = frozenset()
    asked_from_now: frozenset[str] = frozenset()
    asked_by: Mapping[str, str] = field(default_factory=dict)
    plans: tuple[tuple[str | None, str], ...] = ()

    def is_asked(self, item: str, *, newest: Collection[str]) -> bool:
        """Return whether an item still has its turn; `newest`: the items of the newest questionnaire.

        It has one in a period that has not closed. Else it had one lately, and the newest questionnaire still has it:
        every item comes back sooner than that. When nothing is planned, what was asked lately stays.
        """
        return item in self.asked_from_now or (
            item in self.asked_lately and (item in newest or not self.asked_from_now)
        )

    def questionnaire_of(self, item: str) -> str:
        """Return the key of the questionnaire that asked an item last."""
        return self.asked_by.get(item, self.instrument_key)
