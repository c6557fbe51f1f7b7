"""A questionnaire written on a page has the sets and the typical people of the questions that it took over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from app.cards import author_bench, card_sets, taken_over
from app.cards.author_bench import typical_people
from app.cards.card_sets import browsable, sets_for
from app.cards.taken_over import deck_for
from app.instrument import installed
from app.instrument.installed import instrument_of

PEO = instrument_of("peo")
OWN = "own_cards_1"


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    """What was worked out for one own questionnaire is forgotten before the next, which has the same name here."""
    yield
    for kept in (deck_for, sets_for, author_bench.author_bench, taken_over.personal_cards):
        kept.cache_clear()


def written(monkeypatch: pytest.MonkeyPatch, keys: Sequence[str]) -> str:
    """Return the key of an own questionnaire with copies of these questions."""
    own = PEO.model_copy(update={"key": OWN, "items": tuple(PEO.item(key) for key in keys)})
    for module in (card_sets, taken_over, author_bench):
        monkeypatch.setattr(module, "is_own", lambda key: key == OWN or installed.is_own(key))
        if hasattr(module, "instrument_of"):
            monkeypatch.setattr(module, "instrument_of", lambda key: own if key == OWN else instrument_of(key))
    return OWN


def test_a_set_keeps_the_cards_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every card of its sets is one of its own cards, in the order of the study; no heading stands there alone."""
    key = written(monkeypatch, ["reflection", "work_enjoyment"])
    fitting = {card.key for card in browsable(deck_for(key).cards)}
    found = sets_for(key)
    assert found
    whole = {each.key: each for each in sets_for("peo")}
    for each in found:
        for part in each.parts:
            assert part.cards
            (same,) = (theirs for theirs in whole[each.key].parts if theirs.title == part.title)
            assert part.cards == tuple(card for card in same.cards if card in fitting)


def test_a_set_without_a_fitting_card_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a questionnaire without a question of the library has none."""
    assert len(sets_for(written(monkeypatch, ["reflection"]))) < len(sets_for("peo"))
    sets_for.cache_clear()
    deck_for.cache_clear()
    assert sets_for(written(monkeypatch, [])) == ()


def test_a_library_questionnaire_keeps_its_whole_sets() -> None:
    """Nothing is left out where nothing was taken over."""
    assert sets_for("peo") == card_sets.card_sets("peo")


def test_typical_people_answer_what_was_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else of them is known; who answers nothing of it is not among them."""
    people = typical_people(written(monkeypatch, ["work_enjoyment"])).people
    assert people
    assert {item for each in people for item in each.answers} == {"work_enjoyment"}
    assert not any(each.expects or each.never for each in people)
    assert typical_people(written(monkeypatch, [])).people == ()


def test_its_cards_are_tried_on_them_without_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card is tried on people whom it fits; hints are for who writes cards, and nobody here does."""
    tried = author_bench.author_bench(written(monkeypatch, ["work_enjoyment"]))
    assert any(tried.tried(card.key) for card in tried.deck.cards if card.is_personal)
    assert tried.hints == []
