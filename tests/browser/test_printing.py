"""What is printed: sheets of cards to cut, and a board with all that it holds and nothing to press."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.group_rounds import Rounds
from tests.browser.group_visits import NORTH, WIDE, Visit
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

NINE_CARDS = Visit("region", "/teams/{south}/manage", press="form[action$='/cards'] button", fill={"places": "9"})
BOARDS = (Visit("region", "/region"), Visit("north", NORTH + "?topic=professional_space"))
A4_HIGH = 297 * 96 / 25.4
"""Pixels of CSS."""

SHOWN = """(what) => [...document.querySelectorAll(what)]
  .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getClientRects().length)
  .map((one) => one.outerHTML.slice(0, 80))"""


def on_paper(page: Page) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")


def test_cards_print_eight_to_a_sheet_and_none_is_cut_in_two(rounds: Rounds) -> None:
    """Nine cards are two sheets of A4; all are of one size, and a sheet is no higher than the paper."""
    assert rounds.open(NINE_CARDS) == 200
    pdf = rounds.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    on_paper(rounds.page)
    cards = rounds.page.locator(".invitation")
    boxes = [box for each in cards.all() if (box := each.bounding_box())]
    assert len(boxes) == 9
    assert len({round(box["height"]) for box in boxes}) == 1
    sheet = rounds.page.locator(".sheet").first.bounding_box()
    assert sheet
    assert sheet["height"] <= A4_HIGH
    assert rounds.page.evaluate(SHOWN, ".on-screen, .bar nav, .button") == []


@pytest.mark.parametrize("visit", BOARDS, ids=lambda visit: visit.who)
def test_a_board_prints_every_table_and_nothing_to_press(visit: Visit, rounds: Rounds) -> None:
    """What is folded on the screen is open on paper; buttons stay behind, filters say what was chosen."""
    rounds.open(visit)
    on_paper(rounds.page)
    tables = rounds.page.locator("main table")
    assert tables.count() > 1
    every = tables.count()
    until(rounds.page, lambda: len(rounds.page.evaluate(SHOWN, "main table")) == every, what="every table is on paper")
    assert rounds.page.evaluate(SHOWN, "nav, button, .button, .tabs, .skip") == []


SQUEEZED = """() => {
  const main = document.querySelector("main");
  const room = main.querySelector(".wrap").getBoundingClientRect().width;
  return [...main.querySelectorAll("table")].map((table) => {
    const box = (table.closest(".scroll") || table.parentElement).getBoundingClientRect();
    const cells = [...table.querySelectorAll("th, td")].map((cell) => cell.getBoundingClientRect());
    const right = Math.max(...cells.map((cell) => cell.right));
    return [Math.round(100 * box.width / room), right <= main.getBoundingClientRect().right + 1];
  });
}"""
"""For each table: the part of the sheet that it may take, in per cent, and whether its last column is on the sheet."""

IN_FULL = (
    *BOARDS,
    Visit("wide", WIDE),
    Visit("region", "/region/grid"),
    Visit("nobody", "/measured-before"),
)


@pytest.mark.parametrize("visit", IN_FULL, ids=str)
def test_no_table_on_paper_is_squeezed_or_cut_off(visit: Visit, rounds: Rounds) -> None:
    """What is folded on the screen has the whole width of the sheet, so every column of every table can be read."""
    rounds.open(visit)
    on_paper(rounds.page)
    every = rounds.page.evaluate(SQUEEZED)
    assert every
    assert [each for each in every if each[0] < 90 or not each[1]] == []
