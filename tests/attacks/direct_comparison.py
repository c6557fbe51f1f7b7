"""Whether two published shares differ for sure, or might be chance, noise or rounding.

Decides which differences may be put into words. Must not know true counts: every comparison is made between
the ends of the bins that lie closest together, for the numbers of people that make it least sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Literal

from app.releases.rules.cells import Published
from app.releases.rules.people_of_figure import fewest_people
from tests.attacks.unconditional import apart, within

Direction = Literal["higher", "lower", "not_shown"]
CHANCE = 0.05
"""What is at least as likely without any difference is never called one."""

AtLeast = tuple[int, int]
"""The fewest people in the first and in the second group."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first share against the second.

    `p_value`: two-sided; below 0.05 an upper bound, 1 when the bins overlap. `smallest`: the least by which the
    bins lie apart, 0…1; 0 when they overlap.
    """

    p_value: float
    smallest: float
    direction: Direction

    def supported(self, level: float = CHANCE) -> bool:
        """Whether the difference may be named, if it is the only one looked at; see `false_discovery` for many."""
        return self.p_value < level


def possible_people(cell: Published, *, at_least: int = 0) -> tuple[int, ...]:
    """Numbers of people a figure can be about, the fewest first: up to five of its size class.

    `at_least`: what other figures about the same people tell. More people only make a conclusion surer, but for the
    way counts fall on the bounds of a small group's bin.
    """
    fewest, (_, _, most) = max(at_least, fewest_people(cell)), cell.size_class.partition("-")
    return tuple(range(fewest, max(fewest, min(fewest + 4, int(most))) + 1)) if most else (fewest,)


def counts(cell: Published, people: int) -> tuple[int, int]:
    """The lowest and the highest count in a figure's bin, of so many people."""
    return ceil(cell.bin_lower * people - 1e-6), floor(cell.bin_upper * people + 1e-6)


def gap(first: Published, second: Published) -> tuple[float, Direction]:
    """The least by which two bins lie apart, and how the first lies; 0 when they overlap."""
    if first.bin_lower > second.bin_upper:
        return first.bin_lower - second.bin_upper, "higher"
    if second.bin_lower > first.bin_upper:
        return second.bin_lower - first.bin_upper, "lower"
    return 0.0, "not_shown"


def difference(first: Published, second: Published, *, at_least: AtLeast = (0, 0)) -> Difference:
    """Compare two groups that have nobody in common, or one group at two times, on the same option.

    `at_least`: how many people each is about according to other figures about the same people.
    """
    return _difference(first, second, p_value=lambda: _apart(first, second, at_least))


def difference_within(part: Published, whole: Published, *, at_least: AtLeast = (0, 0)) -> Difference:
    """Compare a group with a larger one that it belongs to, on the same option; `at_least` as in `difference`."""
    return _difference(part, whole, p_value=lambda: _within(part, whole, at_least))


def _difference(first: Published, second: Published, *, p_value: Callable[[], float]) -> Difference:
    smallest, direction = gap(first, second)
    return Difference(p_value() if smallest else 1.0, smallest, direction)


@lru_cache(maxsize=4096)
def _apart(first: Published, second: Published, at_least: AtLeast) -> float:
    """The p-value over the numbers of people that fit."""
    return _least_sure(
        apart(
            _nearest(first, second, people=people),
            people,
            other_yes=_nearest(second, first, people=others),
            other_people=others,
        )
        for people in possible_people(first, at_least=at_least[0])
        for others in possible_people(second, at_least=at_least[1])
    )


@lru_cache(maxsize=4096)
def _within(part: Published, whole: Published, at_least: AtLeast) -> float:
    """The p-value over the numbers of people in the part; of the whole the fewest make it least sure."""
    nearest = whole.bin_upper if part.bin_lower > whole.bin_upper else whole.bin_lower
    whole_people = possible_people(whole, at_least=at_least[1])[0]
    return _least_sure(
        within(_nearest(part, whole, people=people), people, whole=nearest, whole_people=whole_people)
        for people in possible_people(part, at_least=at_least[0])
    )


def _least_sure(p_values: Iterable[float]) -> float:
    """The largest; beyond chance no further, because what is not sure for one number of people is not sure."""
    largest = 0.0
    for p_value in p_values:
        largest = max(largest, p_value)
        if largest > CHANCE:
            break
    return largest


def _nearest(own: Published, other: Published, *, people: int) -> int:
    """Of the counts in the own bin the one that lies closest to the other bin."""
    lowest, highest = counts(own, people)
    return lowest if own.bin_lower > other.bin_upper else highest
