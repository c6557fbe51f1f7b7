"""Finds which earlier question decides whether somebody is asked an item (its decider).

Decides over whom a routed item is counted (PRIVACY.md part 2, rule 13): everybody who answered the question
at the start of its routing. Reads the rules alone, whatever the items are called. Must not know answers,
groups or figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from app.instrument.indicators import indicators
from app.instrument.routing_rules import Rule
from app.instrument.schema import Instrument, Item

Expression = tuple[tuple[tuple[str, str, int], ...], int]
"""A number of people as a sum: counts as (item, option, weight), plus how many times all who answered the decider."""

Shares = tuple[Expression, ...]
"""Upper bounds: each expression is at least as large as the number of people meant."""

EVERYBODY: Expression = ((), 1)


def looked_at(item: Item) -> tuple[str, ...]:
    """Return the keys of earlier items whose answers decide directly if an item is asked, or with which choices."""
    tests = item.shown_if.tests() if item.shown_if else ()
    keys = [test.item for test in tests if test.item] + [item.piped_from] * (item.piped_from is not None)
    return tuple(dict.fromkeys(key for key in keys if key))


def decider_of(instrument: Instrument, item: Item) -> str | None:
    """Return the key of the item that decides who is asked `item`; shares of `item` are shares of its respondents.
    Its own key when everybody is asked it. None when it has no figures, or no single question with figures decides.

    Rules that start at two questions, or at one without counts (a text), are about people whom no published figure
    counts.
    """
    roots = _roots(instrument, item.key)
    if len(roots) != 1 or not indicators(item):
        return None
    (root,) = roots
    return root if indicators(instrument.item(root)) else None


def _roots(instrument: Instrument, key: str) -> frozenset[str]:
    above = looked_at(instrument.item(key))
    return frozenset().union(*(_roots(instrument, each) for each in above)) if above else frozenset({key})


def all_looked_at(instrument: Instrument, item: Item) -> frozenset[str]:
    """Return the keys of earlier items whose answers decide whether this item is asked, also through other items."""
    direct = looked_at(item)
    return frozenset(direct).union(*(all_looked_at(instrument, instrument.item(key)) for key in direct))


def routed_by(instrument: Instrument, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys of the items whose asking depends on one of `keys`, directly or through others.

    `keys` themselves are not included.
    """
    given = frozenset(keys)
    found: set[str] = set()
    for item in instrument.items:  # Rules look at earlier items only, so one pass is enough.
        if (given | found).intersection(looked_at(item)):
            found.add(item.key)
    return frozenset(found) - given


def most_asked(instrument: Instrument, item: Item) -> Shares:
    """Return upper bounds on how many people could be asked `item`, each as a sum of published counts of earlier items.
    For a rule `all`, each part gives a bound of its own; for a rule `any`, the bounds of the parts are added. For a
    condition that no published count covers (such as "answered a text"), the bound is the number of all people.
    """
    return _most(item.shown_if, instrument=instrument, wanted=True) if item.shown_if else (EVERYBODY,)


def _most(rule: Rule, *, instrument: Instrument, wanted: bool) -> Shares:
    """Return upper bounds on how many people a rule holds for, or does not hold for when `wanted` is False."""
    if rule.always is not None:
        return (EVERYBODY,) if rule.always == wanted else (((), 0),)
    if rule.unless is not None:
        return _most(rule.unless, instrument=instrument, wanted=not wanted)
    if rule.item is not None:
        return tuple(_most_of_test(rule, instrument.item(rule.item), wanted=wanted))
    parts = [_most(part, instrument=instrument, wanted=wanted) for part in rule.every or rule.some or ()]
    if (rule.every is not None) == wanted:
        return tuple(dict.fromkeys(each for part in parts for each in part))
    return tuple(_sum(each) for each in product(*parts))


def _most_of_test(rule: Rule, item: Item, *, wanted: bool) -> Iterator[Expression]:
    if rule.among is None:
        yield from _most_answering(item) if rule.answered == wanted else (EVERYBODY,)
    elif item.type == "single" and (wanted or not looked_at(item)):
        chosen = _sum([exactly(item, key) for key in rule.among])
        yield chosen if wanted else _others(chosen)
    elif item.type == "multi" and wanted:
        yield _sum([exactly(item, key) for key in rule.among])
    elif item.type == "multi" and not wanted:
        yield from (_others(exactly(item, key)) for key in rule.among)
    else:
        yield EVERYBODY


def _most_answering(item: Item) -> Shares:
    """Return upper bounds on how many answered a question; with several choices each respondent chose at least one."""
    if item.type == "multi":
        return (_sum([exactly(item, key) for key in item.option_keys]), EVERYBODY)
    return (EVERYBODY,)


@lru_cache(maxsize=4096)
def exactly(item: Item, key: str) -> Expression:
    """Return how to compute the number of people who chose one option, as a sum of published counts.
    "A 5", for example, is "5 or higher" minus "6 or higher".

    The lowest step of a routed question is "not higher", hence at most everybody minus the cut above.
    """
    names = [each.option for each in indicators(item)]
    if item.type == "multi" or all(option.rank is None for option in item.options):
        return ((item.key, key, 1),), 0
    ranked = sorted((option.rank, option.key) for option in item.options if option.rank is not None)
    steps = [step for _, step in ranked]
    if key not in steps:
        return ((item.key, key, 1),), 0
    cuts = names[: len(steps) - 1]
    place = steps.index(key)
    above = ((item.key, cuts[place], -1),) if place < len(cuts) else ()
    outside = tuple((item.key, name, -1) for name in names[len(cuts) :]) if place == 0 else ()
    own = ((item.key, cuts[place - 1], 1),) if place else ()
    return (*own, *above, *outside), int(place == 0)


def _others(expression: Expression) -> Expression:
    counts, people = expression
    return tuple((item, option, -weight) for item, option, weight in counts), 1 - people


def _sum(expressions: Iterable[Expression]) -> Expression:
    weights: dict[tuple[str, str], int] = {}
    everybody = 0
    for counts, people in expressions:
        everybody += people
        for item, option, weight in counts:
            weights[item, option] = weights.get((item, option), 0) + weight
    return tuple((item, option, weight) for (item, option), weight in weights.items() if weight), everybody
