"""A clock that is wrong destroys nothing: years ahead does nothing, and set back is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.jobs import ClockAhead, Done, tick
from app.programme.concerns import Waiting, concerns
from app.programme.last_tick import TickRecord, last_tick
from app.programme.models import Period
from app.releases.rules.noise import SeededNoise
from tests.region import FORTNIGHT, START, SmallRegion

PERIOD = 2 * FORTNIGHT
YEARS = timedelta(days=5 * 365)


def tick_at(region: SmallRegion, ahead: timedelta, *, clock_is_right: bool = False) -> Done:
    return tick(
        db.session,
        now=START + ahead,
        keys=region.keys,
        make_noise=lambda _period: SeededNoise(1),
        clock_is_right=clock_is_right,
    )


def states() -> list[str]:
    return list(db.session.scalars(select(Period.state).order_by(Period.number)))


def test_five_years_ahead_closes_nothing(any_region: SmallRegion) -> None:
    """No period is planned, opened or closed, no key goes; it is said, also when it is tried again."""
    before = states()
    for _ in range(2):
        with pytest.raises(ClockAhead):
            tick_at(any_region, YEARS)
        assert states() == before
        assert Waiting("clock_ahead", "clock") in concerns(db.session)
    assert last_tick(db.session) == START
    assert any_region.keys.exists(any_region.wave().period_id)


def test_with_the_clock_right_again_it_goes_on_and_says_so_no_longer(region: SmallRegion) -> None:
    with pytest.raises(ClockAhead):
        tick_at(region, YEARS)
    assert tick_at(region, timedelta(minutes=1)).concerns == ()
    assert concerns(db.session) == []


def test_one_period_ahead_is_nothing_special(region: SmallRegion) -> None:
    """A server that was off for a few weeks catches up by itself."""
    assert len(tick_at(region, PERIOD).released) == 1


def test_a_moment_further_asks(region: SmallRegion) -> None:
    with pytest.raises(ClockAhead):
        tick_at(region, PERIOD + timedelta(minutes=1))


def test_a_person_who_says_that_the_clock_is_right_is_believed(region: SmallRegion) -> None:
    """A server that was off for months: everything is done in its order, and from there on it ticks as always."""
    assert len(tick_at(region, 5 * PERIOD, clock_is_right=True).released) == 5
    assert tick_at(region, 5 * PERIOD + timedelta(minutes=1)).concerns == ()


def test_a_clock_set_back_is_said_and_reopens_nothing(region: SmallRegion) -> None:
    """What is closed stays closed; the latest moment is remembered, so that setting back and forth gains nothing."""
    tick_at(region, PERIOD)
    before = states()
    done = tick_at(region, timedelta(0))
    assert done.concerns == (Waiting("clock_back", "clock"),)
    assert states() == before
    assert last_tick(db.session) == START + PERIOD
    assert tick_at(region, timedelta(0), clock_is_right=True).concerns == ()
    assert last_tick(db.session) == START


def test_an_installation_from_before_ticks_were_noted_is_guarded_too(region: SmallRegion) -> None:
    """Without a noted tick the newest opening counts as the last moment that was right."""

    with writing(db.session):
        db.session.delete(db.session.scalars(select(TickRecord)).one())
    with pytest.raises(ClockAhead):
        tick_at(region, YEARS)
    assert db.session.scalar(select(func.count()).select_from(TickRecord)) == 0
