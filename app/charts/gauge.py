"""The scale on which an item is read: where an answer lies, and which share of the group stands beside it.

Decides which items have a chart, and where an answer lies on its gauge. Must not know groups, periods or pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.instrument.indicators import BACKGROUND, chain, indicators
from app.instrument.schema import Item

Kind = Literal["steps", "grade", "percent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """The scale of an item's answers, from `low` to `high` with a mark at every `unit`.
    The steps of a scale in words have the values 1, 2, 3 and so on, the lowest first.
    """

    kind: Kind
    low: float
    high: float
    unit: float = 1

    @property
    def ends(self) -> tuple[float, float]:
        """Return the values at which the drawn scale begins and ends: half a unit beyond the lowest and highest step.
        A percentage has no such margin.
        """
        room = 0 if self.kind == "percent" else 0.5
        return self.low - room, self.high + room

    @property
    def units(self) -> tuple[float, ...]:
        """Return the value of every mark of the scale, from low to high."""
        count = round((self.high - self.low) / self.unit)
        return tuple(self.low + self.unit * step for step in range(count + 1))


SHARE = Gauge(kind="percent", low=0, high=1, unit=0.1)
"""The gauge of a group's share alone, 0…1, as boards show it."""


@lru_cache(maxsize=1024)
def gauge_of(item: Item) -> Gauge | None:
    """Return the scale of an item's answers; None for an item that has none, such as a choice without order."""
    if item.block == BACKGROUND:
        return None
    if item.type == "scale" and item.min is not None and item.max is not None:
        return Gauge(kind="grade", low=item.min, high=item.max)
    if item.type == "percent":
        return Gauge(kind="percent", low=0, high=100, unit=10)
    steps = steps_of(item)
    return Gauge(kind="steps", low=1, high=len(steps)) if len(steps) > 1 else None


@lru_cache(maxsize=1024)
def steps_of(item: Item) -> tuple[str, ...]:
    """Return the keys of an item's ordered options, lowest first; empty when it has no order."""
    if item.type != "single":
        return ()
    ranked = [(option.rank, option.key) for option in item.options if option.rank is not None]
    return tuple(key for _, key in sorted(ranked))


def level_of(item: Item, answer: object) -> float | None:
    """Return an answer as a value on its item's scale; None for one outside the scale, such as "don't know"."""
    steps = steps_of(item)
    if answer in steps:
        return steps.index(str(answer)) + 1
    if item.type in ("scale", "percent") and isinstance(answer, int | float):
        return answer
    return None


@lru_cache(maxsize=1024)
def cuts_of(item: Item) -> tuple[tuple[str, float], ...]:
    """Return (option, value) for each published count "this step or higher" of an item, the lowest step first.
    The value is where on the scale the count begins: half a unit below the step, or for a percentage at the number
    itself. Empty for an item without a scale.
    """
    gauge = gauge_of(item)
    if gauge is None:
        return ()
    (cuts,) = chain(item)
    if gauge.kind == "percent":
        return tuple((cut, float(cut.removeprefix(">="))) for cut in cuts)
    return tuple((cut, gauge.low + place - 0.5) for place, cut in enumerate(cuts, start=1))


@lru_cache(maxsize=1024)
def headline_of(item: Item) -> str | None:
    """Return the option whose share a chart shows for an item, such as "favourable" or ">=7"; None without one.
    It is the favourable answers, or for a percentage the middle one of its published limits, such as ">=30". An item
    without a scale or without a published share has none.
    """
    shown = [each.option for each in indicators(item) if each.everywhere and each.base == item.key]
    if gauge_of(item) is None or not shown:
        return None
    return shown[len(shown) // 2] if item.type == "percent" else shown[0]
