"""The rules among published counts that follow from the questionnaire: who names a cause feels workload.

Decides which links hold for every possible set of answers of the same people (PRIVACY.md part 2, rule 13). The release
keeps them when it draws bins, and the audit gives them to the attacker. Must not know answers or sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from app.instrument.deciding_questions import EVERYBODY, Expression, decider_of, most_asked
from app.instrument.indicators import chain, indicators
from app.instrument.schema import Instrument, Item
from app.releases.rules.item_plan import Implication, Together
from app.releases.rules.period_plan import published_items

Names = Mapping[tuple[str, str], str]
"""(item, option) → the base under which that count is published."""


def together(instrument: Instrument, items: Iterable[str]) -> Together:
    """Return which item decides who is asked another, and which rules among counts follow from the questionnaire.
    `items`: those that are published.

    A routed item keeps its base even where the release lacks that base: the audit reports that as a fault.
    """
    known = {item.key for item in instrument.counted}
    keys = {name.partition(".")[0] for name in items} & known
    bases = {
        each.base: base
        for item in instrument.items_named(keys)
        if (base := decider_of(instrument, item))
        for each in indicators(item)
    }
    return Together(bases, links(instrument, keys))


def links(instrument: Instrument, asked: Iterable[str]) -> tuple[Implication, ...]:
    """Return the rules among published counts that follow from the questionnaire, for the items `asked` in a period.
    Example: not more people name a cause of workload than feel workload.

    A question of one choice that nothing depends on has none: its plan knows its chains and sums.
    """
    families: dict[str, list[Item]] = {}
    for item in published_items(instrument, asked):
        families.setdefault(decider_of(instrument, item) or item.key, []).append(item)
    found: list[Implication] = []
    for family in families.values():
        names = {(item.key, each.option): each.base for item in family for each in indicators(item)}
        if len(set(names.values())) > 1 or any(item.type == "multi" for item in family):
            found.extend(link for item in family for link in _links_of(instrument, item, names))
    return tuple(dict.fromkeys(found))


def _links_of(instrument: Instrument, item: Item, names: Names) -> Iterator[Implication]:
    most = [each for each in most_asked(instrument, item) if each != EVERYBODY] or [EVERYBODY]
    for options, times in _together(item):
        for expression in _also_chosen(item, options, most):
            link = _link(item, options, expression, names=names, times=times)
            if link:
                yield link
    if item.shown_if is None and item.piped_from is None:
        yield from _everybody_has_one(item, names)
    for cuts in chain(item):
        for wide, narrow in pairwise(cuts):
            weights = ((names[item.key, narrow], narrow, 1), (names[item.key, wide], wide, -1))
            yield Implication(weights)


def _together(item: Item) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield sets of an item's options, each with the most of them that one person can have."""
    options = [each.option for each in indicators(item)]
    if item.type == "multi":
        alone = [option.key for option in item.options if option.exclusive]
        yield from (((option,), 1) for option in options if option not in alone)
        yield from (((one, other), 1) for one in alone for other in options if one != other)
        if item.max_choices and item.max_choices < len(options):
            yield tuple(options), item.max_choices
    elif item.row_keys:
        escape = (item.escape.key,) if item.escape else ()
        for row in item.row_keys:
            yield (*escape, *_widest(item, [each for each in options if each.startswith(f"{row}:")])), 1
    else:
        yield _widest(item, options), 1


def _widest(item: Item, options: Sequence[str]) -> tuple[str, ...]:
    """Return the counts that no other count includes: the widest cut, and every option outside the scale."""
    narrower = {option for cuts in chain(item) for option in cuts[1:]}
    return tuple(option for option in options if option not in narrower)


def _also_chosen(item: Item, options: Sequence[str], most: Sequence[Expression]) -> Sequence[Expression]:
    """Return what limits the counts of these options; for a row that is asked per choice, that choice."""
    if item.piped_from is None:
        return most
    row = options[-1].partition(":")[0]
    others = [each for each in most if all(key != item.piped_from for key, _, _ in each[0])]
    return [*others, (((item.piped_from, row, 1),), 0)]


def _everybody_has_one(item: Item, names: Names) -> Iterator[Implication]:
    """Yield the link that everybody who answered a question of choices chose at least one option."""
    options = [each.option for each in indicators(item)]
    nominal = item.type == "single" and all(option.rank is None for option in item.options)
    if item.type == "multi" or nominal:
        yield Implication(tuple((names[item.key, option], option, -1) for option in options), -1)


def _link(item: Item, options: Sequence[str], most: Expression, *, names: Names, times: int) -> Implication | None:
    """Return the link that people in `most` have at most `times` of these options; None when it says nothing."""
    counts, people = most
    if any((key, option) not in names for key, option, _ in counts):  # A background item, not published.
        counts, people = (), 1
    weights = [(names[item.key, option], option, 1) for option in options]
    weights += [(names[key, option], option, -times * weight) for key, option, weight in counts]
    people *= times
    return None if len(weights) == 1 and people >= 1 else Implication(tuple(weights), people)
