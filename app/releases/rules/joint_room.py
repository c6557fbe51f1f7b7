"""Tells that relations and their items certainly disclose nothing, by one small program that knows no blocks.

Decides only in one direction: it may say that everything has room, and leaves all else to `linked_programs`. It builds
one answer to all figures and shows that every set of people can be moved away from none and from all, by three facts:

- Where everybody answered both items of a relation, the number of yeses to both can be any whole number between
  Σ max(0, x + y − n) and Σ min(x, y) over the blocks of n people with x and y yeses (Fréchet 1951), and nothing else
  follows from the blocks. Where not everybody answered both, nothing follows from them but their totals.
- So all figures of relations bound the totals alone: a program of a few whole numbers (`_Totals`), whatever the number
  of blocks. Blocks follow from the totals by `nested_counts`.
- Counts of an item with a given total are an M-convex set: if a block can have d more yeses, it can have them while the
  others together lose d (Murota, Discrete Convex Analysis, SIAM 2003, theorem 4.3). Fréchet's bounds then move by d at
  most, and a number of yeses to both that lies d within them stays possible.

Must not know how figures were made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from scipy.optimize import Bounds

from app.releases.rules.group_sums import ItemKnown, JointKnown
from app.releases.rules.integer_programs import Line, constraint, solve
from app.releases.rules.nested_counts import Counts, NestedCounts, NotNested, PartEnds
from app.releases.rules.option_problem import FiguresContradict

CENTRE = 500
"""In how many steps a total moves from the end of its range to the middle."""


def everything_has_room(items: Mapping[str, ItemKnown], relations: Sequence[JointKnown], *, least: int) -> bool:
    """Return whether each block, each count of a relation, and who answered one item alone has `least` yeses and noes.
    That is: whether all figures allow it. False: not proved; the exact programs must decide. `items`: each item of the
    relations, by its name; no two relations are of the same two items.
    """
    try:
        nested = {name: NestedCounts(item.blocks, item.groups) for name, item in items.items()}
        totals = _Totals(items, nested, relations, least=least).found()
    except (NotNested, FiguresContradict):
        return False
    if not all(_blocks_have_room(items[name], nested[name].reach(totals[name], totals[name]), least) for name in items):
        return False
    yes = {name: nested[name].with_total(totals[name]) for name in items}
    return all(_joint_has_room(each, items, yes, least=least) for each in relations if _is_about_everybody(each, items))


def _is_about_everybody(relation: JointKnown, items: Mapping[str, ItemKnown]) -> bool:
    return all(items[name].people == relation.people for name in relation.items)


def _blocks_have_room(item: ItemKnown, reach: PartEnds, least: int) -> bool:
    """Return whether every block can be `least` from none and from all, given what it can `reach`."""
    return bool((reach.high >= least).all() and (np.array(item.blocks) - reach.low >= least).all())


def _joint_has_room(
    relation: JointKnown, items: Mapping[str, ItemKnown], yes: Mapping[str, Counts], *, least: int
) -> bool:
    """Return whether a number of yeses to both agrees with the relation and lies `least` within Fréchet's bounds."""
    first, second = relation.items
    if items[first].blocks != items[second].blocks:
        return False
    x, y, people = yes[first], yes[second], np.array(items[first].blocks)
    lowest, highest = int(np.maximum(0, x + y - people).sum()) + least, int(np.minimum(x, y).sum()) - least
    total_x, total_y = int(x.sum()), int(y.sum())
    both, only_first, only_second, neither = (
        (max(low, least), min(high, relation.people - least)) for low, high in relation.four
    )
    others = relation.people - total_x - total_y
    low = max(both[0], total_x - only_first[1], total_y - only_second[1], neither[0] - others)
    high = min(both[1], total_x - only_first[0], total_y - only_second[0], neither[1] - others)
    return max(low, lowest) <= min(high, highest)


@dataclass(slots=True)
class _Totals:
    """The program of the totals: one whole number per item, and one or three per relation.

    The last column says how far the totals lie within their ranges, and is made as large as it can be.
    """

    items: Mapping[str, ItemKnown]
    nested: Mapping[str, NestedCounts]
    relations: Sequence[JointKnown]
    least: int
    columns: dict[str, int] = field(default_factory=dict)
    lines: list[tuple[dict[int, float], int, int]] = field(default_factory=list)

    def found(self) -> dict[str, int]:
        """Return a total for each item that agrees with all figures. Raises FiguresContradict."""
        for name in self.items:
            low, high = self.nested[name].total
            self._between({self._column(name): 1.0}, low, high)
        for relation in self.relations:
            self._relate(relation)
        centre = len(self.columns)
        goal = np.zeros(centre + 1)
        goal[centre] = -1.0
        bounds = Bounds(np.zeros(centre + 1), np.append(np.full(centre, inf), float(CENTRE)))
        solution = solve(goal, bounds, constraint(list(self._inwards(centre)), centre + 1))
        whole = [round(float(each)) for each in solution]
        for weights, low, high in self.lines:  # In whole numbers: what a solver takes for near enough proves nothing.
            if not low <= sum(weight * whole[column] for column, weight in weights.items()) <= high:
                raise FiguresContradict("The totals do not agree with a figure.")
        return {name: whole[self.columns[name]] for name in self.items}

    def _column(self, name: str) -> int:
        return self.columns.setdefault(name, len(self.columns))

    def _between(self, weights: dict[int, float], low: int, high: int) -> None:
        if low > high:
            raise FiguresContradict("A figure leaves no count possible.")
        self.lines.append((weights, low, high))

    def _inwards(self, centre: int) -> list[Line]:
        """Return both ends of every range, which move to its middle as the last column grows."""
        found: list[Line] = []
        for weights, low, high in self.lines:
            step = (high - low) / (2 * CENTRE)
            found.append(({**weights, centre: -step}, float(low), inf))
            found.append(({**weights, centre: step}, -inf, float(high)))
        return found

    def _relate(self, relation: JointKnown) -> None:
        """Bound the four counts of a relation, and who answered one of its items alone."""
        name = "&".join(relation.items)
        both = self._column(name)
        first, second = (self._yes(relation, item) for item in relation.items)
        weights = (
            {both: 1.0},
            {first: 1.0, both: -1.0},
            {second: 1.0, both: -1.0},
            {first: -1.0, second: -1.0, both: 1.0},
        )
        for place, (low, high) in enumerate(relation.four):
            moved = relation.people if place == len(weights) - 1 else 0
            room = max(low, self.least), min(high, relation.people - self.least)
            self._between(weights[place], room[0] - moved, room[1] - moved)

    def _yes(self, relation: JointKnown, item: str) -> int:
        """Return the column of the yeses to one item among those who answered both items of a relation."""
        alone = self.items[item].people - relation.people
        if not alone:
            return self._column(item)
        inside = self._column(f"{item} in {'&'.join(relation.items)}")
        rest = {self._column(item): 1.0, inside: -1.0}
        self._between(rest, self.least, alone - self.least)
        self._between({inside: 1.0}, self.least, relation.people - self.least)
        return inside
