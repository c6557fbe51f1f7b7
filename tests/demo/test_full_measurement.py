"""Beside the demonstration's pulse a full measurement is open in a region of one team, to be filled in page by page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import StaffLink
from app.answering.diary_rows import own_diary
from app.clock import REGION_TIME
from app.db import db
from app.demo.full_measurement import FullMeasurement, build_neighbour
from app.demo.guide import describe_full, starting_points
from app.organisations.service import welcome
from app.tokens import token_hash
from app.vault.codes import PersonalCode
from app.vault.period_keys import PeriodKeys
from app.vault.personal_keys import derive_keys
from app.web.settings import settings
from tests.answering.measuring import go_through, press
from tests.conftest import SetClock
from tests.demo.conftest import NOW, order

OPEN_TO_ALL = ("/privacy", "/method", "/measured-before", "/cards/all", "/api/v1/releases", "/reports")


@pytest.fixture
def app_of_now(app: Flask, set_clock: SetClock) -> Iterator[Flask]:
    """An installation without a region, at the moment at which the demonstration is built."""
    set_clock(NOW)
    with app.app_context():
        yield app


@pytest.fixture
def full(app_of_now: Flask) -> FullMeasurement:
    return build_neighbour(db.session, order(), keys=PeriodKeys(settings().keys))


def test_a_visitor_with_a_code_fills_it_in_page_by_page(full: FullMeasurement, client: FlaskClient) -> None:
    """From the first page to the review and the answer in the diary, with every question that the survey has."""
    assert client.post("/code", data={"code": full.codes[0].text}).status_code == 303
    assert "volledige meting" in client.get("/").text
    go_through(client, fte="0,8", workload="some", professional_space="sufficient")
    assert press(client, "send").status_code == 303
    (wave,) = own_diary(db.session, derive_keys(full.codes[0])).waves.values()
    assert wave.counted
    assert wave.answers["fte"] == 0.8
    assert len(full.wave.items) == 26


def test_it_opened_today_and_stays_open_for_three_weeks(full: FullMeasurement) -> None:
    """Whoever keeps a demonstration for a while finds it open still."""
    assert full.wave.opens_at.astimezone(REGION_TIME).date() == NOW.date()
    assert (full.wave.closes_at - full.wave.opens_at).days == 21
    assert full.wave.state(NOW) == "open"


def test_demo_json_and_the_starting_points_name_it(full: FullMeasurement) -> None:
    """Codes that open a diary, a link to join with, one for staff, and two lines on the screen."""
    told = describe_full(full)
    for text in told["codes"]:
        assert own_diary(db.session, derive_keys(PersonalCode.read(text))).profile["experience"]
    place = welcome(db.session, told["join"].removeprefix("/join/"), today=NOW.date())
    assert (place.team_name, place.organisation_name) == (told["team"], "Jeugdhulp Esveld")
    link = db.session.get_one(StaffLink, token_hash(told["staff"]["url"].removeprefix("/staff/enter/")))
    assert link.account.role == "region"
    person = {"code": "A", "waves_answered": 1}
    demo = {"base_url": "http://x", "region": "R", "joins": [{"url": "/join/1", "team": "T"}], "participants": [person]}
    printed = starting_points({**demo, "staff": [], "full_measurement": told})
    assert told["codes"][0] in printed
    assert "/pulse/pages" in printed
    assert "Full measurement" not in starting_points({**demo, "staff": []})


def test_pages_that_are_open_to_all_do_not_change(app_of_now: Flask, client: FlaskClient) -> None:
    """The second region is met by who takes its code; nobody who looks around is asked which region they mean."""
    before = {path: client.get(path).text for path in OPEN_TO_ALL}
    with app_of_now.app_context():
        build_neighbour(db.session, order(), keys=PeriodKeys(settings().keys))
    assert {path: client.get(path).text for path in OPEN_TO_ALL} == before
