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
from app.wording.card_words import CardInWords, card_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowsedSet:
    """A set of cards to browse; `parts`: a heading with the key and title of each of its cards."""

    key: str
    title: str
    about: str
    source: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def every_card() -> list[tuple[str, list[CardInWords]]]:
    """Return all cards for a professional or a team as (title of the subject, its cards), in the order of the files."""
    subjects: dict[str, list[CardInWords]] = {}
    for card in browsable(deck().cards):
        subjects.setdefault(say(deck().subjects[card.key]), []).append(_browsed(card))
    return list(subjects.items())


def every_set() -> list[BrowsedSet]:
    """Return the card sets to browse, in the order of their file."""
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


def card_to_share(key: str) -> CardInWords:
    """Return one card by itself, without anything about the reader. Raises CardUnknown."""
    found = next((card for card in browsable(deck().cards) if card.key == key), None)
    if found is None:
        raise CardUnknown(key)
    return _browsed(found)


def _titled(keys: Iterable[str], titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, titles[key]) for key in keys)


def _browsed(card: Card) -> CardInWords:
    return card_in_words(card, audience=audience_words(card))
