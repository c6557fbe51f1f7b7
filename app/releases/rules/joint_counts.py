"""Names the joint counts of two items' options, as in a cross-tabulation of two by two.

Decides the names alone. "favourable" crossed with ">=7" gives four counts of which everybody is in exactly one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NOT = "not:"
"""The prefix of an option's name where it stands for everybody who did not say yes to it."""


class Sides(NamedTuple):
    """One of four ways to answer two questions: yes or "not:" to an option of the first, and to one of the second."""

    category: str
    option: str

    @property
    def name(self) -> str:
        """Return the name under which the number of people who answered this way is published: "favourable&not:>=7"."""
        return f"{self.category}&{self.option}"


def four_of(category: str, option: str) -> tuple[Sides, Sides, Sides, Sides]:
    """Return the four ways to answer two yes/no questions: yes to both, to the first only, the second only, neither.
    `category`, `option`: one option of each question.
    """
    first, second = (category, NOT + category), (option, NOT + option)
    return (
        Sides(first[0], second[0]),
        Sides(first[0], second[1]),
        Sides(first[1], second[0]),
        Sides(first[1], second[1]),
    )


def joint_marks(first: Mapping[str, bool], second: Mapping[str, bool]) -> tuple[tuple[str, bool], ...]:
    """Return (name, yes or no) of every joint count for one person.
    `first`, `second`: that person's yes or no by option of each of two cross-tabulated items.
    """
    return tuple(
        (sides.name, _is_on(sides.category, yes=first[category]) and _is_on(sides.option, yes=second[option]))
        for category in first
        for option in second
        for sides in four_of(category, option)
    )


def _is_on(side: str, *, yes: bool) -> bool:
    return yes is not side.startswith(NOT)
