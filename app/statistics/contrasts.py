"""Compares two groups, or two sides of a relation, by their published figures.

Decides how large and how certain a difference is. The uncertainty of a published figure has two sources: which people
answered (sampling), and the noise and bin of the release. Both count. Computed from published rows alone, so that it
discloses nothing more, and whoever has the CSV can recompute it. Must not know what is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

from app.statistics.grades import Grade, graded

Size = Literal["hardly", "small", "medium", "large"]

LEAST_BASE = 10
"""The fewest people on either side about whom a verdict is given."""
NOISE = 1.5
"""The variance of the noise in a published count, in persons² (PRIVACY.md part 2, rule 4)."""
HALF_OF_TWO = NormalDist().inv_cdf(0.975)
STEPS: Mapping[str, tuple[float, float, float]] = {
    "share": (0.2, 0.5, 0.8),
    "mean": (0.2, 0.5, 0.8),
    "pairs": (0.06, 0.14, 0.21),
}
"""From where a difference is small, medium and large: Cohen's h of shares, Cohen's d of means (Cohen 1988, 2.2 and
6.2), and the distance of the share of pairs from a half (Vargha & Delaney 2000, table 1)."""


class Figure(NamedTuple):
    """A published share, or one computed from such shares, with its error and number of people.
    `error`: the standard deviation of added noise and of rounding to a range. `people`: the fewest it can be about.
    """

    value: float
    error: float
    people: int

    @classmethod
    def in_bin(cls, value: float, *, low: float, high: float, people: int) -> Figure:
        """Return a published share with its error, from added noise and from the published range `low` to `high`."""
        return cls(value, sqrt((high - low) ** 2 / 12 + NOISE / people**2), people)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference, first minus second, with its 95 % interval, two-sided p-value and size ("small" and so on)."""

    difference: float
    lower: float
    upper: float
    p: float
    size: Size


def shares_apart(first: Figure, second: Figure) -> Contrast | None:
    """Return how far the first share lies above the second; None where either is about fewer than `LEAST_BASE` people.

    Source: the normal approximation of the difference of two proportions (Newcombe 1998, method 1), with the error of
    noise and bin beside that of sampling.
    """
    if min(first.people, second.people) < LEAST_BASE:
        return None
    variance = sum(_of_share(each) + each.error**2 for each in (first, second))
    cohen = abs(2 * asin(sqrt(_inside(first.value))) - 2 * asin(sqrt(_inside(second.value))))
    return _contrast(first.value - second.value, variance, effect=cohen, kind="share")


def means_apart(first: Sequence[Figure], second: Sequence[Figure]) -> Contrast | None:
    """Compare the mean grades of two groups; the difference is in grades.
    None where a group is too small, or without shares. `first`, `second`: of each group the shares of "this grade or
    higher", the lowest grade first.
    """
    if _too_few(first, second):
        return None
    values = [[each.value for each in cuts] for cuts in (first, second)]
    spreads = [spread_of(cuts) for cuts in values]
    variance = sum(
        spread**2 / _people(cuts) + sum(each.error**2 for each in cuts)
        for cuts, spread in zip((first, second), spreads, strict=True)
    )
    apart, spread = sum(values[0]) - sum(values[1]), sqrt(sum(each**2 for each in spreads) / 2)
    return _contrast(apart, variance, effect=abs(apart) / spread if spread else 0.0, kind="mean")


def orders_apart(first: Sequence[Figure], second: Sequence[Figure]) -> Contrast | None:
    """Compare two groups on an ordinal scale: how often a person of the first answers higher than one of the second.
    None where a group is too small, or without shares.

    `first`, `second`: the shares of "this step or higher", from the widest cut to the narrowest, for the same cuts. The
    difference is how much more than half of all pairs go to the first, ties shared: -0.5…0.5, 0 for alike. Source: Mann
    and Whitney's U over n·m, its variance under no difference with ties taken out (Hollander, Wolfe & Chicken, 3rd ed.,
    section 4.1); the errors of the cuts come on top.
    """
    if _too_few(first, second):
        return None
    people = [_people(first), _people(second)]
    ours, theirs = (_steps([each.value for each in cuts]) for cuts in (first, second))
    steps = [(one * people[0] + other * people[1]) / sum(people) for one, other in zip(ours, theirs, strict=True)]
    untied = max(0.0, 1 - sum(step**3 for step in steps))
    sampling = (sum(people) + 1) / (12 * people[0] * people[1]) * untied
    release = _moved_by(first, beside=theirs) + _moved_by(second, beside=ours)
    apart = _pairs_won(ours, theirs) - 0.5
    return _contrast(apart, sampling + release, effect=abs(apart), kind="pairs")


