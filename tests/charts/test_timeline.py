"""The time axis: released periods, then one stretch for all that came after."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from app.charts.time_axis import MOST_STRETCHES
from app.charts.timeline import timeline_of
from app.db import db
from app.programme.models import Period
from app.programme.service import plan_ahead
from tests.region import FORTNIGHT, START, SmallRegion


def _release(*numbers: int) -> None:
    db.session.execute(update(Period).where(Period.number.in_(numbers)).values(state="released"))


def test_before_the_first_release_there_is_one_stretch(region: SmallRegion) -> None:
    """Own answers have a place from the first day."""
    timeline = timeline_of(db.session, region_id=region.region_id, now=START)
    assert timeline.shown == ()
    assert [wave.position for wave in timeline.waves] == [0.5]


def test_waves_stand_evenly_in_their_period(region: SmallRegion) -> None:
    """Two waves of a released period at a quarter and three quarters; what came later behind it."""
    _release(1)
    timeline = timeline_of(db.session, region_id=region.region_id, now=START + 3 * FORTNIGHT)
    assert len(timeline.shown) == 1
    assert [wave.position for wave in timeline.waves] == [0.25, 0.75, 1.25, 1.75]


def test_a_period_that_waits_keeps_its_place(region: SmallRegion) -> None:
    """A release that a person must look at leaves a gap, not a shift."""
    _release(1, 3)
    timeline = timeline_of(db.session, region_id=region.region_id, now=START + 6 * FORTNIGHT)
    assert [period.released for period in timeline.shown] == [True, False, True]


def test_a_chart_shows_a_year_and_the_table_everything(region: SmallRegion) -> None:
    """Older waves have no position; they are still there."""
    now = START + timedelta(days=28 * 20)
    for day in range(0, 28 * 20, 28):
        plan_ahead(db.session, START + timedelta(days=day))
    _release(*range(1, 21))
    timeline = timeline_of(db.session, region_id=region.region_id, now=now)
    assert len(timeline.shown) == MOST_STRETCHES
    assert len(timeline.periods) == 21
    assert timeline.waves[0].position is None
    assert timeline.waves[-2].position is not None


def test_what_is_planned_is_asked_but_not_yet_seen(region: SmallRegion) -> None:
    """Frames are drawn for items still to come; a mirror shows only what was asked."""
    timeline = timeline_of(db.session, region_id=region.region_id, now=START)
    assert timeline.asked_so_far == set(region.wave().items)
    assert timeline.asked > timeline.asked_so_far
