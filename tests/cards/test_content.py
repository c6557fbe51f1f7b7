"""The cards themselves: complete, in plain words, for everybody, with a source."""

import re
from collections import Counter

import pytest

from app.cards.card_deck import Deck
from app.cards.card_schema import Card, Text
from app.cards.rule_evaluation import reasons_for
from app.cards.situation import Situation
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
    rows = {"R000": 51, "R001": 67, "R002": 11, "R003": 46, "R004": 42}
    every = {f"{document}-{row:03}" for document, last in rows.items() for row in range(1, last + 1)}
    assert len(every) == 217
    assert every - covered == {"R003-037"}
    assert covered <= every


def test_no_text_claims_to_know_the_reader(deck: Deck) -> None:
    """Everybody reads every card, in the list, on paper or passed on by somebody. What was answered stands in the
    reason alone, which is not passed on; and no card says that nobody else sees it.
    """
    claims = re.compile(
        r"\b(je cijfer|jouw cijfer|your grade|je antwoord(?! in je dagboek)|jouw antwoord|your answer(?! in your diary)"
        r"|you answered|het gaat (al|goed)|deze kaart|this card)\b",
        re.IGNORECASE,
    )
    for card in deck.cards:
        for name, text in texts(card).items():
            assert not any(claims.search(words) for words in text.values()), (card.key, name)


FAMILIES = re.compile(
    r"\b(gezin|gezinnen|cliënt|cliënten|ouder|ouders|jongere|jongeren|bezoek|zaak|zaken|dossier|family|families|client"
    r"|parents|visit|case|cases|caseload)\b",
    re.IGNORECASE,
)
VISITS = re.compile(r"\b(bezoek|bezoeken|mee naar huis|visit|home with you|comes home)\b", re.IGNORECASE)


@pytest.mark.parametrize(("words", "function"), [(FAMILIES, "manager"), (VISITS, "family_home_parent")])
def test_work_that_somebody_does_not_do_is_no_card_for_them(deck: Deck, words: re.Pattern[str], function: str) -> None:
    """A manager without clients gets no step with a family, and who lives where the children live no visit to them."""
    nobody = Situation(wave_number=1, favourable={}, profile={"function": function, "experience": "0-3"})
    for card in deck.cards:
        if card.rule is None or card.before_tips:
            continue
        speaks = any(words.search(each) for text in (card.title, card.text, card.step) for each in text.values())
        kept = card.not_for is not None and reasons_for(card.not_for, nobody) is not None
        assert not speaks or kept or not _can_be_for(card, function), card.key


def _can_be_for(card: Card, function: str) -> bool:
    """Whether the card's rule leaves room for somebody with this function."""
    parts = getattr(card.rule, "all", None) or [card.rule]
    functions = [part for part in parts if getattr(part, "profile", "") == "function"]
    return all(function in part.among for part in functions)


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
