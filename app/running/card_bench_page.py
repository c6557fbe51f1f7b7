"""What the programme team sees of the cards: all of them, one as on a phone, and what typical people would get.

Reads content files alone. Must not know any participant: how many people got a card is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from app.cards.author_bench import TriedOn, author_bench
from app.cards.author_checks import Hint, ReadingEase, card_ease
from app.cards.card_schema import Audience, Card, Kind
from app.cards.taken_over import deck_for
from app.instrument.schema import Instrument
from app.web.language import say, source_words

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
KINDS: tuple[Kind, ...] = get_args(Kind)


class CardMissing(LookupError):
    """No card has this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchLine:
    """A recommendation card in the programme team's list. `hints`: how many hints there are for its author."""

    key: str
    title: str
    subject: str
    kind: str
    audience: tuple[str, ...]
    hints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchCard:
    """A recommendation card as its author sees it: texts, hints, reading difficulty, and people whom it fits."""

    card: Card
    title: str
    text: str
    step: str
    evidence: str
    sources: tuple[str, ...]
    ease: tuple[tuple[str, ReadingEase], ...]
    hints: tuple[Hint, ...]
    tried: tuple[TriedOn, ...]
    people: int


def bench_lines(
    instrument: Instrument, *, audience: str, kind: str, words: str, only_hints: bool
) -> Sequence[BenchLine]:
    """Return a questionnaire's cards for this audience and kind that contain `words`, in the order of the files.
    An empty text means no limit; `only_hints` leaves out cards without hints for their author.
    """
    found, bench = deck_for(instrument.key), author_bench(instrument.key)
    lines = [
        BenchLine(
            key=card.key,
            title=say(card.title),
            subject=say(found.subjects[card.key]),
            kind=card.kind,
            audience=card.audience,
            hints=len(bench.hints_about(card.key)),
        )
        for card in found.cards
        if audience in ("", *card.audience) and kind in ("", card.kind) and _has(card, words)
    ]
    return [line for line in lines if line.hints or not only_hints]


def bench_card(instrument: Instrument, key: str) -> BenchCard:
    """Return one card of a questionnaire as its author sees it, with people whom it fits. Raises CardMissing."""
    card = next((each for each in deck_for(instrument.key).cards if each.key == key), None)
    if card is None:
        raise CardMissing(key)
    bench, titles = author_bench(instrument.key), deck_for(instrument.key).documents
    return BenchCard(
        card=card,
        title=say(card.title),
        text=say(card.text),
        step=say(card.step),
        evidence=say(card.evidence),
        sources=tuple(source_words(titles[each.document].title, each.section) for each in card.sources),
        ease=tuple((language, card_ease(card, language)) for language in card.text),
        hints=bench.hints_about(key),
        tried=bench.tried(key),
        people=len(bench.file.people),
    )


def _has(card: Card, words: str) -> bool:
    """Return whether every one of `words` stands in the key or, in any of its languages, in the card."""
    texts = (card.key, *(text for field in (card.title, card.text, card.step) for text in field.values()))
    everything = " ".join(texts).casefold()
    return all(word in everything for word in words.casefold().split())
