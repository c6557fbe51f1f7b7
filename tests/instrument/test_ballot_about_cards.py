"""What is counted of cards stands apart from the questions: in no form, in no wave, and of one fixed shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.instrument.load import check
from app.instrument.rotation import anchor_choices, turns
from app.instrument.schema import Instrument
from app.releases.rules.period_plan import item_plans
from tests.instrument.conftest import SMALL

HELP = """\
card_help:
  key: helped
  block: fixed
  number: K1
  type: single
  short: {nl: Hulp, en: Help}
  text: {nl: Hulp, en: Help}
  options:
    - {key: "yes", text: {nl: Ja, en: "Yes"}, rank: 3, favourable: true}
    - {key: a_bit, text: {nl: Beetje, en: A bit}, rank: 2, favourable: true}
    - {key: "no", text: {nl: Nee, en: "No"}, rank: 1}
    - {key: unsaid, text: {nl: Niets, en: Nothing}, rank: 0}
"""


def faults(tmp_path: Path, was: str = "", planted: str = "") -> list[str]:
    assert was in HELP
    path = tmp_path / "small.yaml"
    path.write_text(SMALL + HELP.replace(was, planted), encoding="utf-8")
    return [str(fault) for fault in check(path)]


def test_a_sound_one_is_accepted(tmp_path: Path) -> None:
    """So that what follows is refused for its own fault."""
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("was", "planted", "words"),
    [
        ("type: single", "type: multi", "has to be of type single"),
        ("key: unsaid", "key: silent", "with the options yes, a_bit, no, unsaid, in this order"),
        ("key: helped", "key: tired", "there is already an item 'tired'"),
        ("block: fixed", "block: cards", "there is no block 'cards'"),
        ("  number: K1", '  number: K1\n  shown_if: {item: tired, in: ["yes"]}', "stands in no form"),
        ("rank: 3", "rank: 2", "the same rank"),
        ("nl: Beetje, ", "", "the wording in 'nl' is missing"),
    ],
)
def test_another_shape_is_refused_with_its_line(tmp_path: Path, was: str, planted: str, words: str) -> None:
    """An author reads what is wrong and where."""
    told = faults(tmp_path, was, planted)
    assert any(words in each for each in told), told
    assert all("small.yaml:" in each for each in told)


def test_no_wave_and_no_form_asks_it(peo: Instrument) -> None:
    """Whatever a programme chooses to ask."""
    assert peo.card_help is not None
    key = peo.card_help.key
    assert all(item.key != key for item in peo.items)
    assert all(key not in wave for wave in turns(peo))
    assert all(key not in group for group in anchor_choices(peo))


def test_it_is_published_in_three_nested_counts_for_the_region_and_types_alone(peo: Instrument) -> None:
    """Fewer figures about the same people than the attack over time allows for: no team, no breakdown."""
    (plan,) = (each for each in item_plans(peo, peo.counted_with([])))
    assert plan.everywhere == ()
    assert not plan.breakdowns
    assert plan.nested == ((">=no", "favourable", "yes"),)
