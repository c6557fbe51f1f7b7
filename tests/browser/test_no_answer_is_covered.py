"""No answer lies under something else, and a low grade is as easy to give as a high one: else the figures are biased."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import update

from app.db import db, writing
from app.programme.instruments import instrument_of
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
    const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3], [right - 3, top + 3], [left + 3, bottom - 3], [right - 3, bottom - 3]];
    return points.every(([x, y]) => y < 0 || y >= innerHeight || label.contains(document.elementFromPoint(x, y)));
  };
  const answers = [...question.querySelectorAll(".step, .tick, .cell, .dial button, .field")].filter((each) => each.checkVisibility());
  const name = (each) => (each.querySelector("input") ?? each).value + " " + each.textContent.trim().slice(0, 20);
  scrollTo(0, 0);
  const covered = answers.filter((each) => !isFree(each)).map(name);
  for (const each of answers) {
    each.scrollIntoView({ block: "nearest" });
    if (!isFree(each)) covered.push(name(each));
  }
  scrollTo(0, 0);
  const below = [...question.querySelectorAll(".step")].filter((each) => each.getBoundingClientRect().bottom > innerHeight + 0.5).map(name);
  const small = answers.filter((each) => each.getBoundingClientRect().height < 24).map(name);
  return { covered, below, small, answers: answers.length, type: question.dataset.type };
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
    page.evaluate(
        "last => { const [next, send] = ['next', 'send'].map((id) => document.getElementById(id)); next.hidden = last; send.hidden = !last; }",
        last,
    )
    return {item: page.evaluate(OUT_OF_SIGHT, [item]) for item in items}


@pytest.mark.parametrize("size", SIZES, ids=["360x640", "320x568"])
@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("last", [False, True], ids=["next", "send"])
def test_every_answer_of_every_question_can_be_seen(
    *, phone: Page, everything: list[str], size: ViewportSize, text: int, last: bool
) -> None:
    """At rest and wherever one scrolls nothing lies over an answer, and none is smaller than a fingertip's 24 px."""
    phone.set_viewport_size(size)
    phone.add_init_script(
        f"addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '{text}%')"
    )
    found = looked_at(phone, everything, last=last)
    assert {each["type"] for each in found.values()} >= {"single", "scale", "multi", "grid", "percent"}
    assert {item: each for item, each in found.items() if each["covered"] or each["small"] or not each["answers"]} == {}


@pytest.mark.parametrize("size", SIZES, ids=["360x640", "320x568"])
def test_all_steps_of_a_gauge_stand_on_one_screen(*, phone: Page, everything: list[str], size: ViewportSize) -> None:
    """From 10 to 1 without scrolling: nobody has to look for the low grades."""
    phone.set_viewport_size(size)
    found = looked_at(phone, everything)
    assert {item: each["below"] for item, each in found.items() if each["below"]} == {}
