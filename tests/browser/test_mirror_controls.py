"""The mirror on a phone: how long it is, and the choice of a group, in one line with a script and pressed without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.db import db
from tests.mirror.conftest import NOW, mirrored
from tests.region import SmallRegion

__all__ = ["mirrored"]
pytestmark = pytest.mark.browser


def test_label_and_choice_stand_in_one_line(phone: Page, mirrored: SmallRegion) -> None:
    """Beside each other, from the edge of the text; the mirror stays short."""
    phone.goto("/mirror")
    label, choice = (phone.locator(f"form.beside {each}").bounding_box() for each in ("label", "select"))
    title = phone.locator("h1").bounding_box()
    assert label
    assert choice
    assert title
    assert label["x"] == title["x"]
    assert choice["y"] < label["y"] + label["height"]


def test_without_a_script_the_button_is_whole(without_script: Page, mirrored: SmallRegion) -> None:
    """Its word stands on one line, and pressing it keeps the choice."""
    without_script.goto("/mirror")
    button = without_script.locator("form.beside button")
    box = button.bounding_box()
    assert box
    assert box["height"] < 60
    button.click()
    expect(without_script.locator("h1")).to_have_text("Your mirror")


EVERY_SUBJECT = {
    "professional_space": "sufficient",
    "own_judgement": "sufficient",
    "do_what_is_needed": "insufficient",
    "invest_in_relationship": "sufficient",
    "reflection": "ample",
    "equipped": "sufficient",
    "direct_contact_share": 40,
    "indirect_contact_share": 40,
    "rules_negative_influence": "some",
    "work_enjoyment": 7,
    "stay_one_year": "large",
    "hours_vs_contract": "higher",
    "workload": "some",
    "workload_cause": ["admin", "caseload", "complexity"],
}
MEASURES = """() => ({
  height: document.documentElement.scrollHeight,
  words: document.querySelector("main").innerText.split(/\\s+/).filter((each) => /\\w/.test(each)).length,
  lines: Math.max(...[...document.querySelectorAll(".subjects .name")]
    .map((each) => Math.round(each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)))),
})"""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_fourteen_subjects_stand_under_two_thousand_pixels_and_250_words(
    phone: Page, mirrored: SmallRegion, language: str
) -> None:
    """Before anything is opened, on 360 pixels, in whatever typeface; on wider screens no name takes three lines."""
    mirrored.wave(NOW).items = list(EVERY_SUBJECT)
    db.session.commit()
    mirrored.answer(mirrored.participant, EVERY_SUBJECT, moment=NOW, submission="again")
    phone.set_extra_http_headers({"Accept-Language": language})
    phone.goto("/mirror")
    assert phone.locator(".subjects > li").count() == len(EVERY_SUBJECT)
    measured = phone.evaluate(MEASURES)
    assert measured["height"] <= 2000, measured
    assert measured["words"] <= 250, measured
    for width in (768, 1280):
        phone.set_viewport_size({"width": width, "height": 800})
        assert phone.evaluate(MEASURES)["lines"] <= 2
