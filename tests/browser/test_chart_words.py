"""The words in charts: they do not run into each other, and they are in the language of the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.mirror.conftest import mirrored
from tests.region import SmallRegion

__all__ = ["mirrored"]
pytestmark = pytest.mark.browser

PAGES = ("/mirror/work_enjoyment", "/mirror/professional_space", "/mirror/year")
MONTHS = {"jan", "feb", "apr", "jun", "jul", "aug", "sep", "nov", "dec"}
"""Short names of months that are the same in Dutch and in English."""
WORDS = """() => [...document.querySelectorAll("svg text")].map((each) => each.textContent.trim().toLowerCase())
  .filter((each) => /[a-z]{2}/.test(each))"""
COLLISIONS = """() => [...document.querySelectorAll("svg")].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
  const words = [...svg.querySelectorAll("text")].filter((each) => each.textContent.trim());
  const boxes = words.map((each) => each.getBoundingClientRect());
  return boxes.flatMap((one, at) => boxes.slice(at + 1).flatMap((other, next) => {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    return across > 1 && down > 5 ? [`${words[at].textContent} × ${words[at + 1 + next].textContent}`] : [];
  }));
})"""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_word_runs_into_another(phone: Page, mirrored: SmallRegion, language: str) -> None:
    """On a small phone, on ours and on a laptop; boxes of two lines of one label may touch."""
    found = []
    for path in PAGES:
        phone.goto(f"{path}?language={language}")
        for width in (320, 360, 1280):
            phone.set_viewport_size({"width": width, "height": 640})
            found += [(path, width, each) for each in phone.evaluate(COLLISIONS)]
    assert found == []


def test_charts_speak_the_language_of_their_page(phone: Page, mirrored: SmallRegion) -> None:
    """No word stands in a chart of both languages alike, names of months aside."""
    said: dict[str, set[str]] = {}
    for language in ("nl", "en"):
        said[language] = set()
        for path in PAGES:
            phone.goto(f"{path}?language={language}")
            said[language] |= set(phone.evaluate(WORDS))
    assert "voldoende" in said["nl"]
    assert "sufficient" in said["en"]
    assert (said["nl"] & said["en"]) - MONTHS == set()
