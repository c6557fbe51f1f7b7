"""Finds what a participant can answer now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from app.answering.diary import Diary
from app.answering.unsent import Draft, draft_in
from app.db import AnySession, read_rows
from app.instrument.form_pages import still_to_come
from app.instrument.schema import Block, Item, seconds_to_answer
from app.participants.belonging import Belonging
from app.programme.counting_plan import fixed_instrument
from app.programme.models import FULL, Period, Programme, Wave
from app.programme.service import OPEN_NOW


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OpenPulse:
    """The questions of one wave for a participant; `closes` is the first moment that is too late.

    `full`: a survey with all items, which can be paused. `sections`: its blocks that are asked. `draft`: what was
    filled in and not sent; None when there is nothing, or the period has closed. `draft_key`: to write one.
    """

    wave_id: str
    number: int
    closes: datetime
    items: tuple[Item, ...]
    seconds: int
    answered: bool
    full: bool = False
    sections: tuple[Block, ...] = ()
    draft: Draft | None = None
    draft_key: bytes | None = None

    def __repr__(self) -> str:
        return "OpenPulse(hidden)"

    @property
    def most_questions(self) -> int:
        """Return the most questions that anybody is asked; of a pulse all, as earlier answers decide its routing."""
        return still_to_come(self.items, {}).most if self.full else len(self.items)

    def section_of(self, item: Item) -> int:
        """Return the number of the section that an item stands in, from 1."""
        return [block.key for block in self.sections].index(item.block) + 1

    @property
    def last(self) -> datetime:
        """Return the last second before the wave closes; when it closes at midnight, that is on the day before."""
        return self.closes - timedelta(seconds=1)


_PULSE = (  # Built once, because every page of a participant runs it.
    select(
        Wave.id,
        Wave.number,
        Wave.closes_at,
        Wave.items,
        Wave.kind,
        Period.plan_digest,
        Period.draft_key,
        Programme.instrument_key,
    )
    .join(Period, Period.id == Wave.period_id)
    .join(Programme, Programme.id == Period.programme_id)
    .where(Programme.region_id == bindparam("region_id"))
)
_OPEN = _PULSE.where(OPEN_NOW).order_by(Wave.opens_at.desc()).limit(1)
_NAMED = _PULSE.where(Wave.id == bindparam("wave_id"), Wave.opens_at <= bindparam("now"))


def open_pulse(session: AnySession, belonging: Belonging, *, diary: Diary, now: datetime) -> OpenPulse | None:
    """Return the pulse that a participant of this team and region can answer now; None when no wave is open."""
    found = read_rows(session, _OPEN, {"region_id": belonging.region_id, "now": now}).first()
    return _pulse(session, found, diary=diary) if found else None


def own_pulse(
    session: AnySession, belonging: Belonging, *, wave_id: str, diary: Diary, now: datetime
) -> OpenPulse | None:
    """Return the pulse of one wave, open or closed; None when the wave is of another region or has not opened yet."""
    asked = {"region_id": belonging.region_id, "now": now, "wave_id": wave_id}
    found = read_rows(session, _NAMED, asked).first()
    return _pulse(session, found, diary=diary) if found else None


def _pulse(session: AnySession, wave: Row[*tuple[Any, ...]], *, diary: Diary) -> OpenPulse:
    """Return a wave's pulse with the questions as they stood when its period opened."""
    instrument = fixed_instrument(session, digest=wave.plan_digest, key=wave.instrument_key)
    items = instrument.items_named(wave.items)
    return OpenPulse(
        wave_id=wave.id,
        number=wave.number,
        closes=wave.closes_at,
        items=items,
        seconds=seconds_to_answer(items),
        answered=wave.id in diary.waves,
        full=wave.kind == FULL,
        sections=tuple(block for block in instrument.blocks if any(item.block == block.key for item in items)),
        draft=draft_in(diary, wave_id=wave.id, key=wave.draft_key),
        draft_key=wave.draft_key,
    )


def earlier_answers(diary: Diary, *, order: Sequence[str], wave_id: str) -> Mapping[str, Any]:
    """Return by item the participant's latest answers in all waves but `wave_id`; they decide what that wave shows.
    `order`: wave ids, oldest first.
    """
    latest: dict[str, Any] = {}
    for each in order:
        if each != wave_id and each in diary.waves:
            latest.update(diary.waves[each].answers)
    return latest
