"""A sign-in address lets the right person in, once, for a short while."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import AuditEvent, StaffAccount, StaffLink, StaffSession
from app.db import db
from app.tokens import token_hash
from tests.boards.visitors import NOW, Visitors
from tests.conftest import SetClock
from tests.region import SmallRegion


def _words(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("region_lead", "/region"),
        ("wide_lead", "/organisations/{organisations[wide]}"),
        ("north_lead", "/teams/{teams[north]}"),
    ],
)
def test_the_address_leads_to_the_own_board(
    *, who: str, home: str, visitors: Visitors, released: SmallRegion, app: Flask
) -> None:
    """Every role begins on its own page, and may see it; who has no way in of their own finds it one press away."""
    client = app.test_client()
    response = client.post(f"/staff/enter/{visitors.link(who)}")
    own = home.format(organisations=released.organisations, teams=released.teams)
    assert (response.status_code, response.location) == (303, "/staff")
    assert f'href="{own}"' in client.get("/staff").text
    assert client.get(own).status_code == 200


def test_a_used_address_explains_how_to_get_a_new_one(visitors: Visitors, app: Flask) -> None:
    """The second browser with the same address stays outside, and reads what to do."""
    link = visitors.link("north_lead")
    assert app.test_client().post(f"/staff/enter/{link}").status_code == 303
    refused = app.test_client().post(f"/staff/enter/{link}", headers={"Accept-Language": "en"})
    assert refused.status_code == 404
    assert "How to get a new one" in refused.text
    assert "Set-Cookie" not in refused.headers or "peil_staff" not in refused.headers["Set-Cookie"]


def test_an_address_for_several_uses_works_as_often(visitors: Visitors, app: Flask) -> None:
    """The demonstration hands out addresses that work more than once; no more often than that."""
    link = visitors.link("north_lead", uses=2)
    statuses = [app.test_client().post(f"/staff/enter/{link}").status_code for _ in range(3)]
    assert statuses == [303, 303, 404]


def test_an_old_address_is_refused(visitors: Visitors, app: Flask, set_clock: SetClock) -> None:
    """An address found in an old mail opens nothing."""
    link = visitors.link("north_lead", minutes=30)
    set_clock(NOW + timedelta(minutes=30))
    assert app.test_client().post(f"/staff/enter/{link}").status_code == 404


def test_a_guess_is_refused_like_a_used_address(visitors: Visitors, app: Flask) -> None:
    """Nobody learns from the answer whether an address ever existed."""
    used = visitors.link("north_lead")
    app.test_client().post(f"/staff/enter/{used}")
    refused, guessed = (app.test_client().post(f"/staff/enter/{token}") for token in (used, "a" * 24))
    assert refused.status_code == guessed.status_code
    assert _words(refused.text) == _words(guessed.text)


@pytest.mark.parametrize("times", [1, 5])
def test_a_mail_filter_does_not_use_the_address_up(visitors: Visitors, app: Flask, times: int) -> None:
    """Scanners open every address in a mail, also with GET; only the button uses it up (shared case 04)."""
    link = visitors.link("north_lead")
    for _time in range(times):
        for ask in (app.test_client().head, app.test_client().get):
            looked = ask(f"/staff/enter/{link}")
            assert looked.status_code == 200
            assert "peil_staff" not in looked.headers.get("Set-Cookie", "")
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 0
    assert app.test_client().post(f"/staff/enter/{link}").status_code == 303


def test_the_page_has_one_button_that_works_without_a_script(visitors: Visitors, app: Flask) -> None:
    """A form to its own address with the token of forms, and nothing to fill in."""
    client = app.test_client()
    link = visitors.link("north_lead")
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(f"/staff/enter/{link}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', _words(page))
    assert token
    assert _words(page).count("<button") == 1
    assert client.post(f"/staff/enter/{link}", data={"csrf_token": token[1]}).status_code == 303


def test_a_used_address_says_so_before_anybody_presses(visitors: Visitors, app: Flask) -> None:
    """404 with how to get a new one."""
    link = visitors.link("north_lead")
    app.test_client().post(f"/staff/enter/{link}")
    assert app.test_client().get(f"/staff/enter/{link}").status_code == 404


def test_whoever_has_no_way_in_of_their_own_is_led_to_make_one(visitors: Visitors, app: Flask) -> None:
    """After the first entry: the page with passkeys and passwords, which says why. Later an address is not enough."""
    client = app.test_client()
    first = client.post(f"/staff/enter/{visitors.link('north_lead')}")
    assert first.location == "/staff"
    assert 'href="/staff/password"' in client.get("/staff").text
    account = db.session.scalars(select(StaffAccount).where(StaffAccount.email == "north_lead@example.org")).one()
    account.password_hash = "set"
    db.session.commit()
    assert app.test_client().post(f"/staff/enter/{visitors.link('north_lead')}").status_code == 422


def test_only_hashes_are_stored(visitors: Visitors, app: Flask) -> None:
    """Who reads the database can sign in as nobody: neither address nor session stands in it."""
    link = visitors.link("north_lead", uses=2)
    response = app.test_client().post(f"/staff/enter/{link}")
    session = response.headers["Set-Cookie"].partition("=")[2].partition(";")[0].strip('"')
    assert {row.token_hash for row in db.session.scalars(select(StaffLink))} == {token_hash(link)}
    assert {row.token_hash for row in db.session.scalars(select(StaffSession))} == {token_hash(session)}


def test_signing_in_and_out_are_on_the_record(visitors: Visitors, released: SmallRegion) -> None:
    """The audit log names the account, the moment and the event, and no address."""
    client = visitors.browser("north_lead")
    client.post("/staff/sign-out")
    account = db.session.scalars(select(StaffAccount)).one()
    events = db.session.scalars(select(AuditEvent)).all()
    assert {(event.account_id, event.event, event.subject) for event in events} == {
        (account.id, "staff.signed_in", "link"),
        (account.id, "staff.signed_out", ""),
    }
    assert {event.happened_at for event in events} == {NOW}


def test_the_address_is_not_logged(visitors: Visitors, app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    """What lets somebody in stands in no log."""
    link = visitors.link("north_lead")
    app.test_client().post(f"/staff/enter/{link}")
    app.test_client().post(f"/staff/enter/{link}")
    printed = capfd.readouterr()
    assert link not in printed.out + printed.err


def test_signing_in_works_on_both_databases(any_app: Flask, any_region: SmallRegion) -> None:
    """One use is one use, on SQLite and on PostgreSQL."""
    link = Visitors(any_region).link("north_lead")
    statuses = [any_app.test_client().post(f"/staff/enter/{link}").status_code for _ in range(2)]
    assert statuses == [303, 404]
