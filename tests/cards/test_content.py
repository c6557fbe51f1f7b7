"""The cards themselves: complete, in plain words, for everybody, with a source."""

import re
from collections import Counter

import pytest

from app.cards.card_deck import Deck
from app.cards.card_schema import Card, Text
from app.config import ROOT

SENTENCE_END = re.compile(r"[.?!…](?=\s|$)")


def texts(card: Card) -> dict[str, Text]:
    return {name: getattr(card, name) for name in ("title", "text", "step", "evidence")}


def test_there_are_cards_for_everybody(deck: Deck) -> None:
    """Each audience finds something, and professionals most."""
    count = Counter(audience for card in deck.cards for audience in card.audience)
    assert len(deck.cards) >= 48
    assert min(count.values()) >= 4
    assert set(count) == {"professional", "starter", "team", "manager", "organisation", "policy", "education"}
    assert count.most_common(1)[0][0] == "professional"


def test_the_manual_counts_the_cards(deck: Deck) -> None:
    """Whoever adds a card is reminded of `docs/cards.md`, which says how many there are."""
    people = sum(card.before_tips for card in deck.cards)
    manual = (ROOT / "docs" / "cards.md").read_text(encoding="utf-8")
    assert f"**{len(deck.cards) - people} cards**" in manual
    assert f"**{people} cards of people to turn to**" in manual


def test_every_card_is_complete_in_dutch_and_english(deck: Deck) -> None:
    """No language is left behind, and no text is simply repeated in both."""
    for card in deck.cards:
        for name, text in texts(card).items():
            assert set(text) == {"nl", "en"}, (card.key, name)
            assert text["nl"] != text["en"], (card.key, name)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_card_is_short(deck: Deck, language: str) -> None:
    """Two to five short sentences, one title that fits a phone, one step."""
    for card in deck.cards:
        sentences = [part.strip() for part in SENTENCE_END.split(card.text[language]) if part.strip()]
        assert 2 <= len(sentences) <= 5, card.key
        assert max(len(sentence.split()) for sentence in sentences) <= 28, card.key
        assert len(card.text[language].split()) <= 75, card.key
        assert len(card.title[language]) <= 60, card.key
        assert len(card.step[language].split()) <= 30, card.key


def test_a_step_can_follow_a_colon(deck: Deck) -> None:
    """The screen says “Small step:” before it; it ends as a sentence."""
    for card in deck.cards:
        for step in card.step.values():
            assert step[0].islower(), card.key
            assert step.endswith("."), card.key


def test_no_card_is_cheerful(deck: Deck) -> None:
    """No exclamation marks about hard work, and no word that the product avoids."""
    avoided = re.compile(r"!|\b(dashboard|kpi|engagement|score|resultaten|gewoon even)\b", re.IGNORECASE)
    for card in deck.cards:
        for text in texts(card).values():
            assert not any(avoided.search(words) for words in text.values()), card.key


def test_every_document_and_recommendation_is_covered(deck: Deck) -> None:
    """All five documents speak. Left out on purpose: R003-037, a political view of a few respondents."""
    covered = {name for card in deck.cards for source in card.sources for name in source.recommendations}
    assert {source.document for card in deck.cards for source in card.sources} == set(deck.documents)
    per_document = Counter(name[:4] for name in covered)
    assert per_document == {"R000": 51, "R001": 67, "R002": 11, "R003": 45, "R004": 42}
    assert "R003-037" not in covered


def test_a_recommendation_is_cited_with_its_own_document(deck: Deck) -> None:
    """The number and the title on the card belong together."""
    numbers = {"R000": "peo_3", "R001": "peo_4", "R002": "peo_3_summary", "R003": "peo_2", "R004": "fontys"}
    for card in deck.cards:
        for source in card.sources:
            assert all(numbers[name[:4]] == source.document for name in source.recommendations), card.key


def test_general_cards_wait_for_fitting_ones(deck: Deck) -> None:
    """A card for everybody never pushes aside one that answers an answer."""
    for card in deck.cards:
        general = any(getattr(rule, "always", False) for rule in (card.rule, card.group_rule))
        assert not general or card.priority <= 3, card.key
