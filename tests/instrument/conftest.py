"""What the tests of the instrument share: the real questionnaire and a small one to break."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.content.reading import Fault
from app.instrument.load import check, load_instrument
from app.instrument.routing import shown_in_turn
from app.instrument.routing_rules import Answers, Rule
from app.instrument.schema import Instrument, Item
from tests.questionnaires import PEO

SMALL = """\
key: small
version: "1"
title: {nl: Klein, en: Small}
languages: [nl, en]
source: the tests
blocks:
  - {key: fixed, title: {nl: Vast, en: Fixed}}
scales:
  agree:
    options:
      - {key: "yes", text: {nl: Ja, en: "Yes"}, rank: 1}
      - {key: "no", text: {nl: Nee, en: "No"}, rank: 0}
items:
  - key: tired
    block: fixed
    number: F1
    type: single
    scale: agree
    short: {nl: Moe, en: Tired}
    text: {nl: "Ben je moe?", en: "Are you tired?"}
  - key: why
    block: fixed
    number: F2
    type: multi
    max_choices: 1
    shown_if: {item: tired, in: ["yes"]}
    short: {nl: Waarom, en: Why}
    text: {nl: "Waarom?", en: "Why?"}
    options:
      - {key: work, text: {nl: Werk, en: Work}}
      - {key: home, text: {nl: Thuis, en: Home}}
pulse:
  anchors: [tired]
  pool:
    - [why]
  theme: fixed
  themes: {fixed: []}
relations: []
"""

Broken = Callable[[str, str], list[Fault]]


@pytest.fixture(scope="session")
def peo() -> Instrument:
    """Return the questionnaire of the professional-experience survey."""
    return load_instrument(PEO)


@pytest.fixture
def small_with(tmp_path: Path) -> Broken:
    """Return a function that replaces one piece of the small instrument and tells its faults."""

    def faults(old: str, new: str) -> list[Fault]:
        assert SMALL.count(old) == 1, "the piece to break has to stand there once"
        path = tmp_path / "small.yaml"
        path.write_text(SMALL.replace(old, new), encoding="utf-8")
        return check(path)

    return faults


def line_of(text: str, *, within: str = SMALL) -> int:
    """Return the number of the first line that holds this text."""
    return next(number for number, line in enumerate(within.splitlines(), start=1) if text in line)


def single(key: str, *, shown_if: Rule | None = None, options: tuple[str, ...] = ("a", "b")) -> Item:
    """Return a question with one answer, as short as an item can be."""
    wording = {"nl": key, "en": key}
    return Item.model_validate(
        {
            "key": key,
            "block": "fixed",
            "number": "F1",
            "type": "single",
            "short": wording,
            "text": wording,
            "options": [{"key": option, "text": wording} for option in options],
            "shown_if": shown_if,
        }
    )


def visible_items(items: Sequence[Item], answers: Answers, earlier: Answers | None = None) -> list[Item]:
    """What somebody gets to see who has these answers ready, whether or not they are asked."""
    counted: dict[str, object] = {}
    visible = []
    for item in shown_in_turn(items, counted, earlier=earlier):
        visible.append(item)
        if item.key in answers:
            counted[item.key] = answers[item.key]
    return visible
