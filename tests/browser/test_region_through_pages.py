"""A real region of 79 people, built through the pages: its first result is worth a meeting for every group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page

from app import clock
from app.db import db
from tests.browser.region_through_pages import RealRegion, build
from tests.browser.serving import serving
from tests.browser.test_board_heights import FULLEST, WORDS
from tests.conftest import Template, make_application
from tests.region import START

pytestmark = pytest.mark.browser

SHOWN = ("Team Haven", "Team Duinrand", "Wijkteam Oost", "Wijkteam West", "Wijkteam Noord")
SMALL = ("Nachtteam", "Consultatie", "Poli", "Dagbehandeling")
SIZES = ((1280, 2200), (360, 4000))


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, template: Template, browser: Browser
) -> Iterator[tuple[RealRegion, Page]]:
    """The region after its first release, and the browser of its programme team."""
    place = template.copy(tmp_path_factory.mktemp("real"), with_region=False)
    settings = replace(place, languages=("nl", "en", "de"))
    moment = [START]

    def set_clock(now: datetime) -> None:
        moment[0] = now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment[0])
        app = make_application(settings)
        with app.app_context(), serving(app) as address:
            context = browser.new_context(base_url=address, locale="nl-NL", service_workers="block")
            page = context.new_page()
            yield build(app, page, set_clock=set_clock), page
            context.close()
            db.session.remove()
            db.engine.dispose()


def boards(region: RealRegion) -> list[str]:
    """The address of every board."""
    groups = [f"/organisations/{each}" for each in region.organisations.values()]
    return ["/region", *groups, *(f"/teams/{each}" for each in region.teams.values())]


def test_everybody_joined_with_the_code_on_a_card(built: tuple[RealRegion, Page]) -> None:
    """Nine teams of three to twenty: as many people as the list that was brought in says."""
    region, _page = built
    assert sorted(len(people) for people in region.people.values()) == [3, 4, 4, 5, 8, 9, 12, 14, 20]


def test_every_board_of_the_first_result_says_where_to_begin(built: tuple[RealRegion, Page]) -> None:
    """What stands out, or else the most and the least favourable topic; a team that is too small sees the region."""
    region, page = built
    for name in SHOWN:
        page.goto(f"/teams/{region.teams[name]}")
        assert page.locator(".finding").count() >= 1, name
        assert page.locator("#talk + ol > li").count() == 3, name
        first = page.locator(".topics").first.locator("> li").first
        assert first.locator("> div:nth-child(2) .strip").count() == 1, name
    for name in SMALL:
        page.goto(f"/teams/{region.teams[name]}")
        assert page.locator(".notice").count() == 1, name
        assert page.locator(".topics.instead > li").count() >= 4, name
    page.goto("/region")
    assert "Dit is de eerste uitslag" in page.inner_text("main")
    assert "vorige keer" not in page.inner_text("main")


def test_every_page_fits_a_phone_and_a_laptop(built: tuple[RealRegion, Page]) -> None:
    """No wider than the screen, boards at most 2,200 and 4,000 px high."""
    region, page = built
    others = ["/region/grid", "/region/conversation", "/region/differences", "/organisations", "/programme"]
    talks = [f"/teams/{region.teams[name]}/conversation" for name in ("Team Haven", "Nachtteam")]
    for address in [*boards(region), *others, *talks]:
        answer = page.goto(address)
        assert answer, address
        assert answer.status == 200, address
        for width, most in SIZES:
            page.set_viewport_size({"width": width, "height": 700})
            height, wide = page.evaluate(
                "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
            )
            assert wide <= width, (address, width)
            assert height <= most, (address, width, height)


def test_full_boards_are_short_in_german_too(built: tuple[RealRegion, Page], browser: Browser) -> None:
    """Its words are the longest; a board of a region with three kinds took 2,252 px on a laptop."""
    region, page = built
    german = browser.new_context(
        base_url=page.url.partition("/region")[0].partition("/teams")[0],
        locale="de-DE",
        service_workers="block",
        storage_state=page.context.storage_state(),
    )
    seen = german.new_page()
    seen.goto("/region")  # The typeface of the house is there from the second page on.
    seen.evaluate("document.fonts.ready")
    groups = [f"/organisations/{region.organisations['Wijkteams Zuid']}", f"/teams/{region.teams['Team Haven']}"]
    for address in ("/region", *groups):
        seen.goto(address)
        assert seen.locator("html").get_attribute("lang") == "de"
        assert seen.evaluate(FULLEST, WORDS["de"]) == 3
        for width, most in SIZES:
            seen.set_viewport_size({"width": width, "height": 700})
            height = seen.evaluate("document.documentElement.scrollHeight")
            assert height <= most, (address, width, height)
    german.close()


def test_the_meeting_of_a_first_result_has_a_question_for_each_topic(built: tuple[RealRegion, Page]) -> None:
    """Three topics, with a sentence each and something to ask; the region's says that it was asked the first time."""
    region, page = built
    for address in ("/region", f"/teams/{region.teams['Wijkteam Oost']}", f"/teams/{region.teams['Nachtteam']}"):
        page.goto(f"{address}/conversation")
        topics = page.locator("ol.three > li")
        assert topics.count() == 3, address
        for place in range(3):
            assert len(topics.nth(place).inner_text().split()) > 8, address
        assert page.locator(".below .ask").first.inner_text().endswith("?"), address
