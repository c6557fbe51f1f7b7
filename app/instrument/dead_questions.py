"""Finds questions that nobody can ever be asked, because no answers to earlier questions fulfil their rule.

Goes through every combination of answers that the rules tell apart. Must not know forms or people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from app.instrument.routing_rules import Rule, holds
from app.instrument.schema import Item

MOST_OPTIONS = 10
MOST_COMBINATIONS = 20_000
MOST_DECIDERS = 12
"""Beyond this many answers, combinations or questions that decide, the question counts as reachable: no rule that
people write comes near."""


def is_dead(item: Item, earlier: Mapping[str, Item]) -> bool:
    """Return whether no answers to `earlier` items let this item be shown; a hidden item counts as not answered.

    Every item that a rule names has to be among `earlier`, in the order asked.
    """
    if item.shown_if is None:
        return False
    deciders = _deciders(item.shown_if, earlier)
    if len(deciders) > MOST_DECIDERS:
        return False
    rules = [rule for rule in (item.shown_if, *(each.shown_if for each in deciders)) if rule]
    choices = [_answers(each, rules) for each in deciders]
    if any(each is None for each in choices):
        return False
    possible = _combinations(deciders, [each or [] for each in choices], {})
    if any(holds(item.shown_if, answers) for answers in islice(possible, MOST_COMBINATIONS - 1)):
        return False
    return next(possible, None) is None  # With more combinations than that it is not known, so it is no fault.


def _deciders(rule: Rule, earlier: Mapping[str, Item]) -> list[Item]:
    """Return the items on which a rule depends, also through the rules of those, in the order asked."""
    found: set[str] = set()
    waiting = [test.item for test in rule.tests() if test.item]
    while waiting:
        key = waiting.pop()
        if key in found or key not in earlier:
            continue
        found.add(key)
        deeper = earlier[key].shown_if
        waiting += [test.item for test in deeper.tests() if test.item] if deeper else []
    return [item for key, item in earlier.items() if key in found]


def _answers(item: Item, rules: Sequence[Rule]) -> list[object] | None:
    """Return the answers to an item that these rules tell apart, None among them for no answer; None for too many."""
    named = {key for rule in rules for test in rule.tests() if test.item == item.key for key in test.among or ()}
    options = sorted(named & set(item.option_keys))
    others = [key for key in item.option_keys if key not in named][:1]
    if item.type == "multi":
        every = [*options, *others]
        if len(every) > MOST_OPTIONS:
            return None
        most = min(item.max_choices or len(every), len(every))
        return [None, *(list(some) for size in range(1, most + 1) for some in combinations(every, size))]
    return [None, *options, *others] if item.option_keys else [None, "an answer"]


def _combinations(
    items: Sequence[Item], choices: Sequence[Sequence[object]], given: Mapping[str, object]
) -> Iterator[Mapping[str, object]]:
    """Yield every combination of these answers in which a hidden item has none."""
    if not items:
        yield given
        return
    item = items[0]
    shown = item.shown_if is None or holds(item.shown_if, given)
    for answer in choices[0] if shown else (None,):
        yield from _combinations(items[1:], choices[1:], {**given, item.key: answer})
