"""Sets of cards to browse, as the studies put them together: a content file, checked like the cards.

Decides what a faulty set is. Must not know who browses.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.cards.card_deck import Deck, deck
from app.cards.card_schema import Card, Key, Text
from app.cards.card_texts import faults_of_text
from app.cards.rule_names import unknown
from app.cards.taken_over import deck_for
from app.config import ROOT
from app.content.reading import ContentFault, Fault, Place, read_yaml_with_lines, validated
from app.instrument.installed import installed_keys, is_own

FOLDER = ROOT / "app" / "content" / "card-sets"


class _SetContent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetPart(_SetContent):
    """One heading of a set and the keys of its cards."""

    title: Text
    cards: Annotated[tuple[Key, ...], Field(min_length=1)]


class CardSet(_SetContent):
    """A set of cards to browse: what it is about, the document it comes from, and its parts in order."""

    key: Key
    title: Text
    about: Text
    document: str
    section: Text
    parts: Annotated[tuple[SetPart, ...], Field(min_length=1)]


class CardSetFile(_SetContent):
    """A file of card sets: for which questionnaire, all sets in the order shown, the languages every text must have."""

    questionnaire: Key
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    sets: Annotated[tuple[CardSet, ...], Field(min_length=1)]


def browsable(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Return the cards that anybody may browse: those for a single professional and those for a team."""
    return tuple(card for card in cards if card.is_personal or "team" in card.audience)


@lru_cache
def set_files() -> Mapping[Path, str]:
    """Return every file of card sets with the key of the questionnaire it is for. Raises ContentFault."""
    return {
        path: validated(read_yaml_with_lines(path), CardSetFile).questionnaire for path in sorted(FOLDER.glob("*.yaml"))
    }


@lru_cache
def card_sets(questionnaire: str) -> tuple[CardSet, ...]:
    """Return the card sets for a questionnaire, read once; empty when it has none. Raises ContentFault."""
    files = (path for path, key in set_files().items() if key == questionnaire)
    return tuple(each for path in files for each in load_sets(path, deck(questionnaire)))


@lru_cache
def sets_for(questionnaire: str) -> tuple[CardSet, ...]:
    """Return the card sets to browse for any questionnaire; for one that was written on a page the library's that fit.

    A set keeps the cards that fit, a part and a set with no card left are gone; empty when no set is left.
    Raises ContentFault.
    """
    if not is_own(questionnaire):
        return card_sets(questionnaire)
    fitting = {card.key for card in browsable(deck_for(questionnaire).cards)}
    library = (each for key in installed_keys() for each in card_sets(key))
    return tuple(left for each in library if (left := _left_of(each, fitting)) is not None)


def _left_of(whole: CardSet, fitting: Collection[str]) -> CardSet | None:
    """Return the set with these cards alone; None when it has none of them."""
    cards = [(part, tuple(key for key in part.cards if key in fitting)) for part in whole.parts]
    parts = tuple(part.model_copy(update={"cards": left}) for part, left in cards if left)
    return whole.model_copy(update={"parts": parts}) if parts else None


def load_sets(path: Path, deck: Deck) -> tuple[CardSet, ...]:
    """Read the file of card sets. Raises ContentFault with every fault, such as an unknown card or missing language."""
    document = read_yaml_with_lines(path)
    file = validated(document, CardSetFile)
    faults: list[Fault] = [
        document.fault_at(("sets", place, *where), f"{each.key}: {what}")
        for place, each in enumerate(file.sets)
        for where, what in _faults(each, deck, file.languages)
    ]
    if faults:
        raise ContentFault(faults)
    return file.sets


def check_sets(path: Path, deck: Deck) -> Sequence[Fault]:
    """Return every fault in the file of card sets; empty when all is well."""
    try:
        load_sets(path, deck)
    except ContentFault as fault:
        return fault.faults
    return ()


def _faults(each: CardSet, deck: Deck, languages: Iterable[str]) -> Iterator[tuple[Place, str]]:
    known = {card.key: card for card in browsable(deck.cards)}
    if each.document not in deck.documents:
        yield ("document",), unknown("document", each.document, deck.documents)
    texts: list[tuple[Place, str, Text]] = [
        (("title",), "title", each.title),
        (("about",), "evidence", each.about),
        (("section",), "evidence", each.section),
    ]
    for place, part in enumerate(each.parts):
        texts.append((("parts", place, "title"), "evidence", part.title))
        for index, key in enumerate(part.cards):
            if key not in known:
                yield ("parts", place, "cards", index), unknown("card for people or teams", key, known)
    for where, name, text in texts:
        for language in languages:
            if language not in text:
                yield where, f"the language '{language}' is missing"
        for _language, what in faults_of_text(name, text):
            yield where, what
