"""A full measurement asks everything, is a period of its own, and makes room for itself."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.instrument.installed import instrument_of
from app.programme.models import FULL, Period, Programme, Wave
from app.programme.plan_changes import NOT_ASKED_AGAIN, WavesOverlap, pause, plan_full, start
from app.programme.rhythm import day_of, midnight
from app.releases.models import ReleaseRow
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.region import START, STARTS_ON, SmallRegion

FREE = STARTS_ON + timedelta(days=28)


def plan(first_day: date, days: int = 21) -> str:
    with writing(db.session):
        programme = db.session.scalars(select(Programme)).one()
        return plan_full(db.session, programme, first_day=first_day, days=days, now=START).id


def spans() -> list[tuple[date, date, str]]:
    rows = db.session.execute(select(Wave.opens_at, Wave.closes_at, Wave.kind).order_by(Wave.opens_at))
    return [(day_of(opens), day_of(closes), kind) for opens, closes, kind in rows]


def test_it_asks_all_questions_but_those_of_joining(any_region: SmallRegion) -> None:
    """One wave, one period, everything that is not known from joining."""
    period = db.session.get_one(Period, plan(FREE))
    (wave,) = period.waves
    keys = [item.key for item in instrument_of("peo").items]
    assert wave.kind == FULL
    assert wave.items == [key for key in keys if key not in NOT_ASKED_AGAIN]
    assert (period.opens_at, period.closes_at) == (wave.opens_at, wave.closes_at)


def test_pulses_before_it_stay_and_the_next_begin_after_it(region: SmallRegion) -> None:
    """In the autumn: every period that ends before it is planned already, none overlaps, numbers rise with time."""
    first = date(2026, 9, 14)
    plan(first)
    found = spans()
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(found))
    assert (first, first + timedelta(days=21), FULL) in found
    before = [span for span in found if span[1] <= first]
    assert before[-1][1] > first - timedelta(days=28)
    after = [span for span in found if span[0] >= first + timedelta(days=21)]
    assert after[0][0] == first + timedelta(days=21)
    numbers = list(db.session.scalars(select(Wave.number).order_by(Wave.opens_at)))
    assert numbers == sorted(set(numbers))


def test_it_cannot_overlap_what_is_open_or_another_one(region: SmallRegion) -> None:
    """The first free day is told."""
    with pytest.raises(WavesOverlap) as refused:
        plan(FREE - timedelta(days=1))
    assert refused.value.free_from == FREE
    plan(FREE)
    with pytest.raises(WavesOverlap):
        plan(FREE + timedelta(days=20))


def test_it_opens_is_answered_and_released(region: SmallRegion) -> None:
    """On the phone the form shows every question; the release has figures of items that no pulse asks."""
    period = plan(FREE)
    opens = midnight(FREE) + timedelta(hours=9)
    region.tick(opens)
    wave = region.wave(opens)
    assert wave.period_id == period
    answers = {"professional_space": "sufficient", "work_enjoyment": 7, "worked_before_2015": "no"}
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, answers, moment=opens)
    assert period in region.tick(midnight(FREE + timedelta(days=21))).released
    items = set(db.session.scalars(select(ReleaseRow.item).where(ReleaseRow.period_id == period)))
    assert "worked_before_2015" in items


def test_a_participant_gets_it_as_one_form(region: SmallRegion, set_clock: SetClock) -> None:
    """Every question is on the page, also the grids and the open ones."""
    plan(FREE)
    opens = midnight(FREE) + timedelta(hours=9)
    region.tick(opens)
    set_clock(opens)
    page = region.signed_in(region.participant).get("/pulse")
    assert page.status_code == 200
    assert all(f'data-item="{key}"' in page.text for key in region.wave(opens).items)


def test_a_pause_takes_it_away_for_good(region: SmallRegion) -> None:
    """The page says so beside the button: rounds come back when the programme starts again, this does not."""
    plan(FREE)
    with writing(db.session):
        programme = db.session.scalars(select(Programme)).one()
        pause(db.session, programme)
        start(db.session, programme, first_day=FREE, now=START)
    assert FULL not in {kind for _opens, _closes, kind in spans()}
    page = Visitors(region).browser("region_lead").get(f"/programme/{programme.id}", headers={"Accept-Language": "en"})
    assert "A full measurement is not: plan it again then." in page.text
