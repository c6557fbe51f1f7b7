"""A real Chromium on a running server: the small region of `tests/region.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from app import clock, create_app
from app.db import db
from app.participants.devices import first_epoch, new_device
from app.participants.service import Joined
from app.participants.tickets import Ticket, sealed_ticket
from app.vault.cookie_seal import CookieSeal
from bench.mortal import MortalServer
from tests import region as regions
from tests.browser.air import Air
from tests.browser.group_rounds import Rounds
from tests.browser.group_side import GroupSide, live_through
from tests.browser.serving import serving
from tests.browser.waiting import be_patient
from tests.conftest import Template, make_application
from tests.region import START, SmallRegion, build_small_region

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE: ViewportSize = {"width": 360, "height": 640}
EVERYBODY = 80
"""More than there are tests in a run that need somebody to themselves."""
be_patient()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; its sandbox does not work as root."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def address(app: Flask, region: SmallRegion) -> Iterator[str]:
    """Where the application of this test answers."""
    with serving(app) as where:
        yield where


def sign_in(context: BrowserContext, *, region: SmallRegion, address: str) -> None:
    """Give the browser the cookies of the permanent participant."""
    client = region.signed_in(region.participant)
    cookies = (client._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])


@pytest.fixture
def phone(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """A phone in English on which the permanent participant is signed in; no page may report an error."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # A transition between pages that the browser gives up, because the next page came too soon, is no fault.
    assert [error for error in errors if "Transition was aborted" not in error] == []


@pytest.fixture
def without_script(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """The same phone without JavaScript."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[SmallRegion]:
    """The small region as of today, with people for every test of a run, for a server that reads the real clock."""
    settings = template.copy(tmp_path_factory.mktemp("living"), with_region=False)
    app = create_app(settings, testing=True)
    # Patched and in its context only while it is built: other files build the region of 2026, in contexts of their own.
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(regions, "STARTS_ON", clock.today())
        patch.setattr(regions, "START", datetime.combine(clock.today(), time(12), clock.REGION_TIME))
        patch.setitem(regions.SIZES, "north", EVERYBODY)
        region = build_small_region(app)
        db.session.remove()
    yield region
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def in_the_living_region(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that uses the living region reads its database, whatever other regions are open in this process."""
    if "living" not in request.fixturenames:
        yield
        return
    with request.getfixturevalue("living").app.app_context():
        yield
        db.session.remove()


@pytest.fixture(scope="session")
def server(living: SmallRegion) -> Iterator[MortalServer]:
    """The production server, in a process of its own, on the living region."""
    running = MortalServer(living.app.extensions["peil.settings"]).start()
    yield running
    running.kill()


@pytest.fixture
def air(server: MortalServer) -> Iterator[Air]:
    """What lies between the phone of this test and the server."""
    between = Air(server.port)
    yield between
    between.close()


@pytest.fixture
def someone(living: SmallRegion) -> Joined:
    """A participant whom no other test has."""
    return living.people["north"].pop()


def cookie_of(region: SmallRegion, person: Joined) -> str:
    """The value of the cookie that keeps `person` signed in."""
    secret: bytes = region.app.extensions["peil.settings"].secret
    epoch = first_epoch(person.code)
    ticket = Ticket(code=person.code, device=new_device(), epoch=epoch, used_on=clock.today())
    return sealed_ticket(CookieSeal(secret), ticket)


def give_cookie(context: BrowserContext, *, region: SmallRegion, person: Joined, address: str) -> None:
    context.add_cookies([{"name": "peil", "value": cookie_of(region, person), "url": address}])


@pytest.fixture
def bare_phone(*, browser: Browser, living: SmallRegion, someone: Joined, air: Air) -> Iterator[BrowserContext]:
    """The phone of `someone`, on a browser without service workers."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=air.address, service_workers="block")
    give_cookie(context, region=living, person=someone, address=air.address)
    yield context
    context.close()


@pytest.fixture
def own_phone(*, browser: Browser, living: SmallRegion, someone: Joined, air: Air) -> Iterator[BrowserContext]:
    """The phone of `someone`, signed in, in English."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB", base_url=air.address)
    give_cookie(context, region=living, person=someone, address=air.address)
    yield context
    context.close()


@pytest.fixture(scope="module")
def group_side(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[GroupSide]:
    """The region that has seen everything; its clock stands still."""
    settings = template.copy(tmp_path_factory.mktemp("group_side"), with_region=False)
    moment = [START]

    def set_clock(now: datetime) -> None:
        moment[0] = now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment[0])
        app = make_application(settings)
        with app.app_context():
            yield live_through(build_small_region(app), set_clock=set_clock)
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def group_address(group_side: GroupSide) -> Iterator[str]:
    """Where the region answers."""
    with serving(group_side.region.app) as where:
        yield where


@pytest.fixture(params=["nl", "en"])
def rounds(
    *, request: pytest.FixtureRequest, browser: Browser, group_side: GroupSide, group_address: str
) -> Iterator[Rounds]:
    """Everybody's browser in one language."""
    going = Rounds(browser, group_side, address=group_address, language=request.param)
    yield going
    going.close()
