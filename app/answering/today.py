"""What is there to answer now, for this participant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.answering.diary import Diary
from app.db import AnySession
from app.instrument.schema import Item, seconds_to_answer
from app.participants.service import Belonging
from app.programme.instruments import instrument_of
from app.programme.models import Wave
from app.programme.service import open_wave


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPulse:
    """The short form of the open wave; `closes` is the first moment that is too late."""

    wave_id: str
    number: int
    closes: datetime
    items: tuple[Item, ...]
    seconds: int
    answered: bool

    @property
    def last(self) -> datetime:
        """The last moment that is in time: a wave that closes at midnight is open through the day before."""
        return self.closes - timedelta(seconds=1)


def open_pulse(session: AnySession, belonging: Belonging, *, diary: Diary, now: datetime) -> OpenPulse | None:
    """The pulse this participant can answer now; None when no wave is open."""
    wave = open_wave(session, now, region_id=belonging.region_id)
    return None if wave is None else pulse_of(wave, answered=wave.id in diary.waves)


def own_pulse(
    session: AnySession, belonging: Belonging, *, wave_id: str, diary: Diary, now: datetime
) -> OpenPulse | None:
    """The pulse of a wave of this participant's region, open or closed; None when it is not theirs or yet to open."""
    wave = session.get(Wave, wave_id)
    if wave is None or wave.state(now) == "planned":
        return None
    own = wave.period.programme.region_id == belonging.region_id
    return pulse_of(wave, answered=wave.id in diary.waves) if own else None


def pulse_of(wave: Wave, *, answered: bool) -> OpenPulse:
    items = instrument_of(wave.period.programme.instrument_key).items_named(wave.items)
    return OpenPulse(
        wave_id=wave.id,
        number=wave.number,
        closes=wave.closes_at,
        items=items,
        seconds=seconds_to_answer(items),
        answered=answered,
    )


def earlier_answers(diary: Diary, *, order: Sequence[str], wave_id: str) -> Mapping[str, Any]:
    """The latest answers outside this wave: what routing may rely on when it does not ask an item itself.

    `order`: wave ids, oldest first.
    """
    latest: dict[str, Any] = {}
    for each in order:
        if each != wave_id and each in diary.waves:
            latest.update(diary.waves[each].answers)
    return latest
