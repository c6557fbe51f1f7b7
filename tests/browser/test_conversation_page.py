"""The page of a meeting works on a beamer, on paper and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.cards.card_deck import deck
from app.groups.open_questions import FOLDER as QUESTIONS
from app.groups.open_questions import load_questions
from app.instrument.load import load_instrument
from app.meetings.models import AGREEMENT_LETTERS
from tests.browser.group_rounds import Rounds
from tests.browser.group_visits import NORTH, SMALL, WIDE, Visit
from tests.questionnaires import PEO

pytestmark = pytest.mark.browser

MEETINGS = (
    Visit("region", "/region/conversation"),
    Visit("wide", WIDE + "/conversation"),
    Visit("north", NORTH + "/conversation"),
    Visit("small", SMALL + "/conversation"),
)
BEAMER = {"width": 1280, "height": 720}
LEAST = 24
"""Pixels of a letter on a beamer, to be read from three metres."""

TOO_SMALL = """(least) => [...document.querySelectorAll("main *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => one.checkVisibility() && !one.closest(".sr") && parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => one.outerHTML.slice(0, 80))"""

LONGEST = """({ question, title, about, audience, card, step, source, agreement }) => {
  const put = (where, words) => document.querySelectorAll(where).forEach((one) => { one.textContent = words; });
  put(".ask, .below .stand p", question);
  put(".three h2", title);
  put(".three p:nth-of-type(2)", about);
  put(".agree strong", agreement);
  const line = document.querySelector(".below .stand ~ p") ?? document.createElement("p");
  line.innerHTML = "<strong></strong> <span></span> <span class=quiet></span>";
  line.children[0].textContent = `${audience} ${card}`;
  line.children[1].textContent = step;
  line.children[2].textContent = source;
  document.querySelector(".below .wrap").append(line);
}"""


def sheets(pdf: bytes) -> int:
    """How many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("visit", MEETINGS, ids=lambda visit: visit.who)
def test_it_prints_on_one_sheet(visit: Visit, rounds: Rounds) -> None:
    """A4 at the margins of the style sheet, whatever is on it."""
    rounds.open(visit)
    assert sheets(rounds.page.pdf(format="A4", prefer_css_page_size=True)) == 1


def test_the_longest_words_fit_on_the_sheet_too(rounds: Rounds) -> None:
    """The longest question three times, the longest titles, card and agreement at once."""
    rounds.open(MEETINGS[2])
    rounds.page.evaluate(LONGEST, longest_words(rounds.language))
    assert sheets(rounds.page.pdf(format="A4", prefer_css_page_size=True)) == 1


def longest_words(language: str) -> dict[str, str]:
    """The longest of every kind of text that can stand on the page."""
    instrument = load_instrument(PEO)
    file = load_questions(QUESTIONS / "peo.yaml", instrument)
    questions = [question[language] for group in (file.any, *file.questions.values()) for question in group]
    cards = [card for card in deck("peo").cards if not card.is_personal]
    card = max(cards, key=lambda each: len(each.title[language] + each.step[language]))
    return {
        "question": max(questions, key=len),
        "title": max((item.short[language] for item in instrument.items), key=len),
        "about": "hooguit " * 18,
        "audience": "Kaart voor organisaties:",
        "card": card.title[language],
        "step": card.step[language],
        "source": "onderzoek " * 18,
        "agreement": "wij " * (AGREEMENT_LETTERS // 4),
    }


@pytest.mark.parametrize("visit", MEETINGS, ids=lambda visit: visit.who)
def test_it_is_read_from_the_back_of_the_room(visit: Visit, rounds: Rounds) -> None:
    """No letter under 24 px on a beamer of 1280 by 720, and what there is to talk about on the first screen."""
    rounds.open(visit)
    rounds.page.set_viewport_size({"width": 1280, "height": 720})
    assert rounds.page.evaluate(TOO_SMALL, LEAST) == []
    below = (
        "Math.max(...[...document.querySelectorAll('.three > li')].map((one) => one.getBoundingClientRect().bottom))"
    )
    assert rounds.page.evaluate(below) <= BEAMER["height"]


def test_it_goes_by_keyboard(rounds: Rounds) -> None:
    """The space bar goes down the page; Tab comes to every link in order, and Enter opens the agreements."""
    rounds.open(MEETINGS[2])
    page = rounds.page
    page.set_viewport_size({"width": 1280, "height": 420})  # There is more than a screen in any typeface.
    page.keyboard.press("Space")
    expect(page.locator("h1")).not_to_be_in_viewport()
    seen: list[str] = []
    while not seen or not seen[-1].endswith("/agreements"):
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate("document.activeElement.getAttribute('href')")))
        assert len(seen) < 12, seen
    assert seen[0] == "#main"
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements")
