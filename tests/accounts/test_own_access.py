"""One's own page: ways in, and where one is signed in."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient

from app.accounts.known_devices import device_words
from app.accounts.models import AuditEvent, StaffAccount, StaffSession
from app.db import db
from tests.accounts.people import PASSWORD, account, browser, is_signed_in, new_browser, type_code, type_password
from tests.conftest import SetClock
from tests.region import START, SmallRegion

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0"


def _new_key(client: FlaskClient) -> tuple[str, str]:
    """The sealed field and the key that a code app would learn from the page."""
    page = client.get("/staff/password").text
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    key = re.search(r'<strong translate="no">([A-Z2-7 ]+)</strong>', page)
    assert sealed
    assert key
    return sealed[1], key[1].replace(" ", "")


def _set(client: FlaskClient, *, password: str, code: str, sealed: str) -> tuple[int, str]:
    response = client.post("/staff/password", data={"password": password, "code": code, "sealed": sealed})
    return response.status_code, response.text


def test_a_password_is_set_together_with_its_code_app(region: SmallRegion) -> None:
    """From then on both open the account, and the code that proved the app is used up."""
    client = browser(region, "team")
    sealed, key = _new_key(client)
    code = pyotp.TOTP(key).at(START)
    assert _set(client, password=PASSWORD, code=code, sealed=sealed)[0] == 303
    other = new_browser(region.app)
    email = account(region, "team").email
    assert type_password(other, email) == 303
    assert type_code(other, code) == 422
    assert type_code(other, pyotp.TOTP(key).at(START + timedelta(seconds=30))) == 303


@pytest.mark.parametrize(
    ("password", "right_code", "fault"),
    [
        ("short", True, "why-password"),
        ("Welkom2026!!!", True, "why-password"),
        (PASSWORD, False, "why-code"),
        ("", True, "why-password"),
    ],
)
def test_neither_is_kept_without_the_other(*, region: SmallRegion, password: str, right_code: bool, fault: str) -> None:
    """422 with words at the field; the same code app stays good for the next try, the password is not sent back."""
    client = browser(region, "team")
    sealed, key = _new_key(client)
    code = pyotp.TOTP(key).at(START) if right_code else "000000"
    status, page = _set(client, password=password, code=code, sealed=sealed)
    assert status == 422
    assert f'id="{fault}"' in page
    assert key in page.replace(" ", "")
    assert PASSWORD not in page
    assert account(region, "team").password_hash is None


@pytest.mark.parametrize("kind", ["nonsense", "empty", "of somebody else"])
def test_a_key_that_was_not_made_for_this_page_is_refused(region: SmallRegion, kind: str) -> None:
    """Nobody can bring a code app of their own choosing into somebody's account."""
    foreign, key = _new_key(browser(region, "region"))
    sealed = {"nonsense": "nonsense", "empty": "", "of somebody else": foreign}[kind]
    status, _page = _set(browser(region, "team"), password=PASSWORD, code=pyotp.TOTP(key).at(START), sealed=sealed)
    assert status == 422
    assert account(region, "team").password_hash is None


def test_a_new_password_signs_out_everywhere_else(region: SmallRegion) -> None:
    """Whoever knew the old one is out; this browser stays."""
    client, elsewhere = browser(region, "team"), browser(region, "team")
    sealed, key = _new_key(client)
    _set(client, password=PASSWORD, code=pyotp.TOTP(key).at(START), sealed=sealed)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_a_password_can_be_removed(region: SmallRegion) -> None:
    """With its code app, and it stands in the log."""
    client = browser(region, "team")
    sealed, key = _new_key(client)
    _set(client, password=PASSWORD, code=pyotp.TOTP(key).at(START), sealed=sealed)
    assert client.post("/staff/password/remove").status_code == 303
    own = db.session.query(StaffAccount).filter_by(email=account(region, "team").email).one()
    assert (own.password_hash, own.totp_sealed, own.totp_step) == (None, None, None)
    assert {"staff.password_set", "staff.password_removed"} <= {row.event for row in db.session.query(AuditEvent)}


def test_one_sees_where_one_is_signed_in(region: SmallRegion, set_clock: SetClock) -> None:
    """In words a person recognises: browser, system, and roughly since when."""
    older = browser(region, "team")
    older.environ_base["HTTP_USER_AGENT"] = FIREFOX
    older.get("/staff")
    db.session.query(StaffSession).update({"device": device_words(FIREFOX)})
    db.session.commit()
    for minutes in range(0, 130, 25):
        set_clock(START + timedelta(minutes=minutes))
        assert is_signed_in(older)
    page = browser(region, "team").get("/staff", headers={"Accept-Language": "en"}).text
    assert "Firefox · Windows" in page
    assert "2 hours ago" in page
    assert "Less than an hour ago" in page
    assert "This device" in page


def test_one_device_can_be_signed_out(region: SmallRegion) -> None:
    """The one that was chosen, and only one's own."""
    client, elsewhere, somebody = browser(region, "team"), browser(region, "team"), browser(region, "region")
    page = client.get("/staff").text
    (address,) = re.findall(r'action="(/staff/sessions/\w+/end)"', page)
    assert somebody.post(address).status_code == 404
    assert is_signed_in(elsewhere)
    assert client.post(address).status_code == 303
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)


def test_all_other_devices_can_be_signed_out_at_once(region: SmallRegion) -> None:
    """This one stays; other people's stay."""
    client, somebody = browser(region, "team"), browser(region, "region")
    others = [browser(region, "team") for _time in range(2)]
    assert client.post("/staff/sessions/end-others").status_code == 303
    assert [is_signed_in(each) for each in (client, somebody, *others)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_said_in_two_words(agent: str, words: str) -> None:
    """No version, no model: enough to recognise, too little to follow somebody."""
    assert device_words(agent) == words


def test_the_page_names_what_the_role_may_do(region: SmallRegion) -> None:
    """No way is shown that would end in a refusal."""
    assert 'href="/staff/log"' in browser(region, "region").get("/staff").text
    organisation = browser(region, "organisation").get("/staff").text
    assert 'href="/staff/people"' in organisation
    assert 'href="/staff/log"' not in organisation
    for role in ("team", "council"):
        assert 'href="/staff/people"' not in browser(region, role).get("/staff").text
