"""Reads the card files and reports every fault in them to the author, with file and line.

Decides what a faulty card is: its fields (`card_schema`), languages, documents and rules (`rule_names`). Must
not know which questionnaire is in use: a folder says for which one its cards are, the caller which names exist.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from app.cards.card_schema import All, AnyOf, Card, CardFile, Document, Library, Not, Rule, Text
from app.cards.card_texts import MOST_LETTERS, faults_of_text
from app.cards.possible_rules import contradiction, without
from app.cards.rule_names import Found, KnownNames, faults_of_rule, unknown
from app.config import ROOT
from app.content.plain_text import NOT_PLAIN, is_plain
from app.content.reading import ContentFault, Fault, Place, read_yaml_with_lines, validated

FOLDER = ROOT / "app" / "content" / "cards"
PEOPLE_FIRST = ROOT / "app" / "content" / "people-first"
LIBRARY = "documents.yaml"


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of a questionnaire in the order of files and lines, with their documents and each card's subject."""

    cards: tuple[Card, ...]
    documents: Mapping[str, Document]
    languages: tuple[str, ...]
    subjects: Mapping[str, Text]

    def __add__(self, other: "Deck") -> "Deck":
        """Return a deck with the cards of both, those of the first deck first."""
        return Deck(
            self.cards + other.cards,
            {**self.documents, **other.documents},
            tuple(dict.fromkeys((*self.languages, *other.languages))),
            {**self.subjects, **other.subjects},
        )


@dataclass(slots=True)
class _Reading:
    """The state of reading a folder: the cards read so far and the faults found in them."""

    library: Library
    known: KnownNames | None
    cards: dict[str, Card] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    subjects: dict[str, Text] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def load_cards(folder: Path, known: KnownNames | None = None) -> Deck:
    """Read every card file in a folder; without `known` the names in rules are not checked.

    Raises ContentFault with every fault of every file.
    """
    reading = _Reading(validated(read_yaml_with_lines(folder / LIBRARY), Library), known)
    for path in sorted(folder.glob("*.yaml")):
        if path.name != LIBRARY:
            _read_file(path, reading)
    if reading.faults:
        raise ContentFault(reading.faults)
    library = reading.library
    return Deck(tuple(reading.cards.values()), library.documents, library.languages, reading.subjects)


@lru_cache
def card_folders() -> Mapping[Path, str]:
    """Return every folder with cards and the key of the questionnaire it is for, people to turn to before tips.

    Raises ContentFault.
    """
    libraries = (path for folder in (PEOPLE_FIRST, FOLDER) for path in sorted(folder.rglob(LIBRARY)))
    return {path.parent: validated(read_yaml_with_lines(path), Library).questionnaire for path in libraries}


def folders_for(questionnaire: str) -> tuple[Path, ...]:
    """Return the folders with cards for a questionnaire, people to turn to before tips; empty when it has no cards."""
    return tuple(folder for folder, key in card_folders().items() if key == questionnaire)


@lru_cache
def deck(questionnaire: str) -> Deck:
    """Return every card that was written for a questionnaire, read once: first people to turn to, then the others.

    Empty for a questionnaire without cards; `app.cards.taken_over` also knows those that were written on a page.
    Raises ContentFault when a file has faults.
    """
    found = Deck((), {}, (), {})
    for folder in folders_for(questionnaire):
        found += load_cards(folder)
    return found


@lru_cache
def document_titles() -> Mapping[str, Text]:
    """Return the title of every document that a card of any questionnaire cites, by language."""
    decks = (deck(key) for key in dict.fromkeys(card_folders().values()))
    return {key: document.title for each in decks for key, document in each.documents.items()}


def check(folder: Path, known: KnownNames) -> list[Fault]:
    """Return every fault of the cards in `folder`, in the order of files and lines; empty when all is well."""
    try:
        load_cards(folder, known)
    except ContentFault as fault:
        return fault.faults
    return []


def _read_file(path: Path, reading: _Reading) -> None:
    try:
        document = read_yaml_with_lines(path)
        file = validated(document, CardFile)
    except ContentFault as fault:
        reading.faults.extend(fault.faults)
        return
    for place, what in _faults_of_name(("subject",), file.subject, reading.library):
        reading.faults.append(document.fault_at(place, what))
    for index, card in enumerate(file.cards):
        for place, what in _faults_of_card(card, reading):
            reading.faults.append(document.fault_at(("cards", index, *place), f"{card.key}: {what}"))
        reading.cards.setdefault(card.key, _with_shared_rules(card, reading.rules))
        reading.subjects.setdefault(card.key, file.subject)


def _with_shared_rules(card: Card, rules: dict[str, Rule]) -> Card:
    """Return the card with the same object for each rule that is equal to one of an earlier card.

    Of 285 rules and parts of rules 113 differ, and each is evaluated once for a person and wave.
    """
    own = {name: rule for name in ("rule", "not_for", "group_rule") if (rule := getattr(card, name)) is not None}
    return card.model_copy(update={name: _shared(rule, rules) for name, rule in own.items()})


def _shared(rule: Rule, rules: dict[str, Rule]) -> Rule:
    match rule:
        case All():
            rule = rule.model_copy(update={"all": tuple(_shared(part, rules) for part in rule.all)})
        case AnyOf():
            rule = rule.model_copy(update={"any": tuple(_shared(part, rules) for part in rule.any)})
        case Not():
            rule = rule.model_copy(update={"negated": _shared(rule.negated, rules)})
    return rules.setdefault(repr(rule), rule)


def _faults_of_card(card: Card, reading: _Reading) -> Found:
    """Yield each fault of one card with its place in the card."""
    if card.key in reading.cards:
        yield ("key",), "another card has this key too"
    yield from _faults_of_words(card, reading.library)
    for index, construct in enumerate(card.constructs):
        if construct not in reading.library.constructs:
            yield ("constructs", index), unknown("construct", construct, reading.library.constructs)
    for index, source in enumerate(card.sources):
        if source.document not in reading.library.documents:
            what = unknown("document", source.document, reading.library.documents)
            yield ("sources", index, "document"), what
        yield from _faults_of_name(("sources", index, "section"), source.section, reading.library)
    for name, personal in (("rule", True), ("not_for", True), ("group_rule", False)):
        rule = getattr(card, name)
        if rule is not None:
            yield from faults_of_rule(rule, (name,), known=reading.known, personal=personal)
    if card.rule and card.not_for and (item := contradiction(without(card.rule, card.not_for))) is not None:
        yield ("not_for",), f"nobody can get this card: not_for holds whenever rule does, by what it asks of '{item}'"


def _faults_of_words(card: Card, library: Library) -> Found:
    for name in MOST_LETTERS:
        text = getattr(card, name)
        yield from (((name,), what) for what in _missing(text, library.languages))
        yield from (((name, language), what) for language, what in faults_of_text(name, text))


def _faults_of_name(place: Place, text: Text, library: Library) -> Found:
    """Yield the faults of a short text that is no field of a card: a subject, a section of a document."""
    yield from ((place, what) for what in _missing(text, library.languages))
    yield from (((*place, language), NOT_PLAIN) for language, words in text.items() if not is_plain(words))


def _missing(text: Text, languages: Iterable[str]) -> Iterable[str]:
    return [f"the language '{language}' is missing" for language in languages if language not in text]
