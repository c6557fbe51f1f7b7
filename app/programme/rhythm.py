"""Computes when periods and waves open and close. Pure; days begin at midnight in the region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice

from app.clock import REGION_TIME


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from `opens` (included) to `closes` (not included), in UTC."""

    opens: datetime
    closes: datetime


def no_day(_day: date) -> bool:
    """Return False for every day; used by a programme that leaves out no days."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The rhythm of a programme: waves of `wave_days` from `starts_on`; `waves_per_period` are published together.

    `first_period`, `first_wave`: the numbers that begin on `starts_on`. `open_days`: how long a wave can be
    answered, at most `wave_days`; None: until the next opens. A moment on a day for which `is_free` is true
    moves to the first working day after it, and never beyond the opening of the next wave.

    Every `wave_days` begins a slot, with a wave in it unless somebody said that it `is_skipped`. An opening that
    `is_holiday` moves to the first day after the holiday; where less than half of its slot is left then, the slot has
    no wave. Waves are numbered without gaps.
    """

    starts_on: date
    wave_days: int
    waves_per_period: int
    first_period: int = 1
    first_wave: int = 1
    open_days: int | None = None
    is_free: Callable[[date], bool] = no_day
    is_holiday: Callable[[date], bool] = no_day
    is_skipped: Callable[[date], bool] = no_day

    def wave(self, number: int) -> Span:
        """Return when the wave with this number opens and closes.

        Without `open_days` it closes at the midnight at which the next slot begins.
        """
        slot = self._slot(number)
        opens, following = self._opening(slot), self._working_day(self._begins(slot + 1))
        assert opens is not None  # `_slot` finds slots with a wave only.
        if self.open_days is None:
            return Span(midnight(opens), midnight(following))
        first = opens if self.is_holiday(self._working_day(self._begins(slot))) else self._begins(slot)
        closes = self._working_day(max(first + timedelta(days=self.open_days), opens + timedelta(days=1)))
        return Span(midnight(opens), midnight(min(closes, following)))

    def period(self, number: int) -> Span:
        """Return when the period with this number opens (its first wave) and closes (its last wave)."""
        numbers = self.wave_numbers(number)
        return Span(self.wave(numbers[0]).opens, self.wave(numbers[-1]).closes)

    def wave_numbers(self, period_number: int) -> range:
        """Return the numbers of the waves in this period."""
        first = self.first_wave + (period_number - self.first_period) * self.waves_per_period
        return range(first, first + self.waves_per_period)

    def period_number(self, moment: datetime) -> int:
        """Return the number of the period at `moment` by the rhythm; below `first_period` before the programme starts.

        Free days make no difference.
        """
        slots = (day_of(moment) - self.starts_on).days // self.wave_days + 1
        begun = sum(self._opening(slot) is not None for slot in range(slots)) if self._leaves_out else slots
        return (begun - 1) // self.waves_per_period + self.first_period

    def begins_on(self, number: int) -> date:
        """Return the day on which this wave begins by the rhythm; when that is a free day the wave opens later."""
        return self._begins(self._slot(number))

    def left_out(self, first: date, last: date) -> list[date]:
        """Return the days from `first` to `last` on which a wave would begin by the rhythm but is left out."""
        slots = range(max(0, (first - self.starts_on).days // self.wave_days), (last - self.starts_on).days)
        days = [self._begins(slot) for slot in slots if self._begins(slot) <= last and self._opening(slot) is None]
        return [day for day in days if day >= first]

    @property
    def _leaves_out(self) -> bool:
        return self.is_holiday is not no_day or self.is_skipped is not no_day

    def _slot(self, number: int) -> int:
        """Return the place of a wave's slot after `starts_on`, those without a wave included."""
        place = number - self.first_wave
        if not self._leaves_out:
            return place
        slots = (slot for slot in count() if self._opening(slot) is not None)
        return next(islice(slots, max(0, place), None))

    def _opening(self, slot: int) -> date | None:
        """Return the day on which the wave of this slot opens; None when it has none."""
        begins = self._begins(slot)
        if self.is_skipped(begins):
            return None
        opens = self._working_day(begins)
        if not self.is_holiday(opens):
            return opens
        while self.is_holiday(opens) or self.is_free(opens):
            opens += timedelta(days=1)
        left = self._begins(slot + 1) - opens
        return opens if 2 * left.days >= self.wave_days else None

    def _begins(self, slot: int) -> date:
        return self.starts_on + timedelta(days=slot * self.wave_days)

    def _working_day(self, day: date) -> date:
        while self.is_free(day):
            day += timedelta(days=1)
        return day


def midnight(day: date) -> datetime:
    """Return the first moment of `day` in the region, in UTC."""
    return datetime.combine(day, time(0), REGION_TIME).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the day in the region on which `moment` falls."""
    return moment.astimezone(REGION_TIME).date()
