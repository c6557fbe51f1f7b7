"""Who lost their ways to sign in comes back by two things that travel apart: an address and a spoken code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import AuditEvent, StaffAccount, StaffPasskey, StaffSession
from app.accounts.service import make_link
from app.accounts.way_back import WAY_BACK_MINUTES, spoken_code
from app.commands.accounts_commands import staff
from app.db import Base, db, writing
from app.web.settings import settings
from tests.accounts.people import account, browser, is_signed_in, new_browser, with_password
from tests.conftest import SetClock
from tests.region import START, SmallRegion


def _run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(staff, arguments, obj=ScriptInfo(create_app=lambda: app))


def _link(who: StaffAccount) -> str:
    with writing(db.session):
        return make_link(db.session, who, now=clock.now(), minutes=WAY_BACK_MINUTES)


def _enter(client: FlaskClient, token: str, code: str | None = None) -> TestResponse:
    return client.post(f"/staff/enter/{token}", data={} if code is None else {"code": code})


def _code(token: str) -> str:
    return spoken_code(settings().secret, token)


@pytest.fixture
def owner(region: SmallRegion) -> StaffAccount:
    return with_password(region, "team")


def test_the_address_alone_opens_no_account_that_has_its_own_ways(app: Flask, owner: StaffAccount) -> None:
    """One click is not enough: whoever intercepts the mail stays outside, and the address is still there to use."""
    token, thief = _link(owner), new_browser(app)
    assert "The spoken code" in thief.get(f"/staff/enter/{token}").text
    for code in (None, "", "K7M2P-9QXW3"):
        assert _enter(thief, token, code).status_code == 422
    assert not is_signed_in(thief)
    assert _enter(new_browser(app), token, _code(token)).status_code == 303


@pytest.mark.parametrize("way", ["passkey", "single sign-on"])
def test_every_own_way_to_sign_in_protects_the_account(app: Flask, region: SmallRegion, way: str) -> None:
    """Also of somebody who never had a password."""
    who = account(region, "team")
    with writing(db.session):
        if way == "passkey":
            made = StaffPasskey(credential_id=b"p", account_id=who.id, public_key=b"k", sign_count=0, device="")
            made.added_on = START.date()
            db.session.add(made)
        else:
            who.single_sign_on = b"x" * 32
    assert _enter(new_browser(app), _link(who)).status_code == 422


def test_a_first_entry_needs_no_spoken_code(app: Flask, region: SmallRegion) -> None:
    """There is nothing yet that an address could get around."""
    assert _enter(new_browser(app), _link(account(region, "team"))).status_code == 303


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}  "])
def test_the_code_is_read_as_people_type_it(app: Flask, owner: StaffAccount, typed: type[str]) -> None:
    """Small letters, spaces, with or without the dash."""
    token = _link(owner)
    assert _enter(new_browser(app), token, typed(_code(token))).status_code == 303


def test_the_code_of_another_address_opens_nothing(app: Flask, owner: StaffAccount) -> None:
    """Each address has its own."""
    first, second = _link(owner), _link(owner)
    assert _enter(new_browser(app), first, _code(second)).status_code == 422


def test_five_wrong_codes_are_the_last(app: Flask, owner: StaffAccount) -> None:
    """The next try ends the address, also for the right code and from anywhere, and the log says so."""
    token = _link(owner)
    assert [_enter(new_browser(app), token, "00000-00000").status_code for _try in range(6)] == [422] * 5 + [404]
    assert _enter(new_browser(app), token, _code(token)).status_code == 404
    assert "staff.way_back_stopped" in {row.event for row in db.session.query(AuditEvent)}


def test_coming_back_ends_every_other_session(app: Flask, region: SmallRegion, owner: StaffAccount) -> None:
    """Whoever has the lost device is out at once; other people stay."""
    with writing(db.session):
        kept, owner.password_hash = owner.password_hash, None
    lost, somebody = browser(region, "team"), browser(region, "region")
    with writing(db.session):
        owner.password_hash = kept
    token, back = _link(owner), new_browser(app)
    assert _enter(back, token, _code(token)).location == "/staff"
    assert [is_signed_in(each) for each in (back, lost, somebody)] == [True, False, True]


def test_the_owner_is_told_for_a_month_that_somebody_came_back(
    app: Flask, owner: StaffAccount, set_clock: SetClock
) -> None:
    """Whoever did not ask for it reads what to do, also when they sign in with their own password."""
    token, back = _link(owner), new_browser(app)
    _enter(back, token, _code(token))
    assert "came into this account with a link and a spoken code" in back.get("/staff").text
    set_clock(START + timedelta(days=31))
    later, client = _link(owner), new_browser(app)
    with writing(db.session):
        owner.password_hash = None
    _enter(client, later)
    assert "spoken code" not in client.get("/staff").text


def test_address_and_code_are_over_after_ten_minutes(app: Flask, owner: StaffAccount, set_clock: SetClock) -> None:
    """As long as a telephone call takes."""
    token = _link(owner)
    set_clock(START + timedelta(minutes=WAY_BACK_MINUTES))
    assert _enter(new_browser(app), token, _code(token)).status_code == 404


def test_the_command_prints_the_code_apart_from_the_address(app: Flask, owner: StaffAccount) -> None:
    """The address is on standard output alone, so that a script that mails it does not mail the code."""
    result = _run(app, "link", owner.email)
    token = result.stdout.strip().rpartition("/")[2]
    assert _code(token) not in result.stdout
    assert f"Spoken code: {_code(token)}" in result.stderr
    assert "for 10 minutes" in result.stderr


def test_the_code_is_stored_nowhere_and_printed_nowhere(
    app: Flask, owner: StaffAccount, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither table nor log nor page shows it."""
    token = _link(owner)
    pages = [new_browser(app).get(f"/staff/enter/{token}").text, _enter(new_browser(app), token, "0").text]
    _enter(new_browser(app), token, _code(token))
    printed = capfd.readouterr()
    with db.engine.connect() as connection:
        dump = "\n".join(
            str(row) for table in Base.metadata.sorted_tables for row in connection.execute(table.select())
        )
    for text in (*pages, printed.out, printed.err, dump):
        assert _code(token) not in text
        assert _code(token).replace("-", "") not in text


def test_an_operator_ends_the_sessions_of_one_account_or_of_all(app: Flask, region: SmallRegion) -> None:
    """After a break-in nobody has to wait for twelve hours."""
    team, other = browser(region, "team"), browser(region, "region")
    assert _run(app, "sign-out", account(region, "team").email).exit_code == 0
    assert [is_signed_in(team), is_signed_in(other)] == [False, True]
    assert "Ended 1 session." in _run(app, "sign-out", "--everybody").output
    assert not is_signed_in(other)
    assert db.session.query(StaffSession).count() == 0


@pytest.mark.parametrize("arguments", [(), ("nobody@example.org",), ("team.north@example.org", "--everybody")])
def test_ending_sessions_wants_one_choice(app: Flask, region: SmallRegion, arguments: tuple[str, ...]) -> None:
    """Neither nothing, nor an unknown address, nor both."""
    account(region, "team")
    assert _run(app, "sign-out", *arguments).exit_code != 0
