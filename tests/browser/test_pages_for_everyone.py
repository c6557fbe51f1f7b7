"""Every page of participants works for everyone: axe finds no fault, nothing scrolls sideways, targets fit a thumb.

Pages are found by following links as each kind of visitor, one page for each route. Those of staff and groups stand
in `test_group_pages_for_everyone.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from app import clock, create_app
from app.answering.diary_rows import own_diary
from app.db import db
from tests.boards.visitors import NOW, Visitors, release_two_periods
from tests.browser.faults import WIDTHS, bring_axe, rule_faults, size_faults
from tests.browser.serving import serving
from tests.conftest import Template
from tests.region import START, SmallRegion, build_small_region

pytestmark = pytest.mark.browser

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Showcase:
    """A region with two released periods and an open wave, served in this process."""

    region: SmallRegion
    visitors: Visitors
    address: str


@pytest.fixture(scope="module")
def showcase(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[Showcase]:
    settings = template.copy(tmp_path_factory.mktemp("showcase"), with_region=False)
    moment = [START]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment[0])
        app = create_app(settings, testing=True)
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            region = build_small_region(app)
            release_two_periods(region)
        moment[0] = NOW
        with app.app_context():
            visitors = Visitors(region)
        with serving(app) as address:
            yield Showcase(region, visitors, address)


def seeds(showcase: Showcase, visitor: str) -> list[str]:
    """Where each visitor begins; what no link leads to stands here by name."""
    common = ["/", "/nowhere", "/offline", "/privacy", "/code"]
    if visitor == "nobody":
        with showcase.region.app.app_context():
            return [*common, f"/join/{showcase.region.invitation('north')}", "/join/unknown", "/staff/enter/unknown"]
    with showcase.region.app.app_context():
        waves = list(own_diary(db.session, showcase.region.participant.keys).waves)
        db.session.remove()
    return [*common, "/pulse", "/account", "/reminders", *(f"/done/{wave}" for wave in waves)]


def pages_of(client: FlaskClient, beginnings: list[str]) -> list[str]:
    """One address for each page that this visitor can reach by links."""
    routes = client.application.url_map.bind("localhost")
    found: dict[str, str] = {}
    ahead = list(beginnings)
    while ahead:
        path = ahead.pop(0)
        try:
            endpoint = str(routes.match(path.partition("?")[0])[0])
        except HTTPException:
            endpoint = path
        if endpoint in found:
            continue
        response = client.get(path)
        if response.mimetype != "text/html" or response.status_code == 303:
            continue
        found[endpoint] = path
        links = re.findall(r'<a[^>]* href="(/[^"#]*)', response.text)
        ahead += [link.replace("&amp;", "&") for link in links if "language=" not in link]
    return list(found.values())


@pytest.fixture(params=["participant", "nobody"])
def visitor(request: pytest.FixtureRequest) -> str:
    """Everybody who sees pages of their own."""
    return str(request.param)


@pytest.fixture(params=["nl", "en"])
def walk(
    *, request: pytest.FixtureRequest, browser: Browser, showcase: Showcase, visitor: str
) -> Iterator[tuple[Page, list[str]]]:
    """A signed-in page in either language, and every address to look at."""
    with showcase.region.app.app_context():
        client = showcase.visitors.browser(visitor)
        paths = pages_of(client, seeds(showcase, visitor))
    context = browser.new_context(
        base_url=showcase.address,
        locale=request.param,
        service_workers="block",
        reduced_motion="reduce",  # Colours are judged when they have settled.
    )
    cookies = (client._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": showcase.address} for one in cookies])
    bring_axe(context)
    yield context.new_page(), paths
    context.close()


def test_every_page_works_for_everyone(walk: tuple[Page, list[str]], visitor: str) -> None:
    """WCAG 2.2 A and AA and best practices in light and dark; 320 to 1280 px, 200 % text; 44 px to press."""
    page, paths = walk
    assert len(paths) >= 4, paths
    faults: list[str] = []
    for path in paths:
        page.set_viewport_size({"width": WIDTHS[0], "height": 640})
        page.goto(path)
        faults += [f"{visitor} {path}: {fault}" for fault in _faults(page)]
    assert not faults, "\n".join(faults)


def _faults(page: Page) -> list[str]:
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += rule_faults(page)
    return found + size_faults(page)
