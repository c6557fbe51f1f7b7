"""All cards to browse, print and share: the same for everybody, signed in or not, so that none tells whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.cards import Card
from app.cards.card_deck import deck
from app.cards.card_sets import browsable, card_sets
from app.mirror.card_view import audience_words
from app.mirror.own_cards import CardUnknown, document_title
from app.web.language import say, source_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsedCard:
    """A card as anybody reads it: nothing about why somebody got it, or what they did with it."""

    key: str
    kind: str
    audience: str
    title: str
    text: str
    step: str
    evidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsedSet:
    """A set to browse; `parts`: a heading with the key and title of each of its cards."""

    key: str
    title: str
    about: str
    source: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def every_card() -> list[tuple[str, list[BrowsedCard]]]:
    """Return all cards for people and their teams, by the title of their subject, in the order of the content files."""
    subjects: dict[str, list[BrowsedCard]] = {}
    for card in browsable(deck().cards):
        subjects.setdefault(say(deck().subjects[card.key]), []).append(_browsed(card))
    return list(subjects.items())


def every_set() -> list[BrowsedSet]:
    """Return the sets to browse, in their own order."""
    titles = {card.key: say(card.title) for card in deck().cards}
    return [
        BrowsedSet(
            key=each.key,
            title=say(each.title),
            about=say(each.about),
            source=source_words(document_title(each.document), each.section),
            parts=tuple((say(part.title), _titled(part.cards, titles)) for part in each.parts),
        )
        for each in card_sets()
    ]


def card_to_share(key: str) -> BrowsedCard:
    """Return one card by itself. Raises CardUnknown."""
    found = next((card for card in browsable(deck().cards) if card.key == key), None)
    if found is None:
        raise CardUnknown(key)
    return _browsed(found)


def _titled(keys: Iterable[str], titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, titles[key]) for key in keys)


def _browsed(card: Card) -> BrowsedCard:
    return BrowsedCard(
        key=card.key,
        kind=card.kind,
        audience=audience_words(card),
        title=say(card.title),
        text=say(card.text),
        step=say(card.step),
        evidence=say(card.evidence),
        sources=tuple(source_words(document_title(each.document), each.section) for each in card.sources),
    )
