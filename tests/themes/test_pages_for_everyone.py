"""The pages about themes work for everyone, in every state: axe finds no fault, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import browser_type_launch_args
from tests.browser.faults import bring_axe, making_faults, rule_faults, size_faults
from tests.browser.serving import serving
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, TITLES, Story

__all__ = ["browser_type_launch_args"]
pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask, story: Story) -> Iterator[str]:
    with serving(app) as where:
        yield where


def faults(page: Page, language: str) -> list[str]:
    """What is wrong with the page that is open, in lines."""
    size = page.viewport_size
    assert size is not None
    found = rule_faults(page) + making_faults(page, language) + size_faults(page, widths=(size["width"],))
    page.set_viewport_size(size)
    return [f"{page.url}: {each}" for each in found]


def sign_in(context: BrowserContext, client: FlaskClient, address: str) -> None:
    cookies = [each for each in (client._cookies or {}).values() if "language" not in each.key]
    context.add_cookies([{"name": each.key, "value": each.value, "url": address} for each in cookies])


def look(page: Page, story: Story, *, address: str, language: str) -> list[str]:
    """The page of the participant, and those of staff, as they are now."""
    sign_in(page.context, story.browser(story.everybody[-1]), address)
    page.goto("/themes")
    found = faults(page, language)
    sign_in(page.context, story.lead(), address)
    for path in (f"/programme/{story.programme_id}/themes", "/region/themes"):
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        found += faults(page, language)
    return found


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "dark", "nl"), (1280, "light", "en")])
def test_every_state_works_for_everyone(
    *, width: int, scheme: str, language: str, browser: Browser, story: Story, address: str
) -> None:
    """From the first proposal to the result, with a mistake in each form, as participant and as staff."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 640},
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        service_workers="block",
    )
    bring_axe(context)
    page = context.new_page()
    sign_in(context, story.browser(story.everybody[-1]), address)
    page.goto("/themes")
    with page.expect_navigation():
        page.locator("main form button").first.click()
    found = faults(page, language)
    story.propose()
    for moment in (IN_REVIEW, IN_SUPPORT, IN_VOTE, AFTERWARDS):
        found += look(page, story, address=address, language=language)
        if moment == IN_VOTE:
            story.support(story.everybody, *TITLES[:3])
        if moment == AFTERWARDS:
            story.vote(story.everybody, TITLES[0])
        story.tick(moment)
    found += look(page, story, address=address, language=language)
    context.close()
    assert found == []


def test_a_vote_by_keyboard_without_script(browser: Browser, story: Story, address: str) -> None:
    """Arrow keys choose, Enter hands in; the page says that it is in, and nothing shows what it was."""
    story.to_vote()
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-GB")
    sign_in(context, story.browser(story.everybody[0]), address)
    page = context.new_page()
    page.goto("/themes")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_text("Your vote is in").wait_for()
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    page.get_by_role("button", name="Take my vote back").click()
    page.get_by_role("button", name="Vote", exact=True).wait_for()
    context.close()


def test_a_fourth_tick_waits_for_one_to_go(browser: Browser, story: Story, address: str) -> None:
    """With a script the rest goes dashed at three, and the line above says why."""
    story.to_support()
    context = browser.new_context(base_url=address, locale="en-GB", service_workers="block")
    sign_in(context, story.browser(story.everybody[0]), address)
    page = context.new_page()
    page.goto("/themes")
    boxes = page.locator("input[type=checkbox]")
    for place in range(3):
        boxes.nth(place).check()
    expect(boxes.nth(3)).to_be_disabled()
    page.get_by_text("3 of 3 chosen.").wait_for()
    context.close()
