"""The year on the calendar is the year that will come, and every question is asked in it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.db import db
from app.instrument.installed import instrument_of
from app.programme.calendar import asked_in, year_of
from app.programme.models import Programme, Wave
from tests.region import FORTNIGHT, START, SmallRegion


def test_the_calendar_is_what_the_tick_will_do(region: SmallRegion) -> None:
    """Every wave of the preview comes true: same number, moments and questions."""
    programme = db.session.scalars(select(Programme)).one()
    shown = {wave.number: wave for wave in year_of(db.session, programme, now=START)}
    assert len(shown) == 27
    region.tick(START + 12 * FORTNIGHT)
    for wave in db.session.scalars(select(Wave).where(Wave.number <= 14)):
        seen = shown[wave.number]
        assert (seen.opens, seen.closes, [item.key for item in seen.items]) == (
            wave.opens_at,
            wave.closes_at,
            list(wave.items),
        )


def test_looking_writes_nothing(region: SmallRegion) -> None:
    """Computing a year adds no row."""
    programme = db.session.scalars(select(Programme)).one()
    before = len(list(db.session.scalars(select(Wave.id))))
    year_of(db.session, programme, now=START)
    db.session.commit()
    assert len(list(db.session.scalars(select(Wave.id)))) == before


def test_every_question_of_the_rotation_has_its_turn(region: SmallRegion) -> None:
    """Anchors in all 27 waves, the others at least twice."""
    programme, instrument = db.session.scalars(select(Programme)).one(), instrument_of("peo")
    asked = {row.item.key: len(row.waves) for row in asked_in(year_of(db.session, programme, now=START), instrument)}
    assert {asked[key] for key in instrument.pulse.anchors} == {27}
    pool = [key for group in instrument.pulse.pool for key in group]
    assert min(asked[key] for key in pool) >= 2


def test_a_closed_wave_is_history(region: SmallRegion) -> None:
    """The year begins with what can still be answered."""
    programme = db.session.scalars(select(Programme)).one()
    waves = year_of(db.session, programme, now=START + FORTNIGHT + timedelta(hours=1))
    assert waves[0].number == 2
    assert waves[0].state == "open"
