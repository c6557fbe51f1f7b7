"""All cards to browse, print and share: the same for everybody, signed in or not, so that none tells whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.cards import Card
from app.cards.card_deck import card_folders, deck
from app.cards.card_sets import CardSet, browsable, sets_for
from app.cards.taken_over import deck_for
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


def every_card(questionnaires: Iterable[str]) -> list[tuple[str, list[CardInWords]]]:
    """Return all cards for a professional or a team as (title of the subject, its cards), in the order of the files.
    `questionnaires`: the keys of those in use here; cards of others stand in no list.
    """
    subjects: dict[str, list[CardInWords]] = {}
    for found in map(deck_for, questionnaires):
        listed = {each.key for cards in subjects.values() for each in cards}
        for card in (each for each in browsable(found.cards) if each.key not in listed):
            subjects.setdefault(say(found.subjects[card.key]), []).append(_browsed(card))
    return list(subjects.items())


def every_set(questionnaires: Sequence[str]) -> list[BrowsedSet]:
    """Return the card sets of these questionnaires to browse, in the order of their files.

    A set that two of them share stands there once, with the most cards.
    """
    titles = {card.key: say(card.title) for found in map(deck_for, questionnaires) for card in found.cards}
    found: dict[str, CardSet] = {}
    for each in (each for key in questionnaires for each in sets_for(key)):
        if each.key not in found or _size(each) > _size(found[each.key]):
            found[each.key] = each
    return [
        BrowsedSet(
            key=each.key,
            title=say(each.title),
            about=say(each.about),
            source=source_words(document_title(each.document), each.section),
            parts=tuple((say(part.title), _titled(part.cards, titles)) for part in each.parts),
        )
        for each in found.values()
    ]


def card_to_share(key: str) -> CardInWords:
    """Return one card of any questionnaire by itself, without anything about the reader. Raises CardUnknown."""
    every = (card for each in dict.fromkeys(card_folders().values()) for card in browsable(deck(each).cards))
    found = next((card for card in every if card.key == key), None)
    if found is None:
        raise CardUnknown(key)
    return _browsed(found)


def _size(each: CardSet) -> int:
    return sum(len(part.cards) for part in each.parts)


def _titled(keys: Iterable[str], titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, titles[key]) for key in keys)


def _browsed(card: Card) -> CardInWords:
    return card_in_words(card, audience=audience_words(card))
