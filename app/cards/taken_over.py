"""The cards of any questionnaire: its own, or those of the library whose questions it took over unchanged.

Decides when a question is the same as in the library, and which cards then fit. A card fits when its rule rests on
such questions alone: what it says was written for those words and those answers. Must not know any answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add

from app.cards.card_deck import Deck, deck
from app.cards.card_schema import (
    PERSONAL_AUDIENCES,
    All,
    Always,
    AnyOf,
    Card,
    GroupShareRule,
    Not,
    Profile,
    Rule,
    looks_at_answers,
)
from app.cards.rule_walk import conditions
from app.instrument.installed import installed_keys, instrument_of, is_own
from app.instrument.schema import GridLine, Instrument, Item, Option, Wording

NO_CARDS = Deck((), {}, (), {})


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a questionnaire shares with one of the library.

    `questions`: keys of the questions that are the same. `answers`: by question, the keys of the answers that are.
    """

    questions: frozenset[str]
    answers: Mapping[str, frozenset[str]]

    def holds(self, condition: Rule) -> bool:
        """Return whether a single condition of a rule looks at nothing but what was taken over."""
        match condition:
            case Always():
                return True
            case Profile():
                return self.answers.get(condition.profile, frozenset()).issuperset(condition.among)
        return _question(condition) in self.questions


@lru_cache
def deck_for(questionnaire: str) -> Deck:
    """Return every card for a questionnaire, worked out once; for one that was written on a page, those that fit it.

    Raises ContentFault.
    """
    if not is_own(questionnaire):
        return deck(questionnaire)
    own = instrument_of(questionnaire)
    return fitting_deck(own.items, languages=own.languages)


@lru_cache
def personal_cards(questionnaire: str) -> tuple[Card, ...]:
    """Return every card for a questionnaire that a participant can get."""
    return tuple(card for card in deck_for(questionnaire).cards if card.is_personal)


def fitting_deck(questions: Sequence[Item], *, languages: Collection[str]) -> Deck:
    """Return the library's cards whose rules rest on those of these questions that were taken over unchanged."""
    return reduce(
        add,
        (
            _fitting(deck(key), taken_over(questions, instrument_of(key), languages=languages))
            for key in installed_keys()
        ),
        NO_CARDS,
    )


def questions_of(card: Card) -> frozenset[str]:
    """Return the keys of the questions whose answers or figures a card's rules look at."""
    rules = [rule for rule in (card.rule, card.group_rule) if rule is not None]
    found = (_question(condition) for rule in rules for _place, condition in conditions(rule))
    return frozenset(key for key in found if key)


def taken_over(questions: Sequence[Item], library: Instrument, *, languages: Collection[str]) -> TakenOver:
    """Return what these questions share with a questionnaire of the library, compared in the languages both have."""
    shared = sorted({*languages} & {*library.languages})
    theirs = {item.key: item for item in library.items}
    pairs = [(item, theirs[item.key]) for item in questions if item.key in theirs and shared]
    return TakenOver(
        frozenset(one.key for one, other in pairs if _meaning(one, shared) == _meaning(other, shared)),
        {one.key: _same_answers(one, other, shared) for one, other in pairs if one.type == other.type},
    )


def _same_answers(one: Item, other: Item, languages: Sequence[str]) -> frozenset[str]:
    words, others = ({each.key: _words(each.text, languages) for each in item.options} for item in (one, other))
    return frozenset(key for key in words.keys() & others.keys() if words[key] == others[key])


def _meaning(item: Item, languages: Sequence[str]) -> tuple[object, ...]:
    """Return everything of a question that its answers mean something by: its words, and what can be answered."""
    return (
        item.type,
        _words(item.text, languages),
        _options(item.options, languages),
        () if item.piped_from else _lines(item.rows, languages),
        (item.escape.key if item.escape else None, item.max_choices, item.piped_from),
        (item.min, item.max, item.favourable_from, item.cuts),
        {at: _words(words, languages) for at, words in item.anchors.items()},
    )


def _options(options: Sequence[Option], languages: Sequence[str]) -> list[tuple[object, ...]]:
    """Return the answers with the order of their steps, however the steps are numbered."""
    steps = sorted({each.rank for each in options if each.rank is not None})
    return sorted(
        (each.key, _words(each.text, languages), each.favourable, -1 if each.rank is None else steps.index(each.rank))
        for each in options
    )


def _lines(rows: Sequence[GridLine], languages: Sequence[str]) -> list[tuple[object, ...]]:
    return sorted((each.key, _words(each.text, languages)) for each in rows)


def _words(wording: Wording, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(wording.get(language, "").split()) for language in languages)


def _question(condition: Rule) -> str:
    """Return the key of the question that a single condition looks at; empty for one about nothing or a background."""
    match condition:
        case GroupShareRule():
            return condition.group.partition(".")[0]
        case Always() | Profile():
            return ""
    return str(getattr(condition, "item", "")).partition(".")[0]


def _fitting(library: Deck, known: TakenOver) -> Deck:
    cards = tuple(fitted for card in library.cards if (fitted := _fitted(card, known)) is not None)
    if not cards:
        return NO_CARDS
    return Deck(cards, library.documents, library.languages, library.subjects)


def _fitted(card: Card, known: TakenOver) -> Card | None:
    """Return the card with what is left of its rules, for the readers that it still has; None when it has none."""
    rule, group_rule = _left_of(card.rule, known), _left_of(card.group_rule, known)
    if rule is not None and (not looks_at_answers(rule) or not _whole(card.not_for, known)):
        rule = None
    if group_rule is not None and not any(_question(each) for _place, each in conditions(group_rule)):
        group_rule = None
    readers = tuple(_readers(card, personal=rule is not None, groups=group_rule is not None))
    if not readers:
        return None
    changed = {"audience": readers, "rule": rule, "group_rule": group_rule}
    return Card.model_construct(**{**{name: getattr(card, name) for name in Card.model_fields}, **changed})


def _readers(card: Card, *, personal: bool, groups: bool) -> Iterator[str]:
    yield from (each for each in card.audience if (personal if each in PERSONAL_AUDIENCES else groups))


def _left_of(rule: Rule | None, known: TakenOver) -> Rule | None:
    """Return a rule without the alternatives that ask for other questions; None when it cannot hold without those.

    What is excluded has to be known as a whole: where it cannot be asked, nobody could be kept from the card.
    """
    match rule:
        case None:
            return None
        case All():
            parts = tuple(part for each in rule.all if (part := _left_of(each, known)) is not None)
            return All.model_construct(all=parts) if len(parts) == len(rule.all) else None
        case AnyOf():
            left = tuple(part for each in rule.any if (part := _left_of(each, known)) is not None)
            return AnyOf.model_construct(any=left) if left else None
        case Not():
            return rule if _whole(rule.negated, known) else None
    return rule if known.holds(rule) else None


def _whole(rule: Rule | None, known: TakenOver) -> bool:
    return rule is None or all(known.holds(condition) for _place, condition in conditions(rule))
