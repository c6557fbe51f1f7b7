"""Only what has not opened can be changed; numbering goes on, protection never falls, nothing overlaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.programme.models import Period, Programme, Wave
from app.programme.plan_changes import (
    AnotherProgrammeRuns,
    ProtectionLowered,
    WavesOverlap,
    change_plan,
    duplicate,
    pause,
    start,
)
from app.programme.programme_plan import Plan, plan_of
from app.programme.rhythm import day_of, midnight
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

FREE = STARTS_ON + timedelta(days=28)


def programme() -> Programme:
    return db.session.scalars(select(Programme)).one()


def change(first_day: date = FREE, **changes: object) -> None:
    with writing(db.session):
        plan: Plan = replace(plan_of(programme()), **changes)  # type: ignore[arg-type]  # Any field.
        change_plan(db.session, programme(), plan, first_day=first_day, now=START)


def planned() -> list[Period]:
    return list(db.session.scalars(select(Period).where(Period.state == "planned").order_by(Period.number)))


def test_the_open_period_stays_and_the_next_ones_are_planned_again(any_region: SmallRegion) -> None:
    """From fortnightly to weekly, three questions, ten days later: the open period is as it was."""
    before = db.session.execute(
        select(Wave.id, Wave.opens_at, Wave.closes_at, Wave.items).join(Wave.period).where(Period.state == "open")
    ).all()
    change(FREE + timedelta(days=10), wave_days=7, waves_per_period=4, items_per_wave=4)
    after = db.session.execute(
        select(Wave.id, Wave.opens_at, Wave.closes_at, Wave.items).join(Wave.period).where(Period.state == "open")
    ).all()
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    second = planned()[0]
    assert (second.number, [wave.number for wave in second.waves]) == (2, [3, 4, 5, 6])
    assert day_of(second.opens_at) == FREE + timedelta(days=10)
    assert all(len(wave.items) <= 4 for wave in second.waves)


def test_what_was_changed_runs_by_itself(region: SmallRegion) -> None:
    """After the change the tick opens, closes and releases as before."""
    change(wave_days=7, waves_per_period=4)
    done = region.tick(START + 6 * FORTNIGHT)
    assert len(done.released) == 3
    assert len(set(db.session.scalars(select(Wave.number)))) == len(list(db.session.scalars(select(Wave.id))))


def test_a_plan_that_would_overlap_is_refused(region: SmallRegion) -> None:
    """The first possible day is told, and nothing changes."""
    before = [period.id for period in planned()]
    with pytest.raises(WavesOverlap) as refused:
        change(FREE - timedelta(days=1), wave_days=7)
    assert refused.value.free_from == FREE
    assert [period.id for period in planned()] == before


def test_protection_is_raised_for_what_has_not_opened_and_never_lowered(region: SmallRegion) -> None:
    """The open period keeps its own; a smaller group than now is refused."""
    change(min_group=9)
    assert {period.min_group for period in planned()} == {9}
    assert db.session.scalar(select(Period.min_group).where(Period.state == "open")) == 7
    with pytest.raises(ProtectionLowered):
        change(min_group=7)


def test_a_pause_lets_the_open_period_end_and_opens_nothing(region: SmallRegion) -> None:
    """Until it is started again, at a day of choice."""
    with writing(db.session):
        pause(db.session, programme())
    assert planned() == []
    assert len(region.tick(START + 3 * FORTNIGHT).released) == 1
    assert region.tick(START + 9 * FORTNIGHT).opened == ()
    later = START + 9 * FORTNIGHT
    with writing(db.session):
        start(db.session, programme(), first_day=day_of(later) + timedelta(days=3), now=later)
    assert planned()[0].number == 2
    assert planned()[0].opens_at == midnight(day_of(later) + timedelta(days=3))


def test_a_copy_has_the_same_plan_and_waits(region: SmallRegion) -> None:
    """It starts only when the other has been paused and what that opened is over."""
    with writing(db.session):
        copy_id = duplicate(db.session, programme(), name="Twin", today=STARTS_ON).id
    copy, own = db.session.get_one(Programme, copy_id), db.session.scalars(select(Programme).where(~Programme.paused))
    assert replace(plan_of(copy), name="") == replace(plan_of(own.one()), name="")
    with pytest.raises(AnotherProgrammeRuns), writing(db.session):
        start(db.session, db.session.get_one(Programme, copy_id), first_day=FREE, now=START)
    with writing(db.session):
        pause(db.session, db.session.scalars(select(Programme).where(~Programme.paused)).one())
    with pytest.raises(WavesOverlap), writing(db.session):
        start(db.session, db.session.get_one(Programme, copy_id), first_day=STARTS_ON, now=START)
    with writing(db.session):
        start(db.session, db.session.get_one(Programme, copy_id), first_day=FREE, now=START)
    assert {period.programme_id for period in planned()} == {copy_id}
