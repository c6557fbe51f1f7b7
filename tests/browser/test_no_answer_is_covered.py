"""No answer lies under something else, and a low grade is as easy to give as a high one: else figures are biased."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import update

from app.db import db, writing
from app.instrument.installed import instrument_of
from app.programme.models import Wave
from tests.region import SmallRegion

pytestmark = pytest.mark.browser

SIZES: list[ViewportSize] = [{"width": 360, "height": 640}, {"width": 320, "height": 568}]
OUT_OF_SIGHT = """([item]) => {
  const question = document.getElementById("q-" + item);
  for (const each of document.querySelectorAll(".q")) each.hidden = each !== question;
  for (const each of [question, ...question.querySelectorAll("fieldset, input")]) each.hidden = each.disabled = false;
  const isFree = (label) => {
    const { left, right, top, bottom } = label.getBoundingClientRect();
    const middle = [(left + right) / 2, (top + bottom) / 2];
    const points = [middle, ...[left + 3, right - 3].flatMap((x) => [top + 3, bottom - 3].map((y) => [x, y]))];
    return points.every(([x, y]) => y < 0 || y >= innerHeight || label.contains(document.elementFromPoint(x, y)));
  };
  const every = [...question.querySelectorAll(".step, .tick, .cell, .dial button, .field")];
  const answers = every.filter((each) => each.checkVisibility());
  const name = (each) => (each.querySelector("input") ?? each).value + " " + each.textContent.trim().slice(0, 20);
  scrollTo(0, 0);
  const covered = answers.filter((each) => !isFree(each)).map(name);
  for (const each of answers) {
    each.scrollIntoView({ block: "nearest" });
    if (!isFree(each)) covered.push(name(each));
  }
  scrollTo(0, 0);
  const isBelow = (each) => each.getBoundingClientRect().bottom > innerHeight + 0.5;
  const below = [...question.querySelectorAll(".step")].filter(isBelow).map(name);
  const small = answers.filter((each) => each.getBoundingClientRect().height < 24).map(name);
  return { covered, below, small, answers: answers.length, type: question.dataset.type };
}"""
CHOOSE_BUTTON = """last => {
  document.getElementById("next").hidden = last;
  document.getElementById("send").hidden = !last;
}"""


@pytest.fixture
def everything(region: SmallRegion) -> list[str]:
    """The open pulse asks every question of the questionnaire."""
    items = [item.key for item in instrument_of("peo").items]
    with writing(db.session):
        db.session.execute(update(Wave).where(Wave.id == region.wave().id).values(items=items))
    return items


def looked_at(page: Page, items: list[str], *, last: bool = False) -> dict[str, Any]:
    """What is wrong with each question as it stands alone on the screen; `last`: with the button that sends."""
    page.goto("/pulse")
    page.wait_for_selector("html.is-paced")
    page.evaluate(CHOOSE_BUTTON, last)
    return {item: page.evaluate(OUT_OF_SIGHT, [item]) for item in items}


@pytest.mark.parametrize("text", [100, 200])
def test_every_answer_of_every_question_can_be_seen(phone: Page, everything: list[str], text: int) -> None:
    """At rest and wherever one scrolls nothing lies over an answer, and none is smaller than a fingertip's 24 px.

    On small phones, with the button that goes on and the one that sends. In letters of usual size a gauge stands on
    one screen from top to bottom: nobody has to look for the low grades.
    """
    enlarge = f"document.documentElement.style.fontSize = '{text}%'"
    phone.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {enlarge} }})")
    for size in SIZES:
        phone.set_viewport_size(size)
        for last in (False, True):
            found = looked_at(phone, everything, last=last)
            assert {each["type"] for each in found.values()} >= {"single", "scale", "multi", "grid", "percent"}
            wrong = {item: each for item, each in found.items() if each["covered"] or each["small"]}
            assert wrong == {}, (size, last)
            if text == 100:
                assert {item: each["below"] for item, each in found.items() if each["below"]} == {}, (size, last)
