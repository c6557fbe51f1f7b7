"""Changes to a programme's plan: only what has not opened yet, and waves never overlap. Callers commit.

Does not decide who may change it. A change of rhythm counts from a day on: the periods before it stand as
they were, and numbering goes on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, select

from app.db import AnySession, new_id
from app.instrument.installed import instrument_of
from app.programme.holders import holders_of, set_holders
from app.programme.models import FULL, Period, Programme, Wave
from app.programme.programme_plan import Plan, plan_of, set_plan
from app.programme.rhythm import day_of, midnight
from app.programme.service import period_id, plan_ahead, planned_period, rhythm_of, wave_id
from app.protection import colluders_withstood

NOT_ASKED_AGAIN = frozenset({"org_type", "function", "experience"})
"""Items asked at joining or known from the team, which a survey with all items leaves out."""
MOST_DAYS_LONGER = 60


class WavesOverlap(Exception):
    """Two waves would be open at once. `free_from`: the first day on which a programme can begin without that."""

    def __init__(self, free_from: date) -> None:
        super().__init__(free_from.isoformat())
        self.free_from = free_from


class AnotherProgrammeRuns(Exception):
    """Another programme of the region runs already; `name` is that programme's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class RoundStands(Exception):
    """This wave can neither be skipped nor brought back: its period has opened, or a full measurement follows it."""


class WaveNotOpen(Exception):
    """The wave is not open, so it cannot be extended."""


class NotLater(Exception):
    """The new last day of a wave is not after the present one; a wave may only be extended."""


class TooMuchLater(Exception):
    """The new last day of a wave is over 60 days after the present one; a wave cannot be shortened again."""


class ProtectionLowered(Exception):
    """The smallest group would become smaller; it may only be raised, for periods that have not opened."""


def new_programme(session: AnySession, region_id: str, *, plan: Plan, instrument_key: str, today: date) -> Programme:
    """Return a new programme that is still paused; `start` sets it going. `today`: the day it is meant to begin on.

    Raises what `set_plan` raises.
    """
    programme = Programme(
        id=new_id(),
        region_id=region_id,
        instrument_key=instrument_key,
        starts_on=today,
        grace_days=0,
        first_period=1,
        first_wave=1,
        paused=True,
        min_group=plan.min_group,
        colluders=colluders_withstood(plan.min_group),
    )
    set_plan(programme, plan)
    session.add(programme)
    session.flush()
    return programme


def duplicate(session: AnySession, programme: Programme, *, name: str, today: date) -> Programme:
    """Return a paused copy of a programme with the same settings and key holders."""
    plan = plan_of(programme)
    made = new_programme(session, programme.region_id, plan=plan, instrument_key=programme.instrument_key, today=today)
    made.name, made.grace_days = name, programme.grace_days
    set_holders(session, made, holders_of(session, programme.id))
    return made


def first_free_day(session: AnySession, region_id: str, *, today: date) -> date:
    """Return the first day from `today` on, on which no opened period of this region is still running."""
    last = session.scalar(
        select(func.max(Period.closes_at))
        .join(Programme, Programme.id == Period.programme_id)
        .where(Programme.region_id == region_id, Period.state != "planned")
    )
    return max(today, day_of(last)) if last else today


def next_numbers(session: AnySession, programme: Programme, *which: ColumnElement[bool]) -> tuple[int, int]:
    """Return the numbers (period, wave) that come after the highest ones of this programme's periods.
    `which`: SQL conditions that limit the periods looked at. Without a period both numbers are 1.

    Numbering never starts again, whatever changes.
    """
    own = (Period.programme_id == programme.id, *which)
    periods = select(func.coalesce(func.max(Period.number), 0)).where(*own)
    waves = select(func.coalesce(func.max(Wave.number), 0)).join(Wave.period).where(*own)
    return int(session.scalar(periods) or 0) + 1, int(session.scalar(waves) or 0) + 1


