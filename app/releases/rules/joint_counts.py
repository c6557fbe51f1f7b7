"""Names the counts of a relation: how many said yes to an option of one item and to an option of another.

Decides the names alone. "favourable" crossed with ">=7" gives four counts of which everybody is in exactly one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NOT = "not:"
"""Begins the name of an option where it stands for everybody who did not say yes to it."""


class Sides(NamedTuple):
    """One of the four counts: a side of an option of item a, and a side of an option of item b."""

    category: str
    option: str

    @property
    def name(self) -> str:
        """Return the name of its count."""
        return f"{self.category}&{self.option}"


def four_of(category: str, option: str) -> tuple[Sides, Sides, Sides, Sides]:
    """Yes to both, to the first only, to the second only, to neither."""
    first, second = (category, NOT + category), (option, NOT + option)
    return (
        Sides(first[0], second[0]),
        Sides(first[0], second[1]),
        Sides(first[1], second[0]),
        Sides(first[1], second[1]),
    )


def joint_marks(first: Mapping[str, bool], second: Mapping[str, bool]) -> tuple[tuple[str, bool], ...]:
    """Return the verdict of one person on every joint count, from those on the counts of both items."""
    return tuple(
        (sides.name, _is_on(sides.category, yes=first[category]) and _is_on(sides.option, yes=second[option]))
        for category in first
        for option in second
        for sides in four_of(category, option)
    )


def _is_on(side: str, *, yes: bool) -> bool:
    return yes is not side.startswith(NOT)
