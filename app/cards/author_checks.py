"""What an author of cards should look at again: not faults, for all of it can be meant.

Decides which rules fit nearly everybody or nobody among typical people, which cards come for the very same answers, and
which texts are hard to read. Must not know any participant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.cards.card_schema import Card, Text
from app.cards.personas import Favourable, Persona, PersonaFile, Step, situations_of
from app.cards.rule_evaluation import reasons_for

NEARLY_ALL = 0.9
ALIKE = 0.6
"""The share of common words from which two texts say nearly the same."""

HARD = 45
"""LIX from which a text counts as difficult for a phone (Björnsson 1968: 40 to 50 is average, over 50 difficult)."""

LONG_SENTENCE = 22
LONG_WORD = 7
"""Letters from which LIX counts a word as long."""

Fits = Mapping[str, frozenset[tuple[str, int]]]
"""By card the rounds in which its rule holds: key of the person and number of the round."""

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint for a card's author: the card's key, the kind of hint, and a sentence."""

    key: str
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class ReadingEase:
    """How hard a text is to read. `lix`: under 30 very easy, over 50 difficult.
    `longest`: the number of words in its longest sentence.
    """

    lix: float
    longest: int


def reading_ease(text: str) -> ReadingEase:
    """Return how hard a text is to read (LIX): words per sentence plus the percentage of words over six letters."""
    sentences = [_WORD.findall(each) for each in _SENTENCE_END.split(text)]
    counted = [words for words in sentences if words]
    words = [word for each in counted for word in each]
    if not words:
        return ReadingEase(0.0, 0)
    long = sum(len(word) >= LONG_WORD for word in words)
    return ReadingEase(len(words) / len(counted) + 100 * long / len(words), max(len(each) for each in counted))


def card_ease(card: Card, language: str) -> ReadingEase:
    """Return how hard a card's text and its suggested step are to read in one language."""
    return reading_ease(f"{card.text.get(language, '')} {card.step.get(language, '')}")


def rounds_that_fit(cards: Sequence[Card], file: PersonaFile, favourable: Favourable) -> Fits:
    """Return by card key when its rule holds, as pairs (key of a typical person, wave number).
    `file`: the typical people and their region; `favourable`: which options are favourable, by item.
    """
    places = [
        (persona, situation) for persona in file.people for situation in situations_of(persona, file.region, favourable)
    ]
    return {
        card.key: frozenset(
            (persona.key, situation.wave_number)
            for persona, situation in places
            if card.rule is not None and reasons_for(card.rule, situation) is not None
        )
        for card in cards
    }


def hints(
    cards: Sequence[Card], *, fits: Fits, followed: Mapping[str, Sequence[Step]], people: Sequence[Persona]
) -> list[Hint]:
    """Return all hints for authors of cards, sorted by card; a hint is no fault, but a reason to look at a card again.
    `fits`: by card key, the (person, wave) pairs in which its rule holds. `followed`: by person, the cards they got.

    `cards`: all of them. `people`: the typical people.
    """
    found = [
        *_of_rules(cards, fits, people=len(people)),
        *_never_new(cards, fits, followed),
        *_overlaps(cards, fits),
        *_of_texts(cards),
    ]
    return sorted(found, key=lambda hint: (hint.key, hint.kind))


def _of_rules(cards: Sequence[Card], fits: Fits, *, people: int) -> Iterator[Hint]:
    for card in cards:
        if not card.answers_bring_it_up:
            continue
        count = len({person for person, _wave in fits[card.key]})
        if count == 0:
            yield Hint(card.key, "nobody", f"fits none of the {people} typical people.")
        elif count >= NEARLY_ALL * people:
            yield Hint(card.key, "nearly everybody", f"fits {count} of the {people} typical people.")


def _never_new(cards: Sequence[Card], fits: Fits, followed: Mapping[str, Sequence[Step]]) -> Iterator[Hint]:
    """Yield cards that fit somebody and always lose to another."""
    new = {step.choice.card.key for steps in followed.values() for step in steps if step.choice}
    for card in cards:
        if card.answers_bring_it_up and fits[card.key] and card.key not in new:
            yield Hint(
                card.key, "never new", f"fits in {len(fits[card.key])} rounds and always yields to another card."
            )


def _overlaps(cards: Sequence[Card], fits: Fits) -> Iterator[Hint]:
    """Yield pairs of cards with the same rounds or the same figures, and pairs that say nearly the same.

    People to turn to share their rules on purpose: they come one after another.
    """
    for one, other in combinations(cards, 2):
        if one.kind == other.kind and set(one.constructs) & set(other.constructs):
            rounds = fits.get(one.key, frozenset())
            if one.answers_bring_it_up and not one.before_tips and rounds and rounds == fits.get(other.key):
                yield Hint(one.key, "overlap", f"fits in the very same rounds as {other.key}.")
            elif one.group_rule is not None and one.group_rule == other.group_rule and _same_readers(one, other):
                yield Hint(one.key, "overlap", f"has the same group_rule and readers as {other.key}.")
        if any(_alike(one.text, other.text, language) for language in one.text):
            yield Hint(one.key, "overlap", f"says nearly the same as {other.key}.")


def _same_readers(one: Card, other: Card) -> bool:
    return set(one.audience) == set(other.audience)


def _alike(one: Text, other: Text, language: str) -> bool:
    """Return whether two texts share most of their words."""
    words, others = (set(_WORD.findall(text.get(language, "").lower())) for text in (one, other))
    return bool(words) and len(words & others) > ALIKE * len(words | others)


def _of_texts(cards: Sequence[Card]) -> Iterator[Hint]:
    for card in cards:
        for language in card.text:
            ease = card_ease(card, language)
            if ease.lix > HARD:
                yield Hint(
                    card.key, "reading level", f"[{language}] is difficult to read: LIX {ease.lix:.0f}, over {HARD}."
                )
            if ease.longest > LONG_SENTENCE:
                yield Hint(card.key, "reading level", f"[{language}] has a sentence of {ease.longest} words.")
