"""A minute at somebody's open screen gives nobody a lasting way in: what changes access wants a fresh sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AuditEvent, StaffAccount, StaffSession
from app.db import db
from tests.accounts.people import (
    browser,
    code_at,
    is_signed_in,
    new_browser,
    type_code,
    type_password,
    with_password,
)
from tests.conftest import SetClock
from tests.region import START, SmallRegion

CHANGES = [
    ("GET", "/staff/password"),
    ("POST", "/staff/password"),
    ("POST", "/staff/password/remove"),
    ("POST", "/staff/passkeys/nothing/remove"),
    ("POST", "/staff/sessions/nothing/end"),
    ("POST", "/staff/sessions/end-others"),
]
LATER = START + timedelta(minutes=20)


@pytest.fixture
def owner(region: SmallRegion) -> StaffAccount:
    return with_password(region, "team")


@pytest.fixture
def client(app: Flask, owner: StaffAccount) -> FlaskClient:
    """A browser in which the owner signed in at START."""
    client = new_browser(app)
    assert type_password(client, owner.email) == 303
    assert type_code(client, code_at(START)) == 303
    return client


@pytest.mark.parametrize(("method", "address"), CHANGES)
def test_an_old_session_changes_no_way_to_sign_in(
    *, client: FlaskClient, owner: StaffAccount, set_clock: SetClock, method: str, address: str
) -> None:
    """It is led to sign in once more, and nothing has changed."""
    set_clock(LATER)
    answer = client.open(address, method=method)
    assert (answer.status_code, answer.location) == (303, "/staff/again")
    assert is_signed_in(client)
    assert db.session.get_one(StaffAccount, owner.id).password_hash is not None


@pytest.mark.parametrize("address", ["/staff/passkeys/begin", "/staff/passkeys"])
def test_the_script_for_passkeys_is_led_there_too(client: FlaskClient, set_clock: SetClock, address: str) -> None:
    """In the JSON it reads."""
    set_clock(LATER)
    assert client.post(address, json={}).json == {"to": "/staff/again"}


def test_signing_in_once_more_ends_the_old_session_and_leads_back(
    client: FlaskClient, owner: StaffAccount, set_clock: SetClock
) -> None:
    """A new token; the old one is worth nothing, wherever it was copied to."""
    old = client.get_cookie("peil_staff")
    assert old
    set_clock(LATER)
    assert "Sign in once more" in client.get("/staff/again").text
    type_password(client, owner.email)
    again = client.post("/staff/code", data={"code": code_at(LATER)})
    assert again.location == "/staff"
    assert db.session.query(StaffSession).count() == 1
    copied = client.application.test_client()
    copied.set_cookie("peil_staff", old.value)
    assert not is_signed_in(copied)
    assert client.get("/staff/password").status_code == 200
    assert client.post("/staff/password/remove").location == "/staff"


def test_within_ten_minutes_nothing_is_asked_again(client: FlaskClient, set_clock: SetClock) -> None:
    """Whoever just signed in goes on."""
    set_clock(START + timedelta(minutes=9))
    assert client.get("/staff/password").status_code == 200


def test_who_has_no_way_of_their_own_makes_the_first_at_any_time(region: SmallRegion, set_clock: SetClock) -> None:
    """They could not sign in again without a new address."""
    client = browser(region, "team")
    set_clock(LATER)
    assert client.get("/staff/password").status_code == 200


def test_somebody_else_who_signs_in_here_ends_the_first_session(
    app: Flask, client: FlaskClient, region: SmallRegion
) -> None:
    """On a shared computer no session stays behind, and the log says that it ended."""
    other = with_password(region, "organisation")
    type_password(client, other.email)
    assert client.post("/staff/code", data={"code": code_at(START)}).location.startswith("/organisations/")
    assert [row.account_id for row in db.session.query(StaffSession)] == [other.id]
    assert "staff.signed_out" in {row.event for row in db.session.query(AuditEvent)}
