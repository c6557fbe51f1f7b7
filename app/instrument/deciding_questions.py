"""Which earlier question decides whether somebody is asked an item, and what an answer to the item implies about it.

Decides over whom a routed item is counted (PRIVACY.md part 2, rule 13): everybody who answered the question at the
start of its routing. Reads the rules alone, whatever the items are called. Must not know answers, groups or figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from app.instrument.indicators import indicators
from app.instrument.routing_rules import Rule
from app.instrument.schema import Instrument, Item

Expression = tuple[tuple[tuple[str, str, int], ...], int]
"""Counts with their weights, as (item, option, weight), plus so many times everybody who answered the decider."""

Shares = tuple[Expression, ...]
"""Expressions of which each is at least as large as the number of people meant."""

EVERYBODY: Expression = ((), 1)


def looked_at(item: Item) -> tuple[str, ...]:
    """Return the earlier items that an item's rule and its choices look at, each once."""
    tests = item.shown_if.tests() if item.shown_if else ()
    keys = [test.item for test in tests if test.item] + [item.piped_from] * (item.piped_from is not None)
    return tuple(dict.fromkeys(key for key in keys if key))


def decider_of(instrument: Instrument, item: Item) -> str | None:
    """Return the key of the item over whose respondents `item` is counted; its own when it is asked of everybody.

    None: it has no figures. Either it gives no counts at all, or no one question decides: rules that start at two
    questions, or at one without counts (a text), are about people whom no published figure counts.
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
    """Return every earlier item that the asking of this one depends on, directly or through others."""
    direct = looked_at(item)
    return frozenset(direct).union(*(all_looked_at(instrument, instrument.item(key)) for key in direct))


def routed_by(instrument: Instrument, keys: Iterable[str]) -> frozenset[str]:
    """Return every item whose asking depends on one of `keys`, directly or through others; `keys` are not
    among them.
    """
    given = frozenset(keys)
    found: set[str] = set()
    for item in instrument.items:  # Rules look at earlier items only, so one pass is enough.
        if (given | found).intersection(looked_at(item)):
            found.add(item.key)
    return frozenset(found) - given


def most_asked(instrument: Instrument, item: Item) -> Shares:
    """Return what the number of people who can have answered `item` is at most, as counts of the items that route to
    it.

    Every part of `all` holds at once, so each gives a bound of its own; the parts of `any` add up. What cannot be said
    in counts (how many answered a text) is everybody.
    """
    return _most(item.shown_if, instrument=instrument, wanted=True) if item.shown_if else (EVERYBODY,)


def _most(rule: Rule, *, instrument: Instrument, wanted: bool) -> Shares:
    """`wanted` False: of the people for whom the rule does not hold."""
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
    """Return who answered a question with several choices chose one of them at least."""
    if item.type == "multi":
        return (_sum([exactly(item, key) for key in item.option_keys]), EVERYBODY)
    return (EVERYBODY,)


@lru_cache(maxsize=4096)
def exactly(item: Item, key: str) -> Expression:
    """Return how many chose one option, in published counts: a step of a scale is its cut without the next.

    The lowest step of a question that is itself routed is "not higher", hence at most everybody without the cut above.
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
