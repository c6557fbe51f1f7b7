"""What the page of a questionnaire that is being written says of cards: which fit it, and which questions have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.cards.card_schema import Card
from app.cards.card_sets import browsable
from app.cards.taken_over import fitting_deck, questions_of, taken_over
from app.instrument.indicators import BACKGROUND
from app.instrument.installed import installed_keys, instrument_of
from app.instrument.questionnaire_drafts import Content, questions_in
from app.instrument.schema import Item
from app.web.language import say


@dataclass(frozen=True, slots=True)
class CardTitle:
    """A card by its title. `key`: under which anybody can read it; empty for a card for readers of figures alone."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class CardsOfDraft:
    """The cards that fit a questionnaire, and the texts of its questions that no card speaks of.

    `people`: cards that a participant can get. `groups`: those for teams, managers and others, by a group's figures.
    `changed`: of the questions `without` a card, those that a questionnaire of the library asks in other words.
    """

    people: tuple[CardTitle, ...]
    groups: tuple[CardTitle, ...]
    without: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many cards there are; one for people and groups counts once."""
        return len({*self.people, *self.groups})


def cards_of_draft(content: Content) -> CardsOfDraft:
    """Return the cards that fit the questions of a draft as they are now."""
    languages = content["languages"]
    questions = [item for item in questions_in(content) if item.block != BACKGROUND]
    cards = fitting_deck(questions_in(content), languages=languages).cards
    spoken_of = frozenset[str]().union(*map(questions_of, cards))
    changed = _changed(questions, languages)
    return CardsOfDraft(
        people=_titled(card for card in cards if card.is_personal),
        groups=_titled(card for card in cards if card.is_for_groups),
        without=tuple(say(item.text) for item in questions if item.key not in {*spoken_of, *changed}),
        changed=tuple(say(item.text) for item in questions if item.key in changed),
    )


def _changed(questions: Sequence[Item], languages: Sequence[str]) -> frozenset[str]:
    libraries = [instrument_of(key) for key in installed_keys()]
    known = {item.key for library in libraries for item in library.items}
    same = (taken_over(questions, library, languages=languages).questions for library in libraries)
    return frozenset(item.key for item in questions if item.key in known).difference(*same)


def _titled(cards: Iterable[Card]) -> tuple[CardTitle, ...]:
    return tuple(CardTitle(card.key if card in browsable([card]) else "", say(card.title)) for card in cards)
