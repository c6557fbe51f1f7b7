"""The names of an instrument that others may refer to: what a person can answer and what is counted.

Decides nothing; whoever writes rules about answers or figures checks them against this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.instrument.indicators import indicators
from app.instrument.schema import Instrument, Item

Names = Mapping[str, frozenset[str]]


def answer_names(instrument: Instrument) -> Names:
    """Return per item, or "item.row" of a grid, the keys that can be chosen; empty: a number or words."""
    return {place: keys for item in instrument.items for place, keys in _answers(item)}


def figure_names(instrument: Instrument) -> Names:
    """Return per base of a count (an item, or "item.row") the options that are counted."""
    named: dict[str, set[str]] = {}
    for item in instrument.items:
        for indicator in indicators(item):
            named.setdefault(indicator.base, set()).add(indicator.option)
    return {base: frozenset(options) for base, options in named.items()}


def _answers(item: Item) -> Iterator[tuple[str, frozenset[str]]]:
    if item.type not in ("grid", "yes_no_per_choice"):
        yield item.key, frozenset(item.option_keys)
        return
    yield item.key, frozenset([item.escape.key] if item.escape else [])
    for row in item.row_keys:
        yield f"{item.key}.{row}", frozenset(item.option_keys)
