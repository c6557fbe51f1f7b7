"""When periods and waves open and close. Pure: dates in, moments out; days begin at midnight in the region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.clock import REGION_TIME


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` (included) to `closes` (not included), in UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Waves of `wave_days` that follow one another from `starts_on`; `waves_per_period` are published together."""

    starts_on: date
    wave_days: int
    waves_per_period: int

    def wave(self, number: int) -> Span:
        """Wave 1 is the first; each closes at the midnight at which the next opens."""
        return Span(self._midnight((number - 1) * self.wave_days), self._midnight(number * self.wave_days))

    def period(self, number: int) -> Span:
        """Period 1 is the first: from the opening of its first wave to the closing of its last."""
        numbers = self.wave_numbers(number)
        return Span(self.wave(numbers[0]).opens, self.wave(numbers[-1]).closes)

    def wave_numbers(self, period_number: int) -> range:
        first = (period_number - 1) * self.waves_per_period + 1
        return range(first, first + self.waves_per_period)

    def period_number(self, moment: datetime) -> int:
        """The period that `moment` falls in; below 1 before the first."""
        days = (moment.astimezone(REGION_TIME).date() - self.starts_on).days
        return days // (self.wave_days * self.waves_per_period) + 1

    def _midnight(self, days: int) -> datetime:
        return datetime.combine(self.starts_on + timedelta(days), time(0), REGION_TIME).astimezone(UTC)
