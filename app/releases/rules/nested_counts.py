"""Solves counts of which sums over groups within groups lie between bounds, exactly and without a program.

Decides nothing about people: it says which counts are possible. A group's sum can take every whole number from the
least to the most that its bounds and those of its parts allow, because a sum of stretches of whole numbers is one
stretch. So the least and the most of every part follow from two walks over the tree: upwards for what the parts allow,
downwards for what the rest of the tree leaves. Source: with a given total these counts form an M-convex set (Murota,
Discrete Convex Analysis, SIAM 2003, sections 4.1 and 6.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.releases.rules.group_sums import GroupSum
from app.releases.rules.option_problem import FiguresContradict

Counts = NDArray[np.int64]


class NotNested(Exception):
    """Two groups overlap and neither contains the other, so that the tree says nothing about them."""


class PartEnds(NamedTuple):
    """The least and the most that each part can hold."""

    low: Counts
    high: Counts


class NestedCounts:
    """The possible counts of the parts of a whole, given bounds of sums over groups of them.

    Groups are held from the widest to the narrowest; the first is the whole.
    """

    def __init__(self, most: Sequence[int], groups: Iterable[GroupSum]) -> None:
        """Take the most that each part can hold, and what is known of groups of parts.
        Raises NotNested when two groups overlap, and FiguresContradict when no counts agree with all bounds.
        """
        self._low, self._high = np.zeros(len(most), np.int64), np.array(most, np.int64)
        self._owner = np.zeros(len(most), np.int64)
        self._above = [0]
        self._range = [(0, int(self._high.sum()))]
        wide = []
        for group in groups:
            if len(group.places) == 1:
                place = group.places[0]
                self._low[place] = max(self._low[place], group.low)
                self._high[place] = min(self._high[place], group.high)
            else:
                wide.append(group)
        for group in sorted(wide, key=lambda each: -len(each.places)):
            self._add(group)
        self._parts = self._sums_of_parts()
        if (self._low > self._high).any() or any(low > high for low, high in self._range):
            raise FiguresContradict("A figure leaves no count possible.")

    def _add(self, group: GroupSum) -> None:
        places = np.asarray(group.places, np.int64)
        above = self._owner[places[0]]
        if (self._owner[places] != above).any():
            raise NotNested
        self._owner[places] = len(self._range)
        self._above.append(int(above))
        self._range.append((group.low, group.high))

    def _sums_of_parts(self) -> list[tuple[int, int]]:
        """Walk upwards: narrow every group to what its parts allow. Return what the parts of each allow together."""
        size = len(self._range)
        lows, highs = np.zeros(size, np.int64), np.zeros(size, np.int64)
        np.add.at(lows, self._owner, self._low)
        np.add.at(highs, self._owner, self._high)
        parts = list(zip(lows.tolist(), highs.tolist(), strict=True))
        for group in range(size - 1, -1, -1):
            low, high = max(self._range[group][0], parts[group][0]), min(self._range[group][1], parts[group][1])
            self._range[group] = low, high
            if group:
                above = self._above[group]
                parts[above] = parts[above][0] + low, parts[above][1] + high
        return parts

    @property
    def total(self) -> tuple[int, int]:
        """Return the least and the most of the sum of all parts. Every whole number between them is possible."""
        return self._range[0]

    def reach(self, low: int, high: int) -> PartEnds:
        """Return the least and the most that each part can hold when all parts add up to `low` … `high`.
        These bounds must lie within `total`.
        """
        left = [(low, high)]
        for group in range(1, len(self._range)):
            above = self._above[group]
            left.append(_left_by(left[above], self._parts[above], self._range[group]))
        ends = np.array([(*have, *parts) for have, parts in zip(left, self._parts, strict=True)], np.int64)[self._owner]
        return PartEnds(
            np.maximum(self._low, ends[:, 0] - ends[:, 3] + self._high),
            np.minimum(self._high, ends[:, 1] - ends[:, 2] + self._low),
        )

    def with_total(self, total: int) -> Counts:
        """Return possible counts that add up to `total`, each about as far within its own bounds as its group is."""
        wanted = [total]
        members: list[list[int]] = [[] for _ in self._range]
        for group in range(1, len(self._range)):
            members[self._above[group]].append(group)
        counts = np.zeros(len(self._low), np.int64)
        by_owner = np.argsort(self._owner, kind="stable")
        ends = np.searchsorted(self._owner[by_owner], np.arange(len(self._range) + 1))
        wanted += [0] * (len(self._range) - 1)
        for group, inside in enumerate(members):
            own = by_owner[ends[group] : ends[group + 1]]
            ranges = np.array([self._range[each] for each in inside], np.int64).reshape(-1, 2)
            low = np.concatenate([self._low[own], ranges[:, 0]])
            high = np.concatenate([self._high[own], ranges[:, 1]])
            shared = low + _shared(wanted[group] - int(low.sum()), high - low)
            counts[own] = shared[: len(own)]
            for each, count in zip(inside, shared[len(own) :].tolist(), strict=True):
                wanted[each] = count
        return counts


def _left_by(have: tuple[int, int], parts: tuple[int, int], own: tuple[int, int]) -> tuple[int, int]:
    """Return what one part can hold: `own`, as far as the others can make up the rest of what the group must `have`.
    `parts`: the least and the most of all parts of the group together.
    """
    return max(own[0], have[0] - parts[1] + own[1]), min(own[1], have[1] - parts[0] + own[0])


def _shared(total: int, room: Counts) -> Counts:
    """Return whole numbers that add up to `total`, about in proportion to `room` and none above it."""
    ends = np.cumsum(room)
    whole = int(ends[-1]) if len(ends) else 0
    return np.diff(ends * total // whole, prepend=0) if whole else np.zeros(len(room), np.int64)
