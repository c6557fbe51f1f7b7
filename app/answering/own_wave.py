"""A wave with everything that decides what happens to one participant's answers to it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.answering.diary import Pages
from app.instrument.schema import Instrument


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnWave:
    """A wave and its period, with one participant's team and their encrypted diary.

    `opens`, `closes`: of the wave within its period; the latter is the first moment that is too late. `period_open`:
    it has opened and no ticker is closing it. `in_snapshot`: the team's answers go into it. `instrument`: the
    questionnaire as it stood when the period opened.
    `asked`: the ids of the period's waves with the items of each, oldest first; `numbers`: their numbers.
    """

    wave_id: str
    opens: datetime
    closes: datetime
    period_id: str
    period_open: bool
    in_snapshot: bool
    public_key: bytes | None
    instrument: Instrument
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[int, ...]
    team_id: str
    pages: Pages

    def __repr__(self) -> str:
        return "Standing(hidden)"

    @property
    def items(self) -> tuple[str, ...]:
        """Return the keys of the items that this wave asks."""
        return dict(self.asked)[self.wave_id]

    def counts(self, now: datetime) -> bool:
        """Return whether an answer given at `now` makes ballots, and so counts in published figures."""
        return self.period_open and self.in_snapshot and self.opens <= now < self.closes
