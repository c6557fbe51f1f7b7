"""Names what is published of nested groups as bounds of their counts: of one option, and of a relation of two.

Decides nothing. Must not know how figures were made, nor how anything is proved from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Ends = tuple[int, int]
"""The fewest and the most people that a published range allows."""


class GroupSum(NamedTuple):
    """A group of parts (`places`, the indices of the parts) of which the counts add up to `low` … `high`."""

    places: Sequence[int]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ItemKnown:
    """What is published of one option of an item: people by block, and bounds of yeses over groups of blocks."""

    blocks: tuple[int, ...]
    groups: tuple[GroupSum, ...]

    @property
    def people(self) -> int:
        """Return how many people answered the item."""
        return sum(self.blocks)


@dataclass(frozen=True, slots=True)
class JointKnown:
    """What is published of one relation: its two items, how many answered both, and the bounds of its four counts.
    `four`: yes to both, to the first only, to the second only, to neither.
    """

    items: tuple[str, str]
    people: int
    four: tuple[Ends, Ends, Ends, Ends]