def start(session: AnySession, programme: Programme, *, first_day: date, now: datetime) -> None:
    """Start or resume the programme from `first_day` on. Raises AnotherProgrammeRuns, WavesOverlap."""
    running = session.scalars(
        select(Programme).where(
            Programme.region_id == programme.region_id, ~Programme.paused, Programme.id != programme.id
        )
    ).first()
    if running:
        raise AnotherProgrammeRuns(running.name)
    _begin_anew(session, programme, first_day=first_day, now=now)
    programme.paused = False
    plan_ahead(session, now)


def plan_anew(session: AnySession, programme: Programme, *, now: datetime) -> None:
    """Plan every period that has not opened once more, after what the programme asks was changed."""
    _forget_planned(session, programme)
    session.flush()
    plan_ahead(session, now)


def pause(session: AnySession, programme: Programme) -> None:
    """Pause the programme: open periods run to their end and are published, planned ones are deleted."""
    programme.paused = True
    _forget_planned(session, programme)


def change_plan(session: AnySession, programme: Programme, plan: Plan, *, first_day: date, now: datetime) -> None:
    """Apply `plan` from `first_day` on and plan again every period that has not opened.

    Raises WavesOverlap, ProtectionLowered, and what `set_plan` raises.
    """
    if plan.min_group < programme.min_group:
        raise ProtectionLowered
    if not programme.paused:
        _begin_anew(session, programme, first_day=first_day, now=now)
    set_plan(programme, plan)
    programme.min_group, programme.colluders = plan.min_group, colluders_withstood(plan.min_group)
    session.flush()
    plan_ahead(session, now)


def plan_full(session: AnySession, programme: Programme, *, first_day: date, days: int, now: datetime) -> Period:
    """Plan a survey with all items as a period of its own, `days` long from `first_day` on, and return it.

    Periods of pulses that end before it stay; the others begin after it. Raises WavesOverlap.
    """
    free = first_free_day(session, programme.region_id, today=day_of(now))
    planned_full = session.scalar(
        select(func.max(Wave.closes_at))
        .join(Wave.period)
        .where(Period.programme_id == programme.id, Period.state == "planned", Wave.kind == FULL)
    )
    free = max(free, day_of(planned_full)) if planned_full else free
    if first_day < free:
        raise WavesOverlap(free)
    _make_room(session, programme, first_day)
    period = _full_period(programme, first_day=first_day, days=days, numbers=next_numbers(session, programme))
    session.add(period)
    session.flush()
    programme.starts_on = day_of(period.closes_at)
    programme.first_period, programme.first_wave = period.number + 1, period.waves[0].number + 1
    session.flush()
    plan_ahead(session, now)
    return period


def extend(session: AnySession, wave: Wave, *, last_day: date, now: datetime) -> None:
    """Keep an open wave open to the end of `last_day`; the next wave opens after it.

    At most 60 days past the present last day. Raises WaveNotOpen, NotLater, TooMuchLater, and WavesOverlap
    when the next wave would have no day left.
    """
    period = wave.period
    session.refresh(period, with_for_update=True)  # A tick that closes it at this moment is first, or comes later.
    if wave.state(now) != "open" or period.state != "open":
        raise WaveNotOpen
    closes = midnight(last_day + timedelta(days=1))
    if closes <= wave.closes_at or closes <= now:
        raise NotLater
    if last_day + timedelta(days=1) > day_of(wave.closes_at) + timedelta(days=MOST_DAYS_LONGER):
        raise TooMuchLater
    following = _following(session, wave)
    if following and following.opens_at < closes:
        if following.closes_at <= closes:
            raise WavesOverlap(day_of(following.closes_at))
        if following.period.opens_at == following.opens_at:
            following.period.opens_at = closes
        following.opens_at = closes
    if period.closes_at == wave.closes_at:
        period.closes_at = closes
    wave.closes_at = closes
    session.flush()


def skip_wave(session: AnySession, programme: Programme, *, number: int, now: datetime) -> date:
    """Take a wave out of the plan and return the day on which it would have begun.
    Later waves keep their days; the number of each becomes one lower.

    Raises RoundStands.
    """
    if programme.paused or number < programme.first_wave:
        raise RoundStands
    day = rhythm_of(programme).begins_on(number)
    _plan_again(session, programme, skipped={*(programme.skipped or ()), day.isoformat()}, about=day, now=now)
    return day


