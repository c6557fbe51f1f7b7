"""What a period publishes, from its instrument and the items asked in it. Pure; fixed before the period opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from app.instrument.indicators import BACKGROUND, Indicator, chain, indicators
from app.instrument.schema import Instrument, Item
from app.releases.aggregate import DECLINED, Breakdown
from app.releases.plan import ItemPlan, MeanPlan, RelationPlan

BREAKDOWNS = ("experience", "function")


def item_plans(instrument: Instrument, asked: Iterable[str]) -> tuple[ItemPlan, ...]:
    """One plan per item asked; a grid has one per row, because each row has its own respondents."""
    items = instrument.items_named(asked)
    return tuple(plan for item in items if item.block != BACKGROUND for plan in _plans(item))


def relation_plans(instrument: Instrument, asked: Iterable[str]) -> tuple[RelationPlan, ...]:
    """The relations agreed beforehand of which both items were asked."""
    keys = set(asked)
    return tuple(
        RelationPlan(
            given=relation.by,
            categories=instrument.item(relation.by).option_keys,
            item=relation.of,
            options=tuple(each.option for each in indicators(instrument.item(relation.of)) if each.everywhere),
        )
        for relation in instrument.relations
        if {relation.of, relation.by} <= keys
    )


def breakdowns(instrument: Instrument) -> tuple[Breakdown, ...]:
    """The background fields by which the region is broken down; who would rather not say is a category too."""
    return tuple(Breakdown(name, (*instrument.item(name).option_keys, DECLINED)) for name in BREAKDOWNS)


def _plans(item: Item) -> Iterator[ItemPlan]:
    by_base = groupby(sorted(indicators(item), key=lambda each: each.base), key=lambda each: each.base)
    for base, counts in by_base:
        yield _plan(item, base, tuple(counts))


def _plan(item: Item, base: str, counts: tuple[Indicator, ...]) -> ItemPlan:
    return ItemPlan(
        item=base,
        everywhere=tuple(each.option for each in counts if each.everywhere),
        distribution=tuple(each.option for each in counts if not each.everywhere),
        breakdowns=base == item.key,
        nested=tuple(cuts for cuts in chain(item) if set(cuts) <= {each.option for each in counts} and len(cuts) > 1),
        exclusive=_exclusive(item, counts),
        mean=_mean(item, counts),
    )


def _exclusive(item: Item, counts: tuple[Indicator, ...]) -> tuple[tuple[str, ...], ...]:
    """The options of a question without a scale: everybody chooses exactly one."""
    nominal = item.type == "single" and all(option.rank is None for option in item.options)
    return (tuple(each.option for each in counts),) if nominal else ()


def _mean(item: Item, counts: tuple[Indicator, ...]) -> MeanPlan | None:
    """A grade has a mean, because its cuts lie one step apart."""
    if item.type != "scale" or item.min is None:
        return None
    return MeanPlan(int(item.min), tuple(each.option for each in counts))
