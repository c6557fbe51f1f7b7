"""Passkeys in a real Chromium with a virtual authenticator, at a host name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from app.accounts.models import AuditEvent, StaffPasskey
from app.accounts.passkeys import site_of
from app.db import db
from tests.accounts.people import account, new_browser
from tests.accounts.people import browser as staff_browser
from tests.browser.conftest import browser_type_launch_args
from tests.browser.serving import serving
from tests.region import SmallRegion

__all__ = ["browser_type_launch_args"]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NESTED = '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": ["x"]}'


@pytest.fixture
def localhost(app: Flask, region: SmallRegion) -> Iterator[str]:
    """The application at `http://localhost:…`, set up for that address."""
    with serving(app, host="localhost") as address:
        app.extensions["peil.settings"] = replace(app.extensions["peil.settings"], base_url=address)
        yield address


@pytest.fixture
def laptop(browser: Browser, localhost: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=localhost, locale="en-GB", viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def _with_authenticator(context: BrowserContext) -> tuple[Page, CDPSession, str]:
    page = context.new_page()
    lock = context.new_cdp_session(page)
    lock.send("WebAuthn.enable")
    made = lock.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page, lock, made["authenticatorId"]


def _sign_in(context: BrowserContext, region: SmallRegion, *, address: str) -> None:
    cookies = (staff_browser(region, "team")._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])


def _make(page: Page) -> None:
    page.goto("/staff")
    page.get_by_role("button", name="Add a passkey on this device").click()
    page.get_by_role("button", name="Remove").wait_for()


def _sign_out(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out team.north@example.org").click()
    page.goto("/staff/sign-in")


@pytest.mark.browser
def test_a_passkey_is_made_and_signs_in(laptop: BrowserContext, region: SmallRegion, localhost: str) -> None:
    """Made once; then one click and the device's own lock, without an e-mail address; gone when removed."""
    _sign_in(laptop, region, address=localhost)
    page, lock, device = _with_authenticator(laptop)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    _make(page)
    (credential,) = lock.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"
    _sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**/teams/{region.teams['north']}")
    page.goto("/staff")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have no way in of your own yet")).to_be_visible()
    _sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("We do not know this passkey")).to_be_visible()
    assert errors == []
    db.session.rollback()
    events = {(row.event, row.subject) for row in db.session.query(AuditEvent)}
    assert {("staff.passkey_added", ""), ("staff.signed_in", "passkey"), ("staff.passkey_removed", "")} <= events


@pytest.mark.browser
def test_what_goes_wrong_is_said(laptop: BrowserContext, region: SmallRegion, localhost: str) -> None:
    """A device that has one already, a lock that is not opened, and a challenge that is used twice."""
    _sign_in(laptop, region, address=localhost)
    page, lock, device = _with_authenticator(laptop)
    _make(page)
    page.get_by_role("button", name="Add a passkey on this device").click()
    expect(page.locator("#passkey-state")).to_contain_text("has a passkey for Peil already")
    lock.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    laptop.clear_cookies()
    page.goto("/staff/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey-state")).to_contain_text("Nothing happened")
    lock.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    with page.expect_request("**/staff/passkey") as sent:
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/teams/*")
    replayed = laptop.request.post(
        "/staff/passkey", data=sent.value.post_data, headers={"Content-Type": "application/json"}
    )
    assert replayed.status == 422


@pytest.mark.browser
def test_without_a_script_the_password_remains(browser: Browser, region: SmallRegion, localhost: str) -> None:
    """No button that does nothing."""
    context = browser.new_context(base_url=localhost, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/staff/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Go on to the code")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://localhost:8000", "localhost"),
        ("https://peil.example", "peil.example"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_passkeys_need_a_host_name(base_url: str, host: str | None) -> None:
    """Never an address in numbers."""
    site = site_of(base_url)
    assert (site.host if site else None) == host


def test_at_a_number_the_page_says_why_there_are_none(app: Flask, region: SmallRegion) -> None:
    """And the addresses behind them do not exist."""
    app.extensions["peil.settings"] = replace(app.extensions["peil.settings"], base_url="http://127.0.0.1:8000")
    client = new_browser(app)
    page = client.get("/staff/sign-in").text
    assert "a passkey needs a name such as localhost" in page
    assert "passkey.js" not in page
    assert client.post("/staff/passkey/begin").status_code == 404


@pytest.mark.parametrize(
    "sent", ["", "[]", "{}", '{"id": 5}', '{"id": "AAAA"}', "[" * 3000, '{"id": "é"}', "null", NESTED]
)
def test_nonsense_is_refused(app: Flask, region: SmallRegion, sent: str) -> None:
    """422 with words, and the challenge is used up; without a challenge as well."""
    client = new_browser(app)
    assert client.post("/staff/passkey/begin").status_code == 200
    for _time in range(2):
        response = client.post("/staff/passkey", data=sent, content_type="application/json")
        assert response.status_code == 422
        assert (response.json or {})["fault"]
    own = staff_browser(region, "team")
    own.post("/staff/passkeys/begin")
    assert own.post("/staff/passkeys", data=sent, content_type="application/json").status_code == 422
    assert db.session.query(StaffPasskey).filter_by(account_id=account(region, "team").id).count() == 0
