"""A password opens nothing without a code, and a code opens nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import StaffAccount, StaffAttempt
from app.accounts.sessions import IDLE_MINUTES
from app.db import db, writing
from tests.accounts.people import (
    PASSWORD,
    code_at,
    is_signed_in,
    new_browser,
    type_code,
    type_password,
    with_password,
)
from tests.conftest import SetClock
from tests.region import START, SmallRegion


@pytest.fixture
def email(region: SmallRegion) -> str:
    return with_password(region, "team").email


def test_address_password_and_code_lead_to_the_own_board(app: Flask, email: str, region: SmallRegion) -> None:
    """Two steps, each an ordinary form."""
    client = new_browser(app)
    assert type_password(client, f" {email.upper()}") == 303
    assert not is_signed_in(client)
    response = client.post("/staff/code", data={"code": code_at(START)})
    assert (response.status_code, response.location) == (303, f"/teams/{region.teams['north']}")
    assert is_signed_in(client)


def test_it_works_on_both_databases(any_app: Flask, any_region: SmallRegion) -> None:
    """Counting, one-time codes and known devices are the same on SQLite and PostgreSQL."""
    email = with_password(any_region, "team").email
    client = new_browser(any_app)
    assert type_password(client, email, password="not the right password") == 422
    assert type_password(client, email) == 303
    assert type_code(client, code_at(START)) == 303
    assert is_signed_in(client)


def test_a_wrong_password_keeps_the_address_and_not_the_password(app: Flask, email: str) -> None:
    """422, with words at the field; an address that nobody has gets the same words."""
    client = new_browser(app)
    wrong = client.post("/staff/sign-in", data={"email": email, "password": "wrong horse wrong staple"})
    assert wrong.status_code == 422
    assert f'value="{email}"' in wrong.text
    assert "wrong horse" not in wrong.text
    assert "do not belong together" in wrong.text
    unknown = client.post("/staff/sign-in", data={"email": "nobody@example.org", "password": PASSWORD})
    assert unknown.status_code == 422
    assert "do not belong together" in unknown.text


@pytest.mark.parametrize(
    ("field", "words"), [("email", "Type your e-mail address"), ("password", "Type your password")]
)
def test_an_empty_field_is_named(app: Flask, email: str, field: str, words: str) -> None:
    """What is missing is said; nothing is counted as a wrong try."""
    typed = {"email": email, "password": PASSWORD} | {field: ""}
    response = new_browser(app).post("/staff/sign-in", data=typed)
    assert response.status_code == 422
    assert words in response.text


@pytest.mark.parametrize("code", ["000000", "12345", "abcdef", "", "１２３４５６", "9" * 400])
def test_a_wrong_code_is_refused_in_words(app: Flask, email: str, code: str) -> None:
    """And the second step stays open for the right one."""
    client = new_browser(app)
    type_password(client, email)
    response = client.post("/staff/code", data={"code": code})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert type_code(client, code_at(START)) == 303


def test_a_code_that_was_used_is_refused(app: Flask, email: str) -> None:
    """Who looks over a shoulder and types the same six figures comes too late, also in the same half minute."""
    first, second = new_browser(app), new_browser(app)
    type_password(first, email)
    type_password(second, email)
    assert type_code(first, code_at(START)) == 303
    assert type_code(second, code_at(START)) == 422
    assert type_code(second, code_at(START - timedelta(seconds=30))) == 422
    assert not is_signed_in(second)
    assert type_code(second, code_at(START + timedelta(seconds=30))) == 303


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 303), (30, 303), (60, 422)])
def test_a_phone_may_be_half_a_minute_off(*, app: Flask, email: str, seconds: int, status: int) -> None:
    """The step before and after; no more."""
    client = new_browser(app)
    type_password(client, email)
    assert type_code(client, code_at(START + timedelta(seconds=seconds))) == status


def test_a_code_without_the_first_step_opens_nothing(app: Flask, email: str, set_clock: SetClock) -> None:
    """Not from another browser, not after ten minutes, and the page leads back to the beginning."""
    stranger = new_browser(app)
    assert stranger.get("/staff/code").location == "/staff/sign-in"
    assert type_code(stranger, code_at(START)) == 422
    client = new_browser(app)
    type_password(client, email)
    assert client.get("/staff/code").status_code == 200
    set_clock(START + timedelta(minutes=10))
    assert type_code(client, code_at(START + timedelta(minutes=10))) == 422
    assert not is_signed_in(client)


def test_the_second_step_is_finished_once(app: Flask, email: str) -> None:
    """Its cookie is worth nothing afterwards."""
    client = new_browser(app)
    type_password(client, email)
    cookie = client.get_cookie("peil_staff_attempt")
    assert cookie is not None
    assert type_code(client, code_at(START)) == 303
    other = new_browser(app)
    other.set_cookie("peil_staff_attempt", cookie.value)
    assert type_code(other, code_at(START + timedelta(seconds=30))) == 422


def test_an_account_that_ended_does_not_open(app: Flask, email: str, region: SmallRegion) -> None:
    """The right password and the right code are not enough."""
    with writing(db.session):
        db.session.query(StaffAccount).filter_by(email=email).update({"active": False})
    assert type_password(new_browser(app), email) == 422


def test_the_database_alone_does_not_tell_the_codes(app: Flask, email: str) -> None:
    """What the code app knows is sealed under the installation's secret."""
    kept = db.session.query(StaffAccount).filter_by(email=email).one().totp_sealed
    assert kept is not None
    assert "JBSWY3DP" not in kept


def test_what_was_begun_and_left_is_cleared_away(app: Flask, email: str, set_clock: SetClock) -> None:
    """The table does not grow with everybody who stopped halfway."""
    type_password(new_browser(app), email)
    set_clock(START + timedelta(minutes=IDLE_MINUTES))
    type_password(new_browser(app), email)
    assert db.session.query(StaffAttempt).count() == 1
