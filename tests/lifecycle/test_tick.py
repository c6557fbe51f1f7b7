"""The tick opens, closes, releases and destroys; once, in order, however often and whenever it runs."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from flask import Flask
from sqlalchemy import func, select

from app.answering.models import Ballot
from app.db import db, writing
from app.jobs import Done
from app.participants.models import Membership
from app.participants.service import move
from app.programme.models import Period
from app.releases.models import Release, ReleaseRow
from tests.at_once import at_once
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
NOTHING = Done((), (), (), ())


def answer_all(region: SmallRegion) -> None:
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})


def states(region: SmallRegion) -> list[str]:
    return list(db.session.scalars(select(Period.state).order_by(Period.number)))


def test_a_closed_period_is_released_and_the_next_opens(any_region: SmallRegion) -> None:
    """One tick after closing: figures published, ballots and key gone, next period open."""
    answer_all(any_region)
    period = any_region.wave().period_id
    done = any_region.tick(CLOSED)
    assert done.released == (period,)
    assert done.destroyed == (period,)
    assert states(any_region)[:2] == ["released", "open"]
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert not any_region.keys.exists(period)
    assert db.session.scalar(select(func.count()).select_from(ReleaseRow))


def test_a_second_tick_at_the_same_moment_does_nothing(any_region: SmallRegion) -> None:
    """Running it again changes nothing: no second release, no second draw of noise."""
    answer_all(any_region)
    any_region.tick(CLOSED)
    digest = db.session.scalar(select(Release.digest))
    assert any_region.tick(CLOSED) == NOTHING
    assert db.session.scalar(select(Release.digest)) == digest


def test_days_without_a_tick_are_caught_up_in_order(any_region: SmallRegion) -> None:
    """Five months of silence: every period is opened, closed and released, the oldest first."""
    done = any_region.tick(START + 10 * FORTNIGHT)
    assert len(done.released) == 5
    numbers = db.session.scalars(select(Period.number).where(Period.id.in_(done.released)).order_by(Period.number))
    assert list(numbers) == [1, 2, 3, 4, 5]
    chain = list(db.session.execute(select(Release.digest, Release.previous).order_by(Release.number)))
    assert all(later.previous == earlier.digest for earlier, later in pairwise(chain))


def test_two_ticks_at_once_release_once(any_app: Flask, any_region: SmallRegion) -> None:
    """Two machines tick at the same moment: one release, one snapshot, one open period."""
    answer_all(any_region)
    done = at_once(any_app, *[lambda: any_region.tick(CLOSED)] * 2)
    assert sum(len(each.released) for each in done) == 1
    assert sum(len(each.opened) for each in done) == 1
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1


def test_a_run_that_died_while_closing_is_finished_by_the_next(region: SmallRegion) -> None:
    """Killed after claiming the period and before publishing: the next tick publishes."""
    answer_all(region)
    period = db.session.scalars(select(Period).where(Period.number == 1)).one()
    with writing(db.session):
        period.state = "closing"
    assert region.tick(CLOSED).released == (period.id,)


def test_a_period_whose_key_is_lost_waits_for_a_person(region: SmallRegion) -> None:
    """Nothing is published, the reason is kept, and the next periods go on."""
    answer_all(region)
    period = region.wave().period_id
    region.keys.destroy(period)
    done = region.tick(CLOSED)
    assert done.waiting == (period,)
    assert done.opened
    assert "key" in (db.session.get_one(Period, period).waiting_because or "")
    assert db.session.scalar(select(func.count()).select_from(Release)) == 0


def test_who_moves_counts_in_the_new_team_from_the_next_period(region: SmallRegion) -> None:
    """Nobody is regrouped within a period (PRIVACY rule 1)."""
    with writing(db.session):
        move(db.session, region.participant.keys, team_id=region.teams["south"])
    assert db.session.get_one(Membership, region.participant.keys.lookup_hash).team_id == region.teams["north"]
    region.tick(CLOSED)
    assert db.session.get_one(Membership, region.participant.keys.lookup_hash).team_id == region.teams["south"]


def test_grace_keeps_the_key_no_longer_than_promised(region: SmallRegion) -> None:
    """With days of grace the key and ballots stay after the release, and go when the days are over."""
    answer_all(region)
    period = db.session.scalars(select(Period).where(Period.number == 1)).one()
    with writing(db.session):
        period.grace_days = 3
    region.tick(CLOSED)
    assert region.keys.exists(period.id)
    region.tick(CLOSED + timedelta(days=3))
    assert not region.keys.exists(period.id)
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
