"""Sets to browse: what the studies put together, checked like the cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cards.card_deck import deck
from app.cards.card_sets import card_sets, check_sets
from tests.questionnaires import SETS


def test_the_five_sets_of_the_studies_are_there() -> None:
    """Expectations, what keeps people, self-determination, components with their challenges, and tips for starters."""
    parts = {each.key: len(each.parts) for each in card_sets("peo")}
    assert parts == {
        "what_others_expect": 6,
        "what_keeps_people": 3,
        "own_connected_able": 3,
        "working_together_well": 9,
        "tips_for_starters": 3,
    }


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("hand_over_the_wand", "hand_over_the_wands", "did you mean 'hand_over_the_wand'?"),
        ("hand_over_the_wand", "manager_take_paper_away", "there is no card for people or teams"),
        ("document: peo_4", "document: peo_9", "there is no document 'peo_9'"),
        ("{nl: In het kort, en: In short}", "{nl: In het kort}", "the language 'en' is missing"),
        ("en: Youth care solves everything", "en: <b>Youth</b> care", "leave out HTML"),
    ],
)
def test_a_faulty_set_is_named_with_its_line(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    """An unknown card or document, a card that is not for people, a missing language, markup."""
    text = (
        SETS.read_text()
        .replace("{nl: Zelf", "{nl: Zelf")
        .replace(
            "title: {nl: Wat mensen in dit vak houdt, en: What keeps people in this work}",
            "title: {nl: In het kort, en: In short}",
        )
    )
    assert right in text
    path = tmp_path / "sets.yaml"
    path.write_text(text.replace(right, wrong, 1))
    faults = [str(fault) for fault in check_sets(path, deck("peo"))]
    assert any(told in fault and "sets.yaml:" in fault for fault in faults), faults
