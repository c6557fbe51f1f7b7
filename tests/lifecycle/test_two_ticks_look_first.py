"""Two machines tick at the same moment: what both look for and then write is written once, and neither says a fault.

The first has written and not committed yet when the second looks: that is where PostgreSQL shows the second nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from app.charts import frame_store
from app.db import db, writing
from app.groups import board_frames
from app.jobs import tick
from app.organisations.service import create_organisation, create_region, create_team
from app.programme.concerns import Concern, Waiting
from app.programme.counting_plan import fix_plan
from app.programme.last_tick import TickRecord, last_tick
from app.programme.models import CountingPlan, Period
from app.programme.service import create_programme
from app.releases.models import Release, StoredDrawing
from tests.at_once import before_the_first_commits
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

CLOSED = START + 2 * FORTNIGHT


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawings take seconds; one test of this file draws."""
    for later in ("draw_frames", "draw_board_frames"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)


def test_both_find_the_same_thing_that_waits(any_app: Flask, any_region: SmallRegion) -> None:
    """It stands in the list once, and each of the two says it."""
    any_region.keys.destroy(any_region.wave().period_id)
    moment = START + timedelta(minutes=1)

    def run() -> tuple[Waiting, ...]:
        return tick(db.session, now=moment, keys=any_region.keys).concerns

    done = before_the_first_commits(any_app, run, run, row=Concern)
    assert [[each.kind for each in found] for found in done] == [["key_missing"]] * 2
    assert len(db.session.scalars(select(Concern)).all()) == 1


def test_the_first_ticks_of_an_installation(any_app: Flask, any_region: SmallRegion) -> None:
    """Both note that they ran; there is one row for it."""
    with writing(db.session):
        db.session.execute(delete(TickRecord))

    def run() -> tuple[Waiting, ...]:
        return tick(db.session, now=START, keys=any_region.keys).concerns

    assert before_the_first_commits(any_app, run, run, row=TickRecord) == [(), ()]
    assert last_tick(db.session) == START.replace(microsecond=0)


def test_two_that_believe_the_clock_is_wrong(any_app: Flask, any_region: SmallRegion) -> None:
    """Each refuses to do anything, and says why."""

    def run() -> str:
        try:
            tick(db.session, now=START + timedelta(days=400), keys=any_region.keys)
        except Exception as refused:
            return type(refused).__name__
        return "done"

    assert before_the_first_commits(any_app, run, run, row=Concern) == ["ClockAhead"] * 2


def beside(region: SmallRegion) -> str:
    """Make a second region with an open period, which ends when that of the first does; return the period's id."""
    with writing(db.session):
        other = create_region(db.session, "Ernaast")
        home = create_organisation(db.session, other.id, name="Huis", org_type="certified")
        create_team(db.session, home.id, name="Team", declared_size=9)
        made = create_programme(
            db.session, other.id, instrument_key="peo", starts_on=STARTS_ON, min_group=7, colluders=2
        )
        programme_id = made.id
    region.tick(START)
    return f"{programme_id}-p1"


def test_periods_of_two_regions_are_released_by_two(any_app: Flask, any_region: SmallRegion) -> None:
    """Each release has its number, and its digest rests on the one before."""
    beside(any_region)
    done = before_the_first_commits(
        any_app, lambda: any_region.tick(CLOSED), lambda: any_region.tick(CLOSED), row=Release
    )
    assert sum(len(each.released) for each in done) == 2
    chain = list(db.session.execute(select(Release.number, Release.digest, Release.previous).order_by(Release.number)))
    assert [each.number for each in chain] == [1, 2]
    assert all(later.previous == earlier.digest for earlier, later in pairwise(chain))


def test_two_periods_with_one_new_questionnaire_open_at_once(any_app: Flask, any_region: SmallRegion) -> None:
    """The questionnaire is kept once, and both periods name it."""
    periods = [any_region.wave().period_id, beside(any_region)]
    with writing(db.session):
        db.session.execute(update(Period).values(plan_digest=None))
        db.session.execute(delete(CountingPlan))

    def fix(period_id: str) -> str:
        with writing(db.session):
            return fix_plan(db.session, db.session.get_one(Period, period_id))

    digests = before_the_first_commits(any_app, *(partial(fix, each) for each in periods), row=CountingPlan)
    assert set(digests) == set(db.session.scalars(select(CountingPlan.digest)))
    assert set(db.session.scalars(select(Period.plan_digest).where(Period.id.in_(periods)))) == set(digests)


@pytest.mark.parametrize("whose", ["participants", "boards"])
def test_a_drawing_that_both_made_is_kept(
    *, any_app: Flask, any_region: SmallRegion, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Equal keys mean equal drawings, so it is all the same whose stays."""
    set_clock(START)
    module = {"participants": frame_store, "boards": board_frames}[whose]
    monkeypatch.setattr(module, "draw", lambda *_: "<svg/>")

    def run() -> int:
        if whose == "participants":
            return frame_store.draw_frames(db.session, now=START)
        return board_frames.draw_board_frames(db.session)

    made = before_the_first_commits(any_app, run, run, row=StoredDrawing)
    assert made[0] == made[1] == len(db.session.scalars(select(StoredDrawing)).all()) > 0
