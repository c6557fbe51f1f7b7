"""A wave can be made longer while it is open, never shorter, and the next one waits for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.programme.models import Period, Wave
from app.programme.plan_changes import NotLater, TooMuchLater, WaveNotOpen, WavesOverlap, extend, pause
from app.programme.rhythm import day_of, midnight
from app.programme.service import open_wave
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

SECOND = START + FORTNIGHT


def wave(number: int) -> Wave:
    return db.session.scalars(select(Wave).where(Wave.number == number)).one()


def make_longer(number: int, last_day: date, *, now: datetime) -> None:
    with writing(db.session):
        extend(db.session, wave(number), last_day=last_day, now=now)


def test_a_longer_wave_pushes_the_next_opening(any_region: SmallRegion) -> None:
    """Within a period; the period itself ends when it did."""
    last = STARTS_ON + timedelta(days=17)
    make_longer(1, last, now=START)
    assert wave(1).closes_at == wave(2).opens_at == midnight(last + timedelta(days=1))
    assert day_of(wave(1).period.closes_at) == STARTS_ON + timedelta(days=28)
    assert open_wave(db.session, midnight(last) + timedelta(hours=20), region_id=any_region.region_id) == wave(1)


def test_the_last_wave_takes_its_period_along(region: SmallRegion) -> None:
    """The release comes later, and the next period opens when this one is over."""
    last = STARTS_ON + timedelta(days=30)
    make_longer(2, last, now=SECOND)
    closes = midnight(last + timedelta(days=1))
    assert wave(2).period.closes_at == closes
    following = db.session.scalars(select(Period).where(Period.number == 2)).one()
    assert (following.opens_at, following.waves[0].opens_at) == (closes, closes)
    assert region.tick(START + 2 * FORTNIGHT).released == ()
    done = region.tick(closes)
    assert len(done.released) == 1
    assert len(done.opened) == 1


@pytest.mark.parametrize("days", [0, 5, 13])
def test_no_wave_gets_shorter(region: SmallRegion, days: int) -> None:
    """Nobody loses a day that was promised, nor is a wave closed in the past."""
    before = wave(1).closes_at
    with pytest.raises(NotLater):
        make_longer(1, STARTS_ON + timedelta(days=days), now=START)
    assert wave(1).closes_at == before


def test_the_next_wave_keeps_at_least_a_day(region: SmallRegion) -> None:
    """Longer than to the end of the next wave is an overlap."""
    with pytest.raises(WavesOverlap):
        make_longer(1, STARTS_ON + timedelta(days=27), now=START)
    assert wave(2).opens_at < wave(2).closes_at


def test_a_round_grows_by_sixty_days_at_most(region: SmallRegion) -> None:
    """It is never shortened again: a slip of the pen may not keep it open for a century."""
    with writing(db.session):
        pause(db.session, wave(2).period.programme)
    last = STARTS_ON + timedelta(days=27)
    with pytest.raises(TooMuchLater):
        make_longer(2, last + timedelta(days=61), now=SECOND)
    make_longer(2, last + timedelta(days=60), now=SECOND)
    assert day_of(wave(2).closes_at) == last + timedelta(days=61)


def test_what_is_closed_or_planned_cannot_be_made_longer(region: SmallRegion) -> None:
    """A closed wave has been told to be closed; a planned one is changed in the plan."""
    with pytest.raises(WaveNotOpen):
        make_longer(1, STARTS_ON + timedelta(days=40), now=SECOND)
    with pytest.raises(WaveNotOpen):
        make_longer(3, STARTS_ON + timedelta(days=60), now=START)
