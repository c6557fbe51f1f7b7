"""Runs a programme: plans periods ahead, opens them on time, and tells which wave is open. Callers commit.

Knows teams, never participants' answers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, select, update

from app.db import AnySession, changed_rows, new_id, read_rows
from app.holding import Holders
from app.instrument.installed import instrument_of
from app.instrument.rotation import items_of_wave
from app.organisations.models import Organisation, Team
from app.organisations.service import settle_moves
from app.programme.holders import holders_of
from app.programme.holidays import free_day, school_holiday
from app.programme.models import PULSE, Period, Programme, SnapshotRow, Wave
from app.programme.rhythm import Rhythm, no_day
from app.protection import require_protection

PLAN_AHEAD = 2
PLANNING = "planning"
"""The turn of those who change what a programme asks and when; a change plans the periods of all that run."""


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period that is due to be opened, closed or destroyed; `holders`: its key holders, if it opens with any."""

    id: str
    programme_id: str
    holders: Holders | None = None


def create_programme(
    session: AnySession,
    region_id: str,
    *,
    instrument_key: str,
    starts_on: date,
    min_group: int,
    colluders: int,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Programme:
    """Create a programme in `region_id` with a wave every two weeks from `starts_on`, two waves to a period.

    Raises PolicyTooWeak.
    """
    require_protection(min_group=min_group, colluders=colluders)
    programme = Programme(
        id=new_id(random_bytes),
        region_id=region_id,
        instrument_key=instrument_key,
        starts_on=starts_on,
        min_group=min_group,
        colluders=colluders,
        wave_days=14,
        waves_per_period=2,
        items_per_wave=5,
        grace_days=0,
        first_period=1,
        first_wave=1,
        skips_free_days=False,
        paused=False,
    )
    session.add(programme)
    session.flush()
    return programme


def plan_ahead(session: AnySession, now: datetime) -> None:
    """Plan the periods of every running programme up to `PLAN_AHEAD` beyond the present one.

    Locks the programmes, so that two ticks at the same moment plan one after the other.
    """
    for programme in session.scalars(select(Programme).where(~Programme.paused).with_for_update()):
        first = programme.first_period
        present = max(rhythm_of(programme).period_number(now), first - 1)
        planned = set(session.scalars(select(Period.number).where(Period.programme_id == programme.id)))
        for number in range(first, present + PLAN_AHEAD + 1):
            if number not in planned:
                session.add(planned_period(programme, number))
    session.flush()


def rhythm_of(programme: Programme) -> Rhythm:
    """Return the rhythm (when waves open and close) of a programme, from its settings."""
    return Rhythm(
        starts_on=programme.starts_on,
        wave_days=programme.wave_days,
        waves_per_period=programme.waves_per_period,
        first_period=programme.first_period,
        first_wave=programme.first_wave,
        open_days=programme.open_days,
        is_free=free_day if programme.skips_free_days else no_day,
        is_holiday=school_holiday(programme.school_holidays) if programme.school_holidays else no_day,
        is_skipped=_skipped(programme.skipped) if programme.skipped else no_day,
    )


def _skipped(days: Collection[str]) -> Callable[[date], bool]:
    return frozenset(date.fromisoformat(day) for day in days).__contains__


def period_id(programme: Programme, number: int) -> str:
    """Return the id of a period; it holds the programme's id, so that no two programmes share one."""
    return f"{programme.id}-p{number}"


def wave_id(programme: Programme, number: int) -> str:
    """Return the id of a wave; it holds the programme's id, so that no two programmes share one."""
    return f"{programme.id}-w{number}"


def planned_period(programme: Programme, number: int) -> Period:
    """Return a new period of pulses with its waves by the programme's rhythm; it is not stored yet."""
    rhythm = rhythm_of(programme)
    span = rhythm.period(number)
    return Period(
        id=period_id(programme, number),
        programme_id=programme.id,
        number=number,
        opens_at=span.opens,
        closes_at=span.closes,
        state="planned",
        min_group=programme.min_group,
        colluders=programme.colluders,
        grace_days=programme.grace_days,
        waves=[_wave(programme, rhythm, wave_number) for wave_number in rhythm.wave_numbers(number)],
    )


def _wave(programme: Programme, rhythm: Rhythm, number: int) -> Wave:
    """Return a new pulse with this number: its days by the rhythm, its items by the rotation."""
    span = rhythm.wave(number)
    items = items_of_wave(
        instrument_of(programme.instrument_key),
        wave_number=number,
        per_wave=programme.items_per_wave,
        theme=programme.theme,
        anchors=programme.anchors,
    )
    return Wave(
        id=wave_id(programme, number),
        number=number,
        opens_at=span.opens,
        closes_at=span.closes,
        items=list(items),
        kind=PULSE,
    )


def due_to_open(session: AnySession, now: datetime) -> Sequence[DuePeriod]:
    """Return the planned periods whose opening has come, oldest first, also any that were missed before."""
    return _due(session, Period.state == "planned", Period.opens_at <= now)


def due_to_close(session: AnySession, now: datetime) -> Sequence[DuePeriod]:
    """Return the open periods whose end has passed, and those whose closing was begun and not finished."""
    return _due(session, Period.state.in_(("open", "closing")), Period.closes_at <= now)


def due_to_destroy(session: AnySession, now: datetime) -> Sequence[DuePeriod]:
    """Return the released periods whose days of grace are over, and whose key and ballots still exist."""
    released = select(Period).where(Period.state == "released", ~Period.destroyed)
    return [
        DuePeriod(period.id, period.programme_id)
        for period in session.scalars(released)
        if period.closes_at + timedelta(days=period.grace_days) <= now
    ]


def mark_destroyed(session: AnySession, period_id: str) -> None:
    """Mark that the ballots and the key of this period no longer exist."""
    session.execute(update(Period).where(Period.id == period_id).values(destroyed=True))


def _due(session: AnySession, *conditions: ColumnElement[bool]) -> Sequence[DuePeriod]:
    rows = session.execute(select(Period.id, Period.programme_id).where(*conditions).order_by(Period.opens_at))
    return [DuePeriod(*row) for row in rows]


def hold_planned(session: AnySession, period_id: str) -> DuePeriod | None:
    """Return a planned period and lock its row until the transaction ends; None when it is no longer planned."""
    row = session.execute(
        select(Period.id, Period.programme_id)
        .where(Period.id == period_id, Period.state == "planned")
        .with_for_update(of=Period)
    ).one_or_none()
    return DuePeriod(row.id, row.programme_id, holders_of(session, row.programme_id)) if row else None


def hold_back(session: AnySession, period_id: str, *, because: str) -> None:
    """Stop a planned or open period until a person has looked; nobody can answer in it any more. `because`: why."""
    running = update(Period).where(Period.id == period_id, Period.state.in_(("planned", "open", "closing")))
    session.execute(running.values(state="waiting", waiting_because=because))


def open_period(session: AnySession, due: DuePeriod, *, public_key: bytes, draft_key: bytes) -> bool:
    """Open a period with its keys and take the snapshot of teams; False when another run was first.

    Teams that were moved belong to their new organisation from here on; closed ones no longer take part.
    """
    planned = update(Period).where(Period.id == due.id, Period.state == "planned")
    promised = {"needed": due.holders.needed, "names": list(due.holders.names)} if due.holders else None
    keys = {"public_key": public_key, "draft_key": draft_key}
    if not changed_rows(session, planned.values(state="open", key_holders=promised, **keys)):
        return False
    programme = session.get_one(Programme, due.programme_id)
    settle_moves(session, region_id=programme.region_id)
    teams = session.execute(
        select(Team, Organisation)
        .join(Team.organisation)
        .where(
            Organisation.region_id == programme.region_id, Team.closed_on.is_(None), Organisation.closed_on.is_(None)
        )
    )
    session.add_all(_snapshot_row(due.id, team, organisation) for team, organisation in teams)
    session.flush()
    return True


def _snapshot_row(period_id: str, team: Team, organisation: Organisation) -> SnapshotRow:
    return SnapshotRow(
        period_id=period_id,
        team_id=team.id,
        team_name=team.name,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        org_type=organisation.org_type,
    )


OPEN_NOW = and_(Wave.opens_at <= bindparam("now"), Wave.closes_at > bindparam("now"), Period.state == "open")
"""The condition, on a wave joined with its period, that it can be answered at `now`."""

_OPEN_WAVE = (
    select(Wave)
    .join(Wave.period)
    .join(Programme, Programme.id == Period.programme_id)
    .where(Programme.region_id == bindparam("region_id"), OPEN_NOW)
    .order_by(Wave.opens_at.desc())
    .limit(1)
)


def open_wave(session: AnySession, now: datetime, *, region_id: str) -> Wave | None:
    """Return the wave that can be answered now in this region; None between waves or before it was opened.
    The scheduled job opens it.
    """
    return session.scalars(_OPEN_WAVE, {"region_id": region_id, "now": now}).first()


_NEXT_OPENING = (
    select(Wave.opens_at)
    .join(Wave.period)
    .join(Programme, Programme.id == Period.programme_id)
    .where(Programme.region_id == bindparam("region_id"), Wave.opens_at > bindparam("now"))
    .order_by(Wave.opens_at)
    .limit(1)
)


def next_opening(session: AnySession, now: datetime, *, region_id: str) -> datetime | None:
    """Return when the next wave opens in this region; None when none is planned."""
    return read_rows(session, _NEXT_OPENING, {"region_id": region_id, "now": now}).scalar()


def wave_order(session: AnySession, *, region_id: str) -> list[str]:
    """Return the ids of the region's waves, oldest first."""
    return list(
        session.scalars(
            select(Wave.id)
            .join(Wave.period)
            .join(Programme, Programme.id == Period.programme_id)
            .where(Programme.region_id == region_id)
            .order_by(Wave.opens_at)
        )
    )
