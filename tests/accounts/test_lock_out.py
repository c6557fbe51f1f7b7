"""Guessing is slowed down, and cannot be used to keep somebody else out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AuditEvent, StaffThrottle
from app.accounts.password_sign_in import CODES, KNOWN_DEVICE, STRANGER
from app.db import db
from tests.accounts.people import code_at, is_signed_in, new_browser, type_code, type_password, with_password
from tests.conftest import SetClock
from tests.region import START, SmallRegion

WRONG = "wrong horse wrong staple"


@pytest.fixture
def email(region: SmallRegion) -> str:
    return with_password(region, "team").email


def _from(app: Flask, address: str) -> FlaskClient:
    client = new_browser(app)
    client.environ_base["REMOTE_ADDR"] = address
    return client


def _fill_up(client: FlaskClient, email: str) -> None:
    for _time in range(STRANGER.tries):
        assert type_password(client, email, password=WRONG) == 422


def test_the_sixth_guess_from_one_place_is_not_looked_at(app: Flask, email: str) -> None:
    """429 with words that name the ways that still work, and the address stays."""
    guesser = _from(app, "203.0.113.9")
    _fill_up(guesser, email)
    response = guesser.post("/staff/sign-in", data={"email": email, "password": WRONG})
    assert response.status_code == 429
    assert "A passkey or a sign-in link always works." in response.text
    assert "Wait 15 minutes" in response.text
    assert response.headers["Retry-After"] == "900"
    assert f'value="{email}"' in response.text
    assert type_password(guesser, email) == 429


def test_new_browsers_and_capitals_do_not_help_a_guesser(app: Flask, email: str) -> None:
    """The count follows account and place, not cookies."""
    _fill_up(_from(app, "203.0.113.9"), email)
    fresh = _from(app, "203.0.113.9")
    fresh.set_cookie("peil_staff_device", "made-up")
    assert type_password(fresh, email.upper()) == 429


def test_a_guesser_elsewhere_does_not_keep_the_owner_out(app: Flask, email: str) -> None:
    """Somebody else's tries count for somebody else, even for a device that was never seen before."""
    _fill_up(_from(app, "203.0.113.9"), email)
    assert type_password(_from(app, "198.51.100.7"), email) == 303


def test_a_known_device_stays_open_behind_the_same_address(app: Flask, email: str, set_clock: SetClock) -> None:
    """A colleague in the same office (one address for all) cannot keep the owner out."""
    owner = new_browser(app)
    type_password(owner, email)
    assert type_code(owner, code_at(START)) == 303
    owner.post("/staff/sign-out")
    colleague = new_browser(app)
    _fill_up(colleague, email)
    assert type_password(colleague, email) == 429
    assert type_password(owner, email) == 303
    set_clock(START + timedelta(minutes=1))
    assert type_code(owner, code_at(START + timedelta(minutes=1))) == 303
    assert is_signed_in(owner)


def test_a_known_device_is_no_way_to_guess_without_end(app: Flask, email: str) -> None:
    """It has a count of its own."""
    owner = new_browser(app)
    type_password(owner, email)
    type_code(owner, code_at(START))
    owner.post("/staff/sign-out")
    statuses = [type_password(owner, email, password=WRONG) for _time in range(KNOWN_DEVICE.tries + 1)]
    assert statuses == [422] * KNOWN_DEVICE.tries + [429]


def test_after_a_quarter_of_an_hour_one_may_try_again(app: Flask, email: str, set_clock: SetClock) -> None:
    """And nothing of the count is kept."""
    client = new_browser(app)
    _fill_up(client, email)
    assert type_password(client, email) == 429
    set_clock(START + timedelta(minutes=15))
    assert type_password(client, email) == 303
    assert db.session.query(StaffThrottle).count() == 1


def test_codes_cannot_be_guessed_with_a_stolen_password(app: Flask, email: str) -> None:
    """Counted per account from wherever: whoever gets this far knows the password. Both stand in the log."""
    for turn in range(CODES.tries):
        client = _from(app, f"203.0.113.{turn}")
        type_password(client, email)
        assert type_code(client, "000000") == 422
    client = _from(app, "203.0.113.200")
    type_password(client, email)
    assert type_code(client, code_at(START)) == 429
    assert [row.event for row in db.session.query(AuditEvent)] == ["staff.codes_stopped"]


def test_it_stands_in_the_log_once(app: Flask, email: str) -> None:
    """The owner can see that somebody tried; a guesser cannot flood the log."""
    guesser = _from(app, "203.0.113.9")
    for _time in range(STRANGER.tries + 4):
        type_password(guesser, email, password=WRONG)
    assert [row.event for row in db.session.query(AuditEvent)] == ["staff.tries_stopped"]


def test_an_address_that_nobody_has_is_counted_alike(app: Flask, email: str) -> None:
    """So that being stopped tells nobody which accounts exist."""
    guesser = new_browser(app)
    statuses = [type_password(guesser, "nobody@example.org", password=WRONG) for _time in range(STRANGER.tries + 1)]
    assert statuses == [422] * STRANGER.tries + [429]


def test_the_count_names_nobody(app: Flask, email: str) -> None:
    """Neither the e-mail address nor where the tries came from can be read in the table."""
    type_password(_from(app, "203.0.113.9"), email, password=WRONG)
    row = db.session.query(StaffThrottle).one()
    assert len(row.key) == 32
    assert b"203.0" not in row.key
