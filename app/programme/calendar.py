"""The year ahead of a programme: waves already in the database, then those the rhythm will bring.

Changes nothing: it reads the plan and computes on with the same rules. Must not know people or answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import AnySession
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument, Item, seconds_to_answer
from app.programme.counting_plan import plan_to_show
from app.programme.models import Period, Programme, Wave
from app.programme.service import planned_period, rhythm_of

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarWave:
    """One wave of the year ahead. `last`: its period closes with it, so that a release follows.

    `stored`: it stands in the database and has an address; otherwise it follows from the rhythm alone.
    """

    id: str
    number: int
    period: int
    kind: str
    opens: datetime
    closes: datetime
    items: tuple[Item, ...]
    seconds: int
    state: str
    last: bool
    stored: bool

    @property
    def last_moment(self) -> datetime:
        """Return the moment one minute before the wave closes; its date is the last day to answer, which pages show."""
        return self.closes - timedelta(minutes=1)

    def asks(self, item: Item) -> bool:
        """Return whether the wave asks this item, in whatever words; an opened wave keeps its own."""
        return any(each.key == item.key for each in self.items)


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item of the questionnaire with the numbers of the waves that ask it."""

    item: Item
    waves: tuple[int, ...]


def year_of(session: AnySession, programme: Programme, *, now: datetime) -> tuple[CalendarWave, ...]:
    """Return every wave that closes after `now` and opens within a year, in order of time."""
    stored = session.scalars(
        select(Period)
        .where(Period.programme_id == programme.id, Period.closes_at > now, Period.opens_at < now + YEAR)
        .order_by(Period.opens_at)
    ).all()
    waves = [wave for period in stored for wave in _stored_waves(session, period, now=now) if wave.closes > now]
    if not programme.paused:
        waves += year_ahead(programme, now=now, known={period.number for period in stored})
    return tuple(wave for wave in waves if wave.opens < now + YEAR)


def year_ahead(programme: Programme, *, now: datetime, known: Iterable[int] = ()) -> list[CalendarWave]:
    """Return the waves of the coming year by the programme's rhythm, stored or not, without reading the database.
    `known`: numbers of the periods to leave out.
    """
    skip = set(known)
    number = max(programme.first_period, rhythm_of(programme).period_number(now))
    waves: list[CalendarWave] = []
    while (period := planned_period(programme, number)).opens_at < now + YEAR:
        if number not in skip and period.closes_at > now:
            waves += _waves(period, instrument_of(programme.instrument_key), now=now, stored=False)
        number += 1
    return [wave for wave in waves if wave.opens < now + YEAR]


def asked_in(waves: Iterable[CalendarWave], instrument: Instrument) -> tuple[AskedItem, ...]:
    """Return the items that these waves ask, with the numbers of those waves, in the questionnaire's order."""
    listed = list(waves)
    rows = [AskedItem(item, tuple(each.number for each in listed if each.asks(item))) for item in instrument.items]
    return tuple(row for row in rows if row.waves)


def always_asked(waves: Sequence[CalendarWave]) -> tuple[Item, ...]:
    """Return the items that every one of these waves asks, in the questionnaire's order; empty without waves."""
    return tuple(item for item in waves[0].items if all(wave.asks(item) for wave in waves)) if waves else ()


def _stored_waves(session: AnySession, period: Period, *, now: datetime) -> list[CalendarWave]:
    """Return the waves of a stored period; one that has opened asks what its questionnaire said then."""
    instrument = plan_to_show(session, digest=period.plan_digest, key=period.programme.instrument_key)
    return _waves(period, instrument, now=now, stored=True)


def _waves(period: Period, instrument: Instrument, *, now: datetime, stored: bool) -> list[CalendarWave]:
    return [
        _calendar_wave(wave, instrument.items_named(wave.items), period=period, now=now, stored=stored)
        for wave in period.waves
    ]


def _calendar_wave(wave: Wave, items: tuple[Item, ...], *, period: Period, now: datetime, stored: bool) -> CalendarWave:
    return CalendarWave(
        id=wave.id,
        number=wave.number,
        period=period.number,
        kind=wave.kind,
        opens=wave.opens_at,
        closes=wave.closes_at,
        items=items,
        seconds=seconds_to_answer(items),
        state=wave.state(now),
        last=wave.closes_at == period.closes_at,
        stored=stored,
    )
