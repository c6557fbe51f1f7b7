"""In a basement: the app opens from cold, an answer is kept, and it is delivered once as soon as there is reception."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from app.participants.service import Joined
from tests.browser.air import Air
from tests.browser.phone import answer, arrives, entries, find_reception, lose_reception, prepare, wait_for_records
from tests.browser.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.browser


def test_the_pulse_opens_from_cold_also_when_it_was_never_opened(own_phone: BrowserContext, air: Air) -> None:
    """The app's own start leads to the pulse that was fetched ahead."""
    prepare(own_phone, "/account").close()
    lose_reception(own_phone, air)
    page = own_phone.new_page()
    response = page.goto("/start")
    page.wait_for_selector("html.is-paced")
    assert page.url.endswith("/pulse")
    assert response is not None
    assert response.from_service_worker
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert page.locator(".q:not([hidden])").count() == 1


def test_the_last_mirror_can_be_read(own_phone: BrowserContext, air: Air) -> None:
    prepare(own_phone).close()
    lose_reception(own_phone, air)
    page = own_phone.new_page()
    page.goto("/mirror")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("h1")).not_to_have_text("No reception")


def test_another_page_says_so_and_points_to_what_works(own_phone: BrowserContext, air: Air) -> None:
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/cards")
    expect(page.locator("h1")).to_have_text("No reception")
    page.get_by_role("link", name="To the pulse").click()
    page.wait_for_selector("html.is-paced")


def test_an_answer_waits_in_sight_and_is_delivered_once(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """Today shows what waits; with reception the phone goes on to the receipt by itself."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    answer(page)
    expect(page.locator("main .notice strong")).to_have_text("No reception. Your answers are waiting on this device.")
    expect(page.locator("main .notice span")).to_contain_text("answers wait for reception (round 1)")
    assert entries(someone) == []
    find_reception(own_phone, air)
    arrives(page)
    (entry,) = entries(someone)
    assert len(entry.submissions) == 1
    wait_for_records(page, "outbox", 0)


def test_a_closed_app_delivers_at_its_next_start(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """Answered without reception, the page closed: opened again it delivers, once."""
    page = prepare(own_phone)
    lose_reception(own_phone, air)
    page.goto("/pulse")
    answer(page)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    page.close()
    find_reception(own_phone, air)
    page = own_phone.new_page()
    page.goto("/mirror")
    wait_for_records(page, "outbox", 0)
    (entry,) = entries(someone)
    assert len(entry.submissions) == 1
    page.goto("/")
    expect(page.locator("main .notice").first).to_contain_text("Your answers of round 1 have arrived.")


def test_a_lost_answer_of_the_server_counts_once(own_phone: BrowserContext, air: Air, someone: Joined) -> None:
    """The server has committed, its answer never arrived: the phone asks again and gets the same receipt."""
    page = prepare(own_phone, "/pulse")
    air.turn("deaf")
    answer(page)
    assert air.swallowed.wait(PATIENCE_SECONDS)
    expect(page.locator("h1")).to_have_text("Done, not yet sent.")
    assert len(entries(someone)) == 1
    air.turn("open")
    page.evaluate("dispatchEvent(new Event('online'))")  # A reload would race with the page's own next try.
    arrives(page)
    wait_for_records(page, "outbox", 0)
    (entry,) = entries(someone)
    assert len(entry.submissions) == 1
