"""Checks whether the parts of a questionnaire file fit together.

Decides which combinations are faults. Must not know files or line numbers: a fault is a place and a sentence.
Parts that could not be read are absent from the draft but their names are known, so that one mistake is
reported once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.reading import Place
from app.instrument.dead_questions import is_dead
from app.instrument.schema import Item, Option, Pulse, Relation, Scale

Incoherence = tuple[Place, str]

RESERVED = frozenset({"comment", "other_text"})
"""Names of the text fields beside an item, which no row or option may have as its key."""

CARD_HELP = ("yes", "a_bit", "no", "unsaid")
"""What a ballot on whether a card helped can say, most help first."""

_WORDS = frozenset({"short", "text", "hint", "comment"})
_COMMON = _WORDS | {"key", "block", "number", "measures", "type", "shown_if", "required", "seconds"}
_FIELDS: Mapping[str, frozenset[str]] = {
    "single": frozenset({"options", "scale"}),
    "multi": frozenset({"options", "scale", "max_choices"}),
    "grid": frozenset({"options", "scale", "rows", "escape"}),
    "scale": frozenset({"scale", "min", "max", "anchors", "favourable_from"}),
    "percent": frozenset({"min", "max", "cuts", "adds_up_with"}),
    "number": frozenset({"min", "max", "decimals"}),
    "text": frozenset({"max_length"}),
    "yes_no_per_choice": frozenset({"options", "scale", "piped_from"}),
}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "single": ("options",),
    "multi": ("options",),
    "grid": ("options", "rows"),
    "scale": ("min", "max"),
    "percent": ("min", "max"),
    "number": ("min", "max"),
    "text": (),
    "yes_no_per_choice": ("options", "piped_from"),
}


@dataclass(frozen=True, slots=True)
class InstrumentDraft:
    """The parts of a questionnaire file that could be read.

    `items` are by position, with their scale filled in; `written` are the fields that the author wrote.
    """

    block_names: frozenset[str]
    scale_names: frozenset[str]
    item_names: tuple[str | None, ...]
    scales: Mapping[str, Scale]
    items: Mapping[int, Item]
    written: Mapping[int, frozenset[str]]
    pulse: Pulse | None
    relations: Mapping[int, Relation]
    card_help: Item | None = None

    def position(self, key: str | None) -> int | None:
        """Return the position of an item, also when it could not be read; None when there is no such item."""
        return self.item_names.index(key) if key in self.item_names else None

    def item(self, key: str | None) -> Item | None:
        """Return an item that could be read; None for one that could not, or that does not exist."""
        position = self.position(key)
        return None if position is None else self.items.get(position)


def incoherences(draft: InstrumentDraft) -> Iterator[Incoherence]:
    """Yield the place and the sentence of every fault between the parts of a questionnaire."""
    for index, key in enumerate(draft.item_names):
        if key is not None and draft.position(key) != index:
            yield ("items", index, "key"), f"there is already an item '{key}'"
    for name, scale in draft.scales.items():
        yield from _options_at(("scales", name), scale.options)
        yield from _steps_at(("scales", name), scale)
    for index, item in draft.items.items():
        place = ("items", index)
        yield from _fields_at(place, item, draft.written[index])
        yield from _names_at(place, item, draft)
        yield from _options_at(place, () if item.scale else item.options)
        yield from _keys_at(place, item)
        yield from _steps_at(place, item)
        yield from _rule_at(index, item, draft)
        yield from _references_at(index, item, draft)
    yield from _pulse_at(draft)
    for index, relation in draft.relations.items():
        yield from _relation_at(("relations", index), relation, draft)
    if draft.card_help:
        yield from _card_help_at(draft.card_help, draft)


def _fields_at(place: Place, item: Item, written: frozenset[str]) -> Iterator[Incoherence]:
    for field in sorted(written - _COMMON - _FIELDS[item.type]):
        yield (*place, field), f"a question of type {item.type} has no '{field}'"
    for field in _NEEDS[item.type]:
        if getattr(item, field) in (None, ()):
            yield place, f"a question of type {item.type} needs '{field}'"
    if {"scale", "options"} <= written:
        yield (*place, "options"), "has a scale and options of its own: keep one of them"


def _names_at(place: Place, item: Item, draft: InstrumentDraft) -> Iterator[Incoherence]:
    if item.block not in draft.block_names:
        yield (*place, "block"), f"there is no block '{item.block}'"
    if item.scale is not None and item.scale not in draft.scale_names:
        yield (*place, "scale"), f"there is no scale '{item.scale}'"


def _options_at(place: Place, options: tuple[Option, ...]) -> Iterator[Incoherence]:
    yield from _repeated((*place, "options"), [option.key for option in options])
    ranked = sorted((option for option in options if option.rank is not None), key=lambda one: one.rank or 0)
    if len({option.rank for option in ranked}) < len(ranked):
        yield (*place, "options"), "two options have the same rank"
    if any(option.or_higher and option not in ranked[1:-1] for option in options):
        yield (*place, "options"), "'or_higher' belongs to a step of a scale with another above and below it"
    favourable = [option.favourable for option in ranked]
    if favourable != sorted(favourable) or any(one.favourable and one.rank is None for one in options):
        yield (*place, "options"), "the favourable options have to be the ones with the highest ranks"


def _keys_at(place: Place, item: Item) -> Iterator[Incoherence]:
    if item.type == "grid":
        yield from _repeated((*place, "rows"), list(item.row_keys))
    for part in (*item.options, *item.rows):
        if part.key in RESERVED:
            yield place, f"'{part.key}' is the name of a field beside the question: choose another key"
    if sum(part.open_text for part in (*item.options, *item.rows)) > 1:
        yield place, "only one answer can have words of its own beside it"
    if item.type != "multi" and any(option.exclusive for option in item.options):
        yield (*place, "options"), "only a question with several choices has an exclusive option"
    if item.max_choices is not None and item.max_choices > len(item.options):
        yield (*place, "max_choices"), "allows more choices than there are options"


def _steps_at(place: Place, part: Item | Scale) -> Iterator[Incoherence]:
    if isinstance(part, Item) and part.scale:
        return
    if part.min is not None and part.max is not None and part.min >= part.max:
        yield (*place, "max"), "has to be more than 'min'"
        return
    low, high = part.min or 0, part.max if part.max is not None else 100
    for step in part.anchors:
        if not low <= step <= high:
            yield (*place, "anchors"), f"{step} lies outside the scale"
    if part.favourable_from is not None and not low < part.favourable_from <= high:
        yield (*place, "favourable_from"), "lies outside the scale"
    cuts = part.cuts if isinstance(part, Item) else ()
    if list(cuts) != sorted(set(cuts)) or any(not low < cut <= high for cut in cuts):
        yield (*place, "cuts"), "have to rise, above 'min' and up to 'max'"


def _rule_at(index: int, item: Item, draft: InstrumentDraft) -> Iterator[Incoherence]:
    place: Place = ("items", index, "shown_if")
    found = list(_tests_at(index, item, draft))
    yield from found
    earlier = {each.key: each for position, each in sorted(draft.items.items()) if position < index}
    known = all(test.item in earlier for test in (item.shown_if.tests() if item.shown_if else ()))
    if known and not found and is_dead(item, earlier):
        yield place, "nobody is ever asked this: no answers to earlier questions fulfil the rule"


def _tests_at(index: int, item: Item, draft: InstrumentDraft) -> Iterator[Incoherence]:
    place: Place = ("items", index, "shown_if")
    for test in item.shown_if.tests() if item.shown_if else ():
        yield from _earlier(place, test.item, index=index, draft=draft)
        other = draft.item(test.item)
        if test.among is None or other is None:
            continue
        if other.type not in ("single", "multi"):
            yield place, f"'{other.key}' has no options to choose from: only 'answered' can be said of it"
            continue
        for key in test.among:
            if key not in other.option_keys:
                yield place, f"'{other.key}' has no option '{key}'"


def _references_at(index: int, item: Item, draft: InstrumentDraft) -> Iterator[Incoherence]:
    for field, key, type_ in (
        ("piped_from", item.piped_from, "multi"),
        ("adds_up_with", item.adds_up_with, "percent"),
    ):
        if key is None:
            continue
        yield from _earlier(("items", index, field), key, index=index, draft=draft)
        other = draft.item(key)
        if other is not None and other.type != type_:
            yield ("items", index, field), f"'{key}' is not a question of type {type_}"


def _earlier(place: Place, key: str | None, *, index: int, draft: InstrumentDraft) -> Iterator[Incoherence]:
    position = draft.position(key)
    if position is None:
        yield place, f"there is no item '{key}'"
    elif position == index:
        yield place, "depends on the question itself"
    elif position > index:
        yield place, f"depends on '{key}', which comes later"


def _pulse_at(draft: InstrumentDraft) -> Iterator[Incoherence]:
    """Yield each fault of the pulse: unknown themes and items, items named twice, groups that split a routing rule."""
    pulse = draft.pulse
    if pulse is None:
        return
    if pulse.theme not in pulse.themes:
        yield ("pulse", "theme"), f"there is no theme '{pulse.theme}'"
    fixed = [*pulse.anchors, *(key for group in pulse.pool for key in group)]
    yield from _repeated(("pulse",), fixed)
    yield from _group_at(("pulse", "anchors"), pulse.anchors, draft)
    for index, group in enumerate(pulse.pool):
        yield from _group_at(("pulse", "pool", index), group, draft)
    for theme, groups in pulse.themes.items():
        place = ("pulse", "themes", theme)
        if theme not in draft.block_names:
            yield place, f"there is no block '{theme}'"
        yield from _repeated(place, (*dict.fromkeys(fixed), *(key for group in groups for key in group)))
        for index, group in enumerate(groups):
            yield from _group_at((*place, index), group, draft)


def _group_at(place: Place, group: tuple[str, ...], draft: InstrumentDraft) -> Iterator[Incoherence]:
    together = {*group, *(draft.pulse.anchors if draft.pulse else ())}
    for key in group:
        item = draft.item(key)
        if draft.position(key) is None:
            yield place, f"there is no item '{key}'"
        for test in item.shown_if.tests() if item and item.shown_if else ():
            if test.item not in together:
                yield place, f"'{key}' depends on '{test.item}': put them in one group"


def _relation_at(place: Place, relation: Relation, draft: InstrumentDraft) -> Iterator[Incoherence]:
    if relation.of == relation.by:
        yield place, "relates an item to itself"
    for field, key, types in (
        ("of", relation.of, ("single", "scale", "percent")),
        ("by", relation.by, ("single",)),
    ):
        item = draft.item(key)
        if draft.position(key) is None:
            yield (*place, field), f"there is no item '{key}'"
        elif item is not None and item.type not in types:
            yield (*place, field), f"'{key}' gives no single answer that a relation could use"


def _card_help_at(item: Item, draft: InstrumentDraft) -> Iterator[Incoherence]:
    """Yield what keeps the ballot about cards from being counted: it says one of four things, and stands in no form."""
    place: Place = ("card_help",)
    if item.type != "single" or item.option_keys != CARD_HELP:
        yield (*place, "options"), f"has to be of type single, with the options {', '.join(CARD_HELP)}, in this order"
    if item.shown_if is not None:
        yield (*place, "shown_if"), "stands in no form, so nothing can decide whether it is shown"
    if draft.position(item.key) is not None:
        yield (*place, "key"), f"there is already an item '{item.key}'"
    yield from _names_at(place, item, draft)
    yield from _options_at(place, item.options)


def _repeated(place: Place, keys: Iterable[str]) -> Iterator[Incoherence]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield place, f"'{key}' stands here twice"
