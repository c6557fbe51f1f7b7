"""A group's distribution over an item's gauge: the share of people in each zone between published cuts. Pure.

Only published cuts make zones: with all of them there is a zone per step, with the headline alone there are two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from app.charts.frame import Zone
from app.charts.gauge import cuts_of, gauge_of
from app.instrument.schema import Item
from app.releases.rules.cells import Cell, Published, Withheld


@dataclass(frozen=True, eq=False)
class Distribution:
    """How a group's answers to one item in one period are distributed over its scale, as far as published.
    It is made once per release and item, and what is computed from it is found by which object it is.

    `cuts`: (value, figure) pairs, lowest value first; the figure is the published share of people who answered that
    value or higher. The parts of the scale between these values are its zones. `size_class`: how many people.
    `outside`: the share of people who gave an answer outside the scale, such as "don't know".
    """

    item: str
    cuts: tuple[tuple[float, Published], ...]
    ends: tuple[float, float]
    size_class: str
    outside: float = 0.0

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        """Return the parts of the scale of which the group's share is known, lowest first, with that share, 0…1."""
        marks = [self.ends[0], *(at for at, _cell in self.cuts), self.ends[1]]
        above = [1 - self.outside, *(cell.value for _at, cell in self.cuts), 0.0]
        return tuple(
            Zone(low, high, max(0.0, round(above[place] - above[place + 1], 4)))
            for place, (low, high) in enumerate(pairwise(marks))
        )

    def bounds(self, place: int) -> tuple[float, float]:
        """Return the lower and upper bound of the share of people in one of the `zones`.
        `place`: its number, 0 is the lowest.

        Computed from the bounds of the cuts on both sides.
        """
        low_from, high_from = self._bounds_of_cut(place)
        low_to, high_to = self._bounds_of_cut(place + 1)
        return max(0.0, low_from - high_to), min(1.0, high_from - low_to)

    def _bounds_of_cut(self, place: int) -> tuple[float, float]:
        if place == 0:
            return 1 - self.outside, 1 - self.outside
        if place > len(self.cuts):
            return 0.0, 0.0
        cell = self.cuts[place - 1][1]
        return cell.lower, cell.upper

    def place_of(self, level: float) -> int:
        """Return the index of the zone in which a value on the scale lies; 0 is the lowest.
        A value on the border of two zones lies in the higher one.
        """
        return sum(level >= at for at, _cell in self.cuts)

    def above(self, place: int) -> tuple[float, float]:
        """Return the lower and upper bound of the share of people in the `zones` above the one numbered `place`."""
        return self._bounds_of_cut(place + 1)

    def below(self, place: int) -> tuple[float, float]:
        """Return the lower and upper bound of the share of people in the `zones` below the one numbered `place`."""
        low, high = self._bounds_of_cut(place)
        return max(0.0, 1 - self.outside - high), max(0.0, 1 - self.outside - low)


def distribution_of(item: Item, cells: Mapping[str, Cell]) -> Distribution | Withheld | None:
    """Return the distribution of published answers to `item` over its scale, from its figures by option (`cells`).
    Withheld when none may be shown; None when there is no figure or no scale.
    """
    gauge = gauge_of(item)
    if gauge is None:
        return None
    known = [(at, cells[option]) for option, at in cuts_of(item) if option in cells]
    shown = tuple((at, cell) for at, cell in known if isinstance(cell, Published))
    if not shown:
        return Withheld() if known else None
    beside = (cells.get(option) for option in outside_of(item))
    return Distribution(
        item=item.key,
        cuts=shown,
        ends=gauge.ends,
        size_class=shown[0][1].size_class,
        outside=sum(cell.value for cell in beside if isinstance(cell, Published)),
    )


@lru_cache(maxsize=1024)
def published_counts(item: Item) -> tuple[str, ...]:
    """Return the options of an item whose published shares together show how its answers spread over the scale.
    They are "this step or higher" for each step, and answers outside the scale such as "don't know".
    """
    return (*(cut for cut, _at in cuts_of(item)), *outside_of(item))


@lru_cache(maxsize=1024)
def outside_of(item: Item) -> tuple[str, ...]:
    """Return the options of an item that have no place on its scale, such as "don't know"."""
    return tuple(option.key for option in item.options if option.rank is None) if item.type == "single" else ()


Distributions = Mapping[str, Distribution | Withheld]
"""The distributions of one item by period id; a period that did not ask the item is absent."""
