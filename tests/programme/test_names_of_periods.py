"""Periods and rounds of two programmes never have the same id, however alike the ids of the programmes begin."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db, writing
from app.organisations.service import create_region
from app.programme.models import Period, Programme, Wave
from app.programme.plan_changes import plan_full
from app.programme.service import create_programme, plan_ahead
from tests.region import START, STARTS_ON, SmallRegion


def programme_like(first: str, *, last: int) -> Programme:
    """A programme in a region of its own, whose id differs from the other one's only in its last letter."""
    letters = first.encode() + bytes([last])
    region = create_region(db.session, f"Region {last}")
    return create_programme(
        db.session,
        region.id,
        instrument_key="peo",
        starts_on=STARTS_ON,
        min_group=7,
        colluders=2,
        random_bytes=lambda _count: letters,
    )


def test_two_programmes_that_begin_alike_have_ids_of_their_own(any_region: SmallRegion) -> None:
    """Pulses and full measurements alike: both are planned, and nobody's period is taken for the other's."""
    with writing(db.session):
        twins = [programme_like("aaaaaaaaa", last=letter).id for letter in (1, 2)]
        plan_ahead(db.session, START)
        for each in twins:
            plan_full(db.session, db.session.get_one(Programme, each), first_day=STARTS_ON, days=21, now=START)
    assert twins[0][:9] == twins[1][:9]
    periods = db.session.execute(select(Period.id, Period.programme_id).where(Period.programme_id.in_(twins))).all()
    assert len({row.id for row in periods}) == len(periods) == 2 * len([row for row in periods if row[1] == twins[0]])
    waves = db.session.scalars(select(Wave.id).join(Wave.period).where(Period.programme_id.in_(twins))).all()
    assert len(set(waves)) == len(waves) > 0
