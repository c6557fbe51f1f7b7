"""Decides what a period publishes, from its questionnaire and the items asked in it. Pure; fixed before it opens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from app.instrument.deciding_questions import all_looked_at, decider_of
from app.instrument.indicators import BACKGROUND, Indicator, chain, indicators
from app.instrument.schema import Instrument, Item
from app.releases.rules.aggregate import DECLINED, Breakdown
from app.releases.rules.item_plan import ItemPlan, MeanPlan, RelationPlan

BREAKDOWNS = ("experience", "function")


def item_plans(instrument: Instrument, asked: Iterable[str]) -> tuple[ItemPlan, ...]:
    """Return how each item is published: with which options, at which levels of group; a grid has one plan per row.
    `asked`: the items of the period.

    What is counted of cards is shown for the region and for types only, like a distribution. A routed item is
    published only beside everything that decides about it: otherwise nobody could be counted as not asked.
    """
    return tuple(plan for item in published_items(instrument, asked) for plan in _plans(instrument, item))


def published_items(instrument: Instrument, asked: Iterable[str]) -> tuple[Item, ...]:
    """Return those of the items `asked` in a period about which figures are published; free text has none."""
    keys = frozenset(asked)
    return tuple(
        item
        for item in instrument.items_named(keys)
        if item.block != BACKGROUND
        and decider_of(instrument, item) is not None
        and all_looked_at(instrument, item) <= keys
    )


def relation_plans(instrument: Instrument, asked: Iterable[str]) -> tuple[RelationPlan, ...]:
    """Return how each cross-tabulation of a period is published, for those of which both items are published.
    `asked`: the items of the period.
    """
    items = {item.key: item for item in published_items(instrument, asked)}
    return tuple(
        RelationPlan(
            given=relation.by,
            categories=_headlines(items[relation.by]),
            item=relation.of,
            options=_headlines(items[relation.of]),
            bases=(_base(instrument, items[relation.by]), _base(instrument, items[relation.of])),
        )
        for relation in instrument.relations
        if {relation.of, relation.by} <= items.keys()
    )


def breakdowns(instrument: Instrument) -> tuple[Breakdown, ...]:
    """Return the background questions by which the region's figures are broken down, each with its possible answers.
    "Prefer not to say" is one of them.
    """
    return tuple(Breakdown(name, (*instrument.item(name).option_keys, DECLINED)) for name in BREAKDOWNS)


def _headlines(item: Item) -> tuple[str, ...]:
    return tuple(each.option for each in indicators(item) if each.everywhere)


def _base(instrument: Instrument, item: Item) -> str:
    return decider_of(instrument, item) or item.key


def _plans(instrument: Instrument, item: Item) -> Iterator[ItemPlan]:
    base = _base(instrument, item)
    by_name = groupby(sorted(indicators(item), key=lambda each: each.base), key=lambda each: each.base)
    for name, counts in by_name:
        yield _plan(item, name, tuple(counts), base=base, wide_only=item == instrument.card_help)


def _plan(item: Item, name: str, counts: tuple[Indicator, ...], *, base: str, wide_only: bool) -> ItemPlan:
    routed = base != item.key
    nominal = item.type == "single" and all(option.rank is None for option in item.options)
    not_everywhere = wide_only or (nominal and routed)
    everywhere = tuple(each.option for each in counts if each.everywhere and not not_everywhere)
    options = tuple(each.option for each in counts)
    return ItemPlan(
        item=name,
        everywhere=everywhere,
        distribution=tuple(each for each in options if each not in everywhere),
        breakdowns=name == item.key and not wide_only,
        nested=tuple(cuts for cuts in chain(item) if set(cuts) <= {*options} and len(cuts) > 1),
        exclusive=(options,) if nominal and not routed else (),
        mean=None if routed else _mean(item, options),
        base=base,
    )


def _mean(item: Item, options: Collection[str]) -> MeanPlan | None:
    """Return the plan of a grade's mean, whose cuts lie one step apart; None for other items."""
    if item.type != "scale" or item.min is None:
        return None
    return MeanPlan(int(item.min), tuple(options))
