"""An attacker who compares two releases between which people left, joined or moved, or teams were merged or split.

The attacker knows the method, everybody in each group, and that all of them answered both times. What such a change
tells of somebody is kept apart from what is true of their group: how likely a yes of theirs is beforehand does not
depend on what the others say, of whom any number may say yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import comb, prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from app.releases.rules.bins import Bin, block_bins, group_bins
from app.releases.rules.policy import Policy
from tests.attacks.bayes import SURE, Beliefs, noise_up_to

DRAWS = 50_000
TINY = 1e-300
Kind = Literal["team", "group", "category"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A group that people left or joined: how many were in it with them. `group`: of several teams."""

    kind: Kind
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """Over many draws: how often the answer is known at 95 %, how often guessed right; the most anybody was sure."""

    sure: float
    right: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who changes groups between two releases. `together`: as many people at once, as a small team that is moved.

    `keep`: how many of the others keep their answer between the two; the rest answers anew, at their group's rate.
    `exact`: a scheme that publishes every count as it is. `prior`: how likely a yes is beforehand.
    """

    groups: tuple[Changed, ...]
    together: int = 1
    keep: float = 1.0
    exact: bool = False
    prior: float = 0.5


def told_by(move: Move, policy: Policy, *, seed: int = 3) -> Found:
    """What the figures of every changed group, before and after, tell of one of those who moved."""
    chance = np.random.default_rng(seed)
    moved = move.together
    said = chance.binomial(moved, move.prior, DRAWS)
    prior = binom.pmf(np.arange(moved + 1), moved, move.prior)
    weights = np.tile(np.log(prior), (DRAWS, 1))
    for group in move.groups:
        chances = _pairs(group, None if move.exact else policy, moved, move.keep)
        seen = np.empty(DRAWS, dtype=int)
        for yes in range(moved + 1):
            those = said == yes
            seen[those] = chance.choice(chances.shape[1], int(those.sum()), p=chances[yes])
        weights += np.log(chances[:, seen].T + TINY)
    beliefs = np.exp(weights - weights.max(axis=1, keepdims=True))
    beliefs /= beliefs.sum(axis=1, keepdims=True)
    yes = beliefs @ np.arange(moved + 1) / moved
    certainty = np.maximum(yes, 1 - yes)
    right = np.where(yes > 0.5, said / moved, 1 - said / moved)
    return Found(float((certainty >= SURE).mean()), float(right.mean()), float(certainty.max()))


@lru_cache(maxsize=256)
def _pairs(group: Changed, policy: Policy | None, moved: int, keep: float) -> NDArray[np.float64]:
    """The chance of each pair of figures (columns) with and without those who moved, by how many of them say yes."""
    others = group.people - moved
    with_them = _figures(group.kind, group.people, policy)
    without = _steadiness(others, keep) @ _figures(group.kind, others, policy)
    rows = [
        sum(np.outer(with_them[count + yes], without[count]) for count in range(others + 1)) / (others + 1)
        for yes in range(moved + 1)
    ]
    return np.array([np.asarray(row).ravel() / np.asarray(row).sum() for row in rows])


def _figures(kind: Kind, people: int, policy: Policy | None) -> Beliefs:
    """The chance of every figure (column) given the true count (row); without a policy each count is its figure."""
    if policy is None:
        return np.eye(people + 1)
    if kind == "group":
        return _chances(group_bins(low=0, high=people, people=people, policy=policy), people)
    return _chances(block_bins(people, policy, policy.category_draws if kind == "category" else 1), people)


def _chances(bins: Sequence[Bin], people: int) -> Beliefs:
    """The chance of every bin (column) given the true count (row)."""
    rows = [np.diff([0.0, *(noise_up_to(each.high - count) for each in bins[:-1]), 1.0]) for count in range(people + 1)]
    return np.array(rows)


def _steadiness(people: int, keep: float) -> NDArray[np.float64]:
    """The chance of a count at the second release (column) given that at the first (row)."""
    if keep == 1:
        return np.eye(people + 1)
    chances = np.zeros((people + 1, people + 1))
    for count in range(people + 1):
        rate = count / people
        stay = binom.pmf(np.arange(count + 1), count, keep + (1 - keep) * rate)
        come = binom.pmf(np.arange(people - count + 1), people - count, (1 - keep) * rate)
        chances[count] = np.convolve(stay, come)
    return chances


def surest_of_cells(sizes: Sequence[int], watched: Sequence[tuple[tuple[int, ...], int]], policy: Policy) -> float:
    """How sure the attacker gets of somebody among people who all say no and never change, whatever teams they form.

    `sizes`: of the parts that stayed together. `watched`: each team there was, by the places of its parts, and in how
    many releases it lay in its lowest bin, the outcome that tells most.
    """
    weights = np.ones([size + 1 for size in sizes])
    for parts, releases in watched:
        people = sum(sizes[part] for part in parts)
        lowest = _chances(block_bins(people, policy), people)[:, 0] ** releases
        for counts in product(*(range(size + 1) for size in sizes)):
            weights[counts] *= lowest[sum(counts[part] for part in parts)]
    for counts in product(*(range(size + 1) for size in sizes)):
        weights[counts] *= prod(comb(size, count) for size, count in zip(sizes, counts, strict=True))
    weights = _by_rate(weights, sizes, watched)
    total = weights.sum()
    means = (
        (weights * np.arange(size + 1).reshape([-1 if place == axis else 1 for axis in range(len(sizes))])).sum()
        for place, size in enumerate(sizes)
    )
    return max(1 - float(mean / total) / size for mean, size in zip(means, sizes, strict=True))


def _by_rate(
    weights: NDArray[np.float64], sizes: Sequence[int], watched: Sequence[tuple[tuple[int, ...], int]]
) -> NDArray[np.float64]:
    """Beforehand any number of yeses is equally likely in the first teams, which are those that hold no part twice."""
    first: list[tuple[int, ...]] = []
    for parts, _releases in watched:
        if not any(set(parts) & set(each) for each in first):
            first.append(parts)
    found = weights.copy()
    for counts in product(*(range(size + 1) for size in sizes)):
        for parts in first:
            people = sum(sizes[part] for part in parts)
            found[counts] /= comb(people, sum(counts[part] for part in parts)) * (people + 1)
    return found
