"""Pages of staff access work for everyone: axe finds no fault, nothing scrolls sideways, targets fit a thumb."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app import clock
from app.db import db, writing
from app.staff.invitations import invite
from app.staff.service import make_link, staff_from
from tests.browser.conftest import browser_type_launch_args
from tests.browser.test_pages_for_everyone import LOW, RULES
from tests.region import SmallRegion
from tests.staff.people import account

__all__ = ["browser_type_launch_args"]
pytestmark = pytest.mark.browser
OUTSIDE = ("/staff/sign-in", "/staff/enter/nothing", "/staff/invitation/nothing")
INSIDE = ("/staff", "/staff/password", "/staff/people", "/staff/log")


@pytest.fixture
def address(app: Flask, region: SmallRegion) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, in lines."""
    found = [f"{fault['id']}: {fault['help']}" for fault in Axe().run(page, options=RULES).response["violations"]]
    found += page.evaluate(LOW)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "dark", "nl-NL"), (1280, "light", "en-GB")])
def test_every_page_works_for_everyone(
    *, width: int, scheme: str, language: str, browser: Browser, region: SmallRegion, address: str
) -> None:
    """Outside and inside, with mistakes, in both schemes and languages."""
    lead = account(region, "region")
    with writing(db.session):
        link = make_link(db.session, lead, now=clock.now())
        where = {"role": "team", "scope": region.teams["north"]}
        token = invite(db.session, staff_from(lead), email="new@example.org", now=clock.now(), **where)
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 640},
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    faults: list[str] = []
    for path in (*OUTSIDE, f"/staff/invitation/{token}"):
        page.goto(path)
        faults += _faults(page)
    page.goto("/staff/sign-in")
    page.locator('form[action="/staff/sign-in"] button').click()
    faults += _faults(page)
    page.goto(f"/staff/enter/{link}")
    for path in INSIDE:
        page.goto(path)
        faults += _faults(page)
    page.goto("/staff/people")
    page.locator('form[action="/staff/people"] button').click()
    faults += _faults(page)
    context.close()
    assert faults == []
