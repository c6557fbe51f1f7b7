"""Computes when periods and waves open and close. Pure; days begin at midnight in the region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.clock import REGION_TIME


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from `opens` (included) to `closes` (not included), in UTC."""

    opens: datetime
    closes: datetime


def no_day(_day: date) -> bool:
    """Return False for every day: the rhythm of a programme without free days."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The rhythm of a programme: waves of `wave_days` from `starts_on`; `waves_per_period` are published together.

    `first_period`, `first_wave`: the numbers that begin on `starts_on`. `open_days`: how long a wave can be
    answered, at most `wave_days`; None: until the next opens. A moment on a day for which `is_free` is true
    moves to the first working day after it, and never beyond the opening of the next wave.
    """

    starts_on: date
    wave_days: int
    waves_per_period: int
    first_period: int = 1
    first_wave: int = 1
    open_days: int | None = None
    is_free: Callable[[date], bool] = no_day

    def wave(self, number: int) -> Span:
        """Return when the wave with this number opens and closes; without `open_days` it closes when the next opens."""
        place = number - self.first_wave
        opens, following = self._begins(place), self._begins(place + 1)
        if self.open_days is None:
            return Span(midnight(opens), midnight(following))
        nominal = self.starts_on + timedelta(days=place * self.wave_days + self.open_days)
        closes = self._working_day(max(nominal, opens + timedelta(days=1)))
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
        """Return the number of the period at `moment` by the rhythm; below `first_period` before the start.

        Free days make no difference.
        """
        days = (day_of(moment) - self.starts_on).days
        return days // (self.wave_days * self.waves_per_period) + self.first_period

    def _begins(self, place: int) -> date:
        return self._working_day(self.starts_on + timedelta(days=place * self.wave_days))

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
