"""What a phone fetches, in exact bytes and requests, from the production server (budgets of docs: quick)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from bench.page_weight import Weight, weigh
from tests.browser.air import Air
from tests.browser.phone import READY
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.browser
KILOBYTE = 1000


@pytest.fixture
def cold(bare_phone: BrowserContext) -> Weight:
    """The first time that this phone opens the pulse, and nothing of the service worker counted in."""
    return weigh(bare_phone.new_page(), "/pulse")


def test_the_first_question_needs_one_round_trip(cold: Weight) -> None:
    """HTML and CSS together at most 14 KB on the wire, headers included."""
    assert cold.of("document", "stylesheet") <= 14 * KILOBYTE, cold


def test_everything_fits_in_sixty_kilobytes(cold: Weight) -> None:
    """All that the page itself fetches, the typeface too."""
    assert cold.total <= 60 * KILOBYTE, cold


def test_eight_requests_are_enough(cold: Weight) -> None:
    assert len(cold.requests) <= 8, cold


def test_the_next_pulse_is_the_page_alone(bare_phone: BrowserContext) -> None:
    """Opened again: at most 6 KB on the wire, and nothing but the page asked of the server."""
    page = bare_phone.new_page()
    weigh(page, "/pulse")
    warm = weigh(page, "/pulse")
    assert warm.total <= 6 * KILOBYTE, warm
    assert [request.kind for request in warm.requests if request.octets] == ["document"], warm


USABLE = """new MutationObserver(() => {
  if (document.documentElement.classList.contains("is-paced")) window.usable ??= Date.now();
}).observe(document, { attributes: true, subtree: true })"""


def test_the_worker_of_a_first_visit_fetches_little_and_not_before_the_first_question(
    own_phone: BrowserContext, air: Air
) -> None:
    """At most 70 KB on the wire for all that is kept for later, and none of it until the question can be answered."""
    own_phone.add_init_script(USABLE)
    page = own_phone.new_page()
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    wait_until(page, READY)
    began = next(each.at for each in air.fetched if each.path == "/sw.js")
    assert page.evaluate("usable") / 1000 <= began
    own = [each for each in air.fetched if each.at < began]
    theirs = [each for each in air.fetched if each.at >= began]
    assert own
    assert sum(each.octets for each in theirs) <= 70 * KILOBYTE, theirs
    assert not [each.path for each in theirs if "running" in each.path or "holder" in each.path]
