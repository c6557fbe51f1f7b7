"""`/cards` on a phone: short before anything is opened, and everything within reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

pytestmark = pytest.mark.browser

MOST = 2500
LOW = {
    "professional_space": "very_insufficient",
    "work_enjoyment": 1,
    "workload": "strong",
    "workload_cause": ["admin", "caseload", "complexity"],
    "do_what_is_needed": "insufficient",
    "reflection": "insufficient",
    "invest_in_relationship": "insufficient",
    "stay_one_year": "small",
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "answers", [LOW, LOW | {"work_enjoyment": 6, "stay_one_year": "large"}], ids=["low", "middling"]
)
def test_the_page_of_cards_is_short_on_a_phone(
    phone: Page, region: SmallRegion, set_clock: SetClock, answers: dict[str, object], language: str
) -> None:
    """Under 2,500 px at 360, also for whom nearly every card fits; nothing is wider than the screen."""
    set_clock(START + FORTNIGHT)
    for wave in range(2):
        region.answer(region.participant, answers, moment=START + wave * FORTNIGHT, submission=str(wave))
    phone.goto(f"/cards?language={language}")
    height, width = phone.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert phone.locator("html").get_attribute("lang") == language
    assert height < MOST, height
    assert width <= 360
