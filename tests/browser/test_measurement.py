"""A full measurement with the script: honest progress, sections, a review, and a pause that any device goes on from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.answering.diary_rows import own_diary
from app.db import db
from tests.answering.measuring import open_measurement
from tests.browser.conftest import sign_in
from tests.browser.faults import bring_axe, rule_faults, size_faults
from tests.conftest import SetClock
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

PRESENT = ".q:not([hidden])"


@pytest.fixture
def measuring(phone: Page, region: SmallRegion, set_clock: SetClock) -> Page:
    """The phone on the first question of a full measurement."""
    open_measurement(region, set_clock)
    open_pulse(phone)
    return phone


def open_pulse(page: Page) -> None:
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")


def shown(page: Page) -> str:
    key: str = page.locator(PRESENT).get_attribute("data-item") or ""
    return key


def go_on(page: Page, *, until: str) -> None:
    """Skip questions until this one is shown."""
    while (now := shown(page)) != until:
        page.locator("#next").press("Enter")
        expect(page.locator(PRESENT)).not_to_have_attribute("data-item", now)


def choose(page: Page, value: str) -> None:
    page.locator(f"{PRESENT} label:has([value='{value}'])").first.click()


def test_the_review_leads_back_to_what_a_change_opens(measuring: Page) -> None:
    """Everything in words, also what was left open; a change leads to the questions that it opens, then back."""
    place = measuring.locator("#place")
    expect(place).to_have_text("1, then 16–22")
    expect(measuring.locator(PRESENT)).to_contain_text("Part 1 of 3")
    measuring.locator(f"{PRESENT} input[type=text]").fill("0.8")
    go_on(measuring, until="workload")
    expect(place).to_have_text("16, then 1–6")
    go_on(measuring, until="workload_solution_immediate")
    expect(place).to_have_text("17 of 17")
    measuring.locator(f"{PRESENT} textarea").fill("<b>Minder</b> & beter")
    go_on(measuring, until="_review")
    review = measuring.locator("#review")
    expect(review).to_contain_text("0.8")
    expect(review).to_contain_text("<b>Minder</b> & beter")
    expect(review.get_by_text("Not filled in")).to_have_count(15)
    review.locator("div", has_text="workload pressure").get_by_role("button").click()
    assert shown(measuring) == "workload"
    choose(measuring, "hardly_or_not")
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "sector_workload_cause")
    go_on(measuring, until="_review")
    measuring.locator("#send").click()
    measuring.wait_for_url("**/done/**")
    expect(measuring.locator("h1")).to_have_text("Done.")


def test_a_pause_goes_on_where_it_stopped_on_another_device(
    measuring: Page, browser: Browser, region: SmallRegion, address: str
) -> None:
    """Kept on the server, sealed: a laptop shows the same question with the same answers. Nothing was sent."""
    go_on(measuring, until="work_enjoyment")
    choose(measuring, "8")
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "stay_one_year")  # It moves on by itself.
    measuring.locator("#pause").click()
    measuring.wait_for_url("**/")
    expect(measuring.locator("h1")).to_have_text("You had begun.")
    laptop = laptop_of(browser, region=region, address=address)
    page = laptop.new_page()
    open_pulse(page)
    expect(page.locator(PRESENT)).to_have_attribute("data-item", "stay_one_year")
    expect(page.locator("[name=work_enjoyment][value='8']")).to_be_checked()
    laptop.close()
    assert own_diary(db.session, region.participant.keys).waves == {}


def laptop_of(browser: Browser, *, region: SmallRegion, address: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    return context


def test_a_pause_at_the_review_goes_on_at_a_review_with_its_answers(
    measuring: Page, browser: Browser, region: SmallRegion, address: str
) -> None:
    """The script that fills the review can come after the review is shown: it was empty then, with a button to send."""
    go_on(measuring, until="_review")
    measuring.locator("#pause").click()
    measuring.wait_for_url("**/")
    laptop = laptop_of(browser, region=region, address=address)
    page, held = laptop.new_page(), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/measurement.js", hold)
    page.goto("/pulse", wait_until="commit")
    page.wait_for_selector("html.is-paced #q-_review:not([hidden])")
    held[0].continue_()
    expect(page.locator("#review dd")).to_have_count(17)
    laptop.close()


def test_a_pause_without_reception_is_kept_on_the_phone(measuring: Page) -> None:
    """The server cannot be reached: what was filled in still stands there at the next visit."""
    go_on(measuring, until="work_enjoyment")
    choose(measuring, "8")
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "stay_one_year")  # It moves on by itself.
    measuring.route("**/outbox/token", lambda route: route.fulfill(status=200, body=""))
    measuring.locator("#pause").click()
    measuring.wait_for_url("**/")
    open_pulse(measuring)
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "stay_one_year")
    expect(measuring.locator("[name=work_enjoyment][value='8']")).to_be_checked()


def test_the_pages_without_a_script_fit_a_phone(without_script: Page, region: SmallRegion, set_clock: SetClock) -> None:
    """From the one form to the pages, with an answer on the way, to the review: nothing is wider than the screen."""
    open_measurement(region, set_clock)
    without_script.goto("/pulse")
    without_script.get_by_role("link", name="Answer page by page").click()
    while not without_script.locator("button[value=send]").count():
        for value in ("some", "admin", "yes"):
            label = without_script.locator(f".q > :not(.grid) label:has([value={value}])")
            if label.count():
                label.first.click()
        assert without_script.evaluate("document.documentElement.scrollWidth <= innerWidth")
        without_script.locator("button[value=next]").click()
    assert without_script.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(without_script.locator(".review")).to_contain_text("Amount of administration")
    without_script.locator("button[value=send]").first.click()
    without_script.wait_for_url("**/done/**")


def test_the_pages_and_the_reviews_are_for_everyone(measuring: Page) -> None:
    """Neither a page nor the review, with the script or without, has a fault that axe finds, or is too wide."""
    bring_axe(measuring.context)
    measuring.goto("/pulse/pages")
    assert rule_faults(measuring) == []
    measuring.locator("[type=text][name=fte]").fill("0,8")
    while not measuring.locator("button[value=send]").count():
        measuring.locator("[value=next]").click()
    assert rule_faults(measuring) + size_faults(measuring) == []
    open_pulse(measuring)
    go_on(measuring, until="_review")
    assert rule_faults(measuring) + size_faults(measuring) == []


def test_a_number_that_does_not_fit_is_named_at_its_question(measuring: Page) -> None:
    """It was named after everything was sent, twenty questions later; what was typed stays, and nothing holds it."""
    number = measuring.locator(f"{PRESENT} [type=text]")
    for typed in ("four days", "1.2", "0,855", "1e-1"):
        number.fill(typed)
        measuring.locator("#next").click()
        expect(measuring.locator(f"{PRESENT} .why")).to_contain_text("Type a number from 0 to 1")
        expect(number).to_be_focused()
        assert (shown(measuring), number.input_value()) == ("fte", typed)
    number.fill("0,80")
    measuring.locator("#next").click()
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "professional_space")
    measuring.locator("#back").click()
    expect(number).to_have_value("0,80")
    expect(measuring.locator(f"{PRESENT} .why")).to_have_count(0)
    number.fill("")
    measuring.locator("#next").click()
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "professional_space")


def test_two_parts_that_are_more_than_the_whole_are_said(measuring: Page) -> None:
    """A look again, and no refusal: both stand in the review, with the sign of a percentage."""
    go_on(measuring, until="direct_contact_share")
    measuring.locator(f"{PRESENT} [type=text]").fill("70")
    go_on(measuring, until="indirect_contact_share")
    line = measuring.locator(f"{PRESENT} [data-with]")
    expect(line).to_have_text("")
    measuring.locator(f"{PRESENT} [type=text]").fill("60 %")
    expect(line).to_have_text("Together these parts are 130 %. That is more than 100 %.")
    measuring.locator(f"{PRESENT} [type=text]").fill("30")
    expect(line).to_have_text("")
    go_on(measuring, until="_review")
    expect(measuring.locator("#review")).to_contain_text("70%")


@pytest.mark.parametrize("script", [True, False])
def test_each_line_of_a_review_stands_apart_from_its_button(script: bool, measuring: Page) -> None:
    """Without a script the answer and "Change" were one word, and a grid was one long sentence."""
    go_on(measuring, until="workload")
    choose(measuring, "some")
    expect(measuring.locator(PRESENT)).to_have_attribute("data-item", "workload_task")  # It moves on by itself.
    for row in measuring.locator(f"{PRESENT} .grid fieldset").all()[:3]:
        row.locator("label").first.click()
    go_on(measuring, until="_review")
    if not script:
        measuring.locator("#pause").click()
        measuring.wait_for_url("**/")
        measuring.goto("/pulse/pages")
    answers = measuring.locator(".review dd:has(button)")
    assert answers.count() >= 20
    for line in answers.all():
        words, button = line.locator("p").bounding_box(), line.locator("button").bounding_box()
        assert words
        assert button
        assert words["x"] + words["width"] + 8 <= button["x"]
    expect(measuring.locator(".review p", has_text="eporting on contacts").locator("br")).to_have_count(2)