def pairs_by_answer(first: Sequence[Figure], second: Sequence[Figure]) -> tuple[float, float]:
    """Return how often a person of the first group answers higher than one of the second, and how often lower.
    Both 0…1; the rest of the pairs gives the same answer. `first`, `second`: as for `orders_apart`.
    """
    ours, theirs = (_steps([each.value for each in cuts]) for cuts in (first, second))
    tied = sum(own * other for own, other in zip(ours, theirs, strict=True))
    higher = _pairs_won(ours, theirs) - tied / 2
    return higher, max(0.0, 1 - tied - higher)


def sides_apart(four: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """Return the share of yes to a second question among those who said yes to a first one, and among the others.
    None where either side may be fewer than `LEAST_BASE` people.

    `four`: the shares of everybody with yes to both, to the first only, to the second only, to neither. Each side is a
    ratio of published shares, with the error that theirs give it (delta method).
    """
    both, first_only, second_only, neither = four
    everybody = max(each.people for each in four)
    found = []
    for yes, rest in ((both, first_only), (second_only, neither)):
        whole = yes.value + rest.value
        surely = whole - HALF_OF_TWO * sqrt(yes.error**2 + rest.error**2)
        if int(everybody * surely) < LEAST_BASE:
            return None
        error = sqrt((rest.value * yes.error) ** 2 + (yes.value * rest.error) ** 2) / whole**2
        found.append(Figure(yes.value / whole, error, int(everybody * surely)))
    return found[0], found[1]


def spread_of(cuts: Sequence[float]) -> float:
    """Return the standard deviation of answers on a scale, in steps, from the shares of "this step or higher"."""
    steps = _steps(cuts)
    middle = sum(place * share for place, share in enumerate(steps))
    return sqrt(sum(share * (place - middle) ** 2 for place, share in enumerate(steps)))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return the p-values in the same order, adjusted for multiple testing.
    Source: the false discovery rate of Benjamini and Hochberg (1995).
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    found, least = [0.0] * len(p_values), 1.0
    for rank, place in zip(range(len(order), 0, -1), order, strict=True):
        least = min(least, p_values[place] * len(order) / rank)
        found[place] = least
    return found


def grade_of(p: float) -> Grade:
    """Return how certain a difference is, by its adjusted p-value: certain up to 5 %, likely up to 30 %."""
    return graded(1 - p / 2, apart=False)


def _contrast(apart: float, variance: float, *, effect: float, kind: str) -> Contrast:
    error = sqrt(variance)
    p = 2 * NormalDist().cdf(-abs(apart) / error) if error else float(apart == 0)
    size: tuple[Size, ...] = ("hardly", "small", "medium", "large")
    place = sum(effect >= least for least in STEPS[kind])
    return Contrast(apart, apart - HALF_OF_TWO * error, apart + HALF_OF_TWO * error, p, size[place])


def _inside(share: float) -> float:
    return min(1.0, max(0.0, share))


def _of_share(figure: Figure) -> float:
    """Return the sampling variance of a share; half a person is added on either side, so that it is never zero."""
    share = (figure.value * figure.people + 0.5) / (figure.people + 1)
    return share * (1 - share) / figure.people


def _people(cuts: Sequence[Figure]) -> int:
    return max((each.people for each in cuts), default=0)


def _too_few(first: Sequence[Figure], second: Sequence[Figure]) -> bool:
    return min(_people(first), _people(second)) < LEAST_BASE


def _moved_by(cuts: Sequence[Figure], *, beside: Sequence[float]) -> float:
    """Return the variance that the errors of one group's cuts give to the pairs it wins.

    A person more above a cut wins half the pairs with the step below it and half of those with the step above.
    """
    weights = [(low + high) / 2 for low, high in pairwise(beside)]
    return sum((weight * cut.error) ** 2 for weight, cut in zip(weights, cuts, strict=True))


def _steps(cuts: Sequence[float]) -> list[float]:
    """Return the share of each step from those of "this step or higher"; never below zero."""
    falling = [1.0]
    for cut in cuts:
        falling.append(min(falling[-1], cut))
    return [high - low for high, low in pairwise([*falling, 0.0])]


def _pairs_won(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the share of pairs in which ours is on a higher step, ties counted half."""
    won, below = 0.0, 0.0
    for own, other in zip(ours, theirs, strict=True):
        won += own * (below + other / 2)
        below += other
    return won
