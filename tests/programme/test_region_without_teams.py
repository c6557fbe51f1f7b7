"""A period that nobody takes part in does not open; the later ones keep their days, and nothing waits for a person."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.jobs import Done
from app.organisations.models import Organisation, Team
from app.organisations.service import close_organisation, move_team, reopen
from app.programme.calendar import year_of
from app.programme.models import Period, Programme, Wave
from app.programme.plan_changes import plan_full
from app.programme.rhythm import day_of
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

PERIOD = 2 * FORTNIGHT


def close_everything(region: SmallRegion) -> None:
    with writing(db.session):
        for organisation in db.session.scalars(select(Organisation)).all():
            close_organisation(db.session, organisation, today=STARTS_ON)


def open_team(region: SmallRegion, key: str = "north") -> None:
    with writing(db.session):
        team = db.session.get_one(Team, region.teams[key])
        reopen(db.session, team)
        reopen(db.session, team.organisation)


def programme() -> Programme:
    return db.session.scalars(select(Programme)).one()


def states() -> dict[int, str]:
    return {row.number: row.state for row in db.session.execute(select(Period.number, Period.state))}


def test_nothing_opens_and_nothing_waits(any_region: SmallRegion) -> None:
    """The open period is published with the teams it began with; for half a year no other opens."""
    close_everything(any_region)
    done = any_region.tick(START + 6 * PERIOD)
    assert done == Done(opened=(), released=done.released, waiting=(), destroyed=done.destroyed)
    assert len(done.released) == 1
    assert set(states().values()) == {"released", "planned"}
    assert any_region.tick(START + 6 * PERIOD) == Done((), (), (), ())


def test_no_key_is_made_for_a_period_that_does_not_open(region: SmallRegion) -> None:
    """Nothing of it is left behind."""
    close_everything(region)
    second = db.session.scalars(select(Period.id).where(Period.number == 2)).one()
    region.tick(START + PERIOD)
    assert not region.keys.exists(second)
    assert db.session.scalars(select(Wave.id).where(Wave.period_id == second)).all() == []


def test_with_a_team_again_the_next_period_opens_on_its_own_day(any_region: SmallRegion) -> None:
    """As if the others had been: same days, numbers that go on, and the calendar told it beforehand."""
    close_everything(any_region)
    any_region.tick(START + 3 * PERIOD)
    open_team(any_region)
    assert any_region.tick(START + 3 * PERIOD + timedelta(days=3)).opened == ()
    told = year_of(db.session, programme(), now=START + 3 * PERIOD + timedelta(days=3))[0]
    assert any_region.tick(START + 4 * PERIOD).opened
    wave = any_region.wave(START + 4 * PERIOD)
    assert (wave.number, wave.opens_at, wave.items) == (told.number, told.opens, [item.key for item in told.items])
    assert (wave.number, wave.period.number) == (9, 5)
    assert day_of(wave.opens_at) == STARTS_ON + 4 * PERIOD


def test_a_full_measurement_without_teams_is_passed_over_too(region: SmallRegion) -> None:
    """The pulses after it begin when they would have."""
    with writing(db.session):
        plan_full(db.session, programme(), first_day=STARTS_ON + PERIOD, days=21, now=START)
    begins = programme().starts_on
    close_everything(region)
    region.tick(START + PERIOD)
    assert programme().starts_on == begins
    assert 2 not in states()


def test_a_team_that_moves_to_an_open_organisation_is_enough(region: SmallRegion) -> None:
    """It arrives when the period opens, so somebody takes part."""
    with writing(db.session):
        narrow = db.session.get_one(Organisation, region.organisations["narrow"])
        close_organisation(db.session, narrow, today=STARTS_ON)
        for key in ("north", "south"):
            db.session.get_one(Team, region.teams[key]).closed_on = STARTS_ON
        reopen(db.session, db.session.get_one(Team, region.teams["small"]))
        move_team(
            db.session, db.session.get_one(Team, region.teams["small"]), organisation_id=region.organisations["wide"]
        )
    assert region.tick(START + PERIOD).opened


def test_the_page_says_that_nobody_takes_part(lead: FlaskClient, region: SmallRegion) -> None:
    """Before it happens, with what to do; not while there is a team."""
    address = f"/programme/{programme().id}"
    words = "Without a team nothing opens"
    english = {"Accept-Language": "en"}
    assert words not in lead.get(address, headers=english).text
    close_everything(region)
    assert words in lead.get(address, headers=english).text
