"""What `peil cards check` tells an author to look at again: reach, overlaps and how hard a text is to read."""

from __future__ import annotations

import pytest

from app.cards.author_bench import author_bench
from app.cards.author_checks import Hint, hints, reading_ease
from app.cards.card_deck import deck
from app.cards.possible_rules import contradiction
from tests.cards.situations import card, group_card

LOW = {"item": "work_enjoyment", "latest": {"at_most": 3}}


def _kinds(found: list[Hint]) -> set[tuple[str, str]]:
    return {(hint.key, hint.kind) for hint in found}


def test_a_rule_for_nobody_or_for_nearly_everybody_is_named() -> None:
    """Over the typical people, for rules that an answer brings up."""
    people = author_bench("peo").file.people
    cards = [card(LOW, key="nobody"), card(LOW, key="all", kind="talk", text={"nl": "Heel anders."})]
    fits = {"nobody": frozenset(), "all": frozenset((each.key, 1) for each in people)}
    found = _kinds(hints(cards, fits=fits, followed={}, people=people))
    assert {("nobody", "nobody"), ("all", "nearly everybody"), ("all", "never new")} <= found


def test_two_cards_for_the_very_same_rounds_overlap() -> None:
    """Of one kind and about one thing: the one always hides the other."""
    people = author_bench("peo").file.people
    cards = [
        card(LOW, key="one", text={"nl": "Zoek een collega op."}),
        card(LOW, key="two", text={"nl": "Maak vandaag een lijst."}),
        card(LOW, key="three", text={"nl": "Maak vandaag een lange lijst."}, kind="talk"),
    ]
    fits = {each.key: frozenset({("somebody", 1)}) for each in cards}
    found = hints(cards, fits=fits, followed={}, people=people)
    assert Hint("one", "overlap", "fits in the very same rounds as two.") in found
    assert Hint("two", "overlap", "says nearly the same as three.") in found


def test_two_group_cards_with_one_rule_and_one_audience_overlap() -> None:
    """Their readers would always meet both."""
    rule = {"group": "reflection", "at_most": 0.5}
    cards = [group_card(rule, key="one", text={"nl": "Een."}), group_card(rule, key="two", text={"nl": "Twee."})]
    found = hints(cards, fits={}, followed={}, people=())
    assert Hint("one", "overlap", "has the same group_rule and readers as two.") in found


def test_a_text_that_is_hard_to_read_is_named() -> None:
    """LIX counts words a sentence and long words, the same in every language."""
    assert reading_ease("Zoek vandaag iemand op. Dat helpt.").lix < 30
    hard = (
        "Implementatie van interdisciplinaire samenwerkingsovereenkomsten vereist organisatiebrede beleidsontwikkeling."
    )
    assert reading_ease(hard).lix > 60
    assert reading_ease("").longest == 0
    found = hints(
        [card(LOW, text={"nl": hard, "en": "word " * 23})], fits={"a_card": frozenset()}, followed={}, people=()
    )
    said = [hint.says for hint in found if hint.kind == "reading level"]
    assert any("[nl] is difficult to read" in each for each in said)
    assert any("[en] has a sentence of" in each for each in said)


@pytest.mark.parametrize("language", deck("peo").languages)
def test_every_card_is_easy_to_read(language: str) -> None:
    """On average very easy (LIX below 30), none beyond 45, no sentence over 22 words."""
    levels = {name: (mean, most) for name, mean, most in author_bench("peo").reading_levels()}
    assert levels[language][0] < 30
    assert levels[language][1] <= 45
    assert not [hint for hint in author_bench("peo").hints if hint.kind == "reading level"]


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [LOW, {"not": LOW}]},
        {"any": [{"all": [LOW, {"not": LOW}]}]},
        {"all": [{"group": "reflection", "at_most": 0.3}, {"group": "reflection", "at_least": 0.5}]},
    ],
)
def test_a_rule_that_asks_and_denies_the_same_can_never_hold(rule: dict[str, object]) -> None:
    """A condition beside its own denial, and shares that exclude each other."""
    found = card(rule).rule
    assert found is not None
    assert contradiction(found) is not None
