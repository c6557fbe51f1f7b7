"""The pulse on a phone: one question at a time, forward on choice, back always possible."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


IN_SIGHT = "[...document.querySelectorAll('.q')].filter(q => q.checkVisibility({visibilityProperty: true}))"


SETTLED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  note(watching.takeRecords());
  return shifts;
}"""
"""The typeface is there and what it moves has been drawn."""


def shown(page: Page) -> list[str]:
    """The keys of the questions that can be seen."""
    keys: list[str] = page.evaluate(f"{IN_SIGHT}.map(q => q.dataset.item)")
    return keys


def first_choice(page: Page) -> None:
    """Tap the second option of the present question."""
    page.locator(".q:not([hidden]) :is(.step, .tick)").nth(1).tap()


def open_pulse(page: Page) -> None:
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")


def test_one_question_is_shown_at_a_time(phone: Page) -> None:
    open_pulse(phone)
    assert len(shown(phone)) == 1
    expect(phone.locator("#place")).to_contain_text("1 of ")


def test_a_tap_on_a_choice_moves_on_and_back_returns_with_it(phone: Page) -> None:
    """A third of a second to see the mark, then the next question; the browser's back keeps the choice."""
    phone.clock.install(time=0)
    open_pulse(phone)
    phone.clock.pause_at(60_000)
    (first,) = shown(phone)
    first_choice(phone)
    phone.clock.run_for(300)
    assert shown(phone) == [first]
    phone.clock.run_for(100)
    expect(phone.locator("#place")).to_contain_text("2 of ")
    assert shown(phone) != [first]
    phone.go_back()
    expect(phone.locator("#place")).to_contain_text("1 of ")
    assert shown(phone) == [first]
    expect(phone.locator(".q:not([hidden]) :checked")).to_have_count(1)


def test_the_keyboard_looks_around_without_leaving(phone: Page) -> None:
    """Arrow keys choose; Enter goes on, and the new question has the focus."""
    phone.clock.install(time=0)
    open_pulse(phone)
    phone.clock.pause_at(60_000)
    phone.locator(".q:not([hidden]) input").first.focus()
    phone.keyboard.press("ArrowDown")
    phone.clock.run_for(5_000)
    expect(phone.locator("#place")).to_contain_text("1 of ")
    phone.keyboard.press("Enter")
    expect(phone.locator("#place")).to_contain_text("2 of ")
    expect(phone.locator(".q:not([hidden]) h2")).to_be_focused()


def test_nothing_shifts_while_the_page_comes_up(phone: Page) -> None:
    """Cumulative layout shift 0: nobody taps beside an answer."""
    phone.add_init_script(
        "window.shifts = []; window.note = (entries) => entries.forEach((one) => shifts.push("
        "...one.sources.map(({node, previousRect, currentRect}) => [node?.outerHTML?.slice(0, 80) ?? node?.data,"
        " one.value, previousRect.y, currentRect.y])));"
        "window.watching = new PerformanceObserver((list) => note(list.getEntries()));"
        "watching.observe({type: 'layout-shift', buffered: true});"
    )
    open_pulse(phone)
    assert phone.evaluate(SETTLED) == []


def test_a_lost_script_leaves_the_whole_form(without_script: Page, phone: Page) -> None:
    """Without JavaScript, and when the script never arrives, every question is there."""
    without_script.goto("/pulse")
    total = without_script.locator(".q:visible").count()
    assert total > 1

    phone.route("**/pulse.js", stub)
    phone.goto("/pulse")
    expect(phone.locator("#send")).to_be_visible()
    assert len(shown(phone)) == total


def stub(route: Route) -> None:
    route.fulfill(status=200, content_type="text/javascript", body="")