def bring_back(session: AnySession, programme: Programme, *, day: date, now: datetime) -> None:
    """Put back the wave that `skip_wave` took out on this day. Raises RoundStands."""
    if programme.paused or day.isoformat() not in (programme.skipped or ()):
        raise RoundStands
    _plan_again(session, programme, skipped={*(programme.skipped or ())} - {day.isoformat()}, about=day, now=now)


def _plan_again(session: AnySession, programme: Programme, *, skipped: set[str], about: date, now: datetime) -> None:
    """Plan the rhythm's periods anew that have not opened. Raises RoundStands for a day among what has opened."""
    if about < first_free_day(session, programme.region_id, today=day_of(now)):
        raise RoundStands
    for period in session.scalars(_planned_of(programme).where(Period.number >= programme.first_period)).all():
        _delete_period(session, period)
    programme.skipped = sorted(skipped) or None
    session.flush()
    plan_ahead(session, now)


def _following(session: AnySession, wave: Wave) -> Wave | None:
    region = select(Programme.region_id).where(Programme.id == wave.period.programme_id).scalar_subquery()
    return session.scalars(
        select(Wave)
        .join(Wave.period)
        .join(Programme, Programme.id == Period.programme_id)
        .where(Programme.region_id == region, Wave.opens_at > wave.opens_at)
        .order_by(Wave.opens_at)
        .limit(1)
    ).first()


def _begin_anew(session: AnySession, programme: Programme, *, first_day: date, now: datetime) -> None:
    """Delete the planned periods and plan on from `first_day`. Raises WavesOverlap."""
    free = first_free_day(session, programme.region_id, today=day_of(now))
    if first_day < free:
        raise WavesOverlap(free)
    _forget_planned(session, programme)
    programme.starts_on, programme.skipped = first_day, None
    programme.first_period, programme.first_wave = next_numbers(session, programme)
    session.flush()


def _make_room(session: AnySession, programme: Programme, first_day: date) -> None:
    """Keep or plan the pulse periods that end before `first_day`, and delete the other planned ones."""
    from_here = midnight(first_day)
    for period in session.scalars(_planned_of(programme)).all():
        if period.closes_at > from_here:
            _delete_period(session, period)
    if programme.paused:
        return
    rhythm = rhythm_of(programme)
    known = set(session.scalars(select(Period.number).where(Period.programme_id == programme.id)))
    number = programme.first_period
    while rhythm.period(number).closes <= from_here:
        if number not in known:
            session.add(planned_period(programme, number))
        number += 1
    session.flush()


def _full_period(programme: Programme, *, first_day: date, days: int, numbers: tuple[int, int]) -> Period:
    """Return a new period with one wave of all items; `numbers`: of the period and of the wave."""
    instrument = instrument_of(programme.instrument_key)
    opens, closes = midnight(first_day), midnight(first_day + timedelta(days=days))
    wave = Wave(
        id=wave_id(programme, numbers[1]),
        number=numbers[1],
        opens_at=opens,
        closes_at=closes,
        items=[item.key for item in instrument.items if item.key not in NOT_ASKED_AGAIN],
        kind=FULL,
    )
    return Period(
        id=period_id(programme, numbers[0]),
        programme_id=programme.id,
        number=numbers[0],
        opens_at=opens,
        closes_at=closes,
        state="planned",
        min_group=programme.min_group,
        colluders=programme.colluders,
        grace_days=programme.grace_days,
        waves=[wave],
    )


def _forget_planned(session: AnySession, programme: Programme) -> None:
    for period in session.scalars(_planned_of(programme)).all():
        _delete_period(session, period)


def _planned_of(programme: Programme) -> Select[Period]:
    return select(Period).where(Period.programme_id == programme.id, Period.state == "planned")


def _delete_period(session: AnySession, period: Period) -> None:
    """Delete a period if it is still planned; its row is locked, so a tick that opened it meanwhile wins."""
    still = select(Period.id).where(Period.id == period.id, Period.state == "planned").with_for_update()
    if session.scalar(still) is None:
        return
    session.execute(delete(Wave).where(Wave.period_id == period.id))
    session.execute(delete(Period).where(Period.id == period.id))
    session.expire_all()
