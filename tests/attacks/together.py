"""An exact Bayesian attacker who puts every figure about the same people together (PRIVACY.md, rule 16).

The attacker knows the method, who is in every team and category, that everybody answered and that nobody changes
their mind. Beforehand any number of yeses is equally likely in each block, whatever the other blocks say; or, for who
takes all blocks to be alike (`alike`), in the whole group at once. Counts are kept per block and, where the region is
broken down, per half of it, in one array, so that nothing is approximated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, log

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from app.releases.rules.bins import Bin, bin_of, block_bins, group_bins
from app.releases.rules.breakdowns import fit
from app.releases.rules.policy import Policy
from tests.attacks.bayes import noise_up_to

Shape = int | tuple["Shape", ...]
Chances = NDArray[np.float64]
FORMER = Policy(end_beyond=10, group_draws=1, category_draws=1, chain_group=1, true_of_group=0)
"""The scheme before rule 16: blocks as now but for one count, groups with outermost bins of c + 2 counts."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is published about a group: so many periods, cuts that include one another, and breakdowns in halves."""

    policy: Policy
    periods: int = 26
    cuts: int = 1
    breakdowns: int = 0
    alike: bool = False

    def cuts_of(self, people: int) -> int:
        return self.cuts if people >= self.policy.chain_group else 1


@dataclass(frozen=True, slots=True)
class Belief:
    """Weights of counts by (yeses in half a, in half b, in all); `mean`: the same times the yeses of each block."""

    people: int
    high: int
    weights: Chances
    means: tuple[Chances, ...]
    sizes: tuple[int, ...]

    def told(self, chances: Chances, high: int) -> "Belief":
        """The same after a figure of which these are the chances."""
        return Belief(
            self.people, high, self.weights * chances, tuple(each * chances for each in self.means), self.sizes
        )


def settled_up_to(persons: int, cuts: int) -> float:
    """The chance that the widest of so many equal cuts is at most so many persons off, once they are settled.

    It is half-way between its own noise and the largest of all (`agree.settle_nested`, rounded down).
    """
    if cuts == 1:
        return noise_up_to(persons)
    own = range(persons, persons - 40, -1)
    chance = (
        (noise_up_to(each) - noise_up_to(each - 1)) * noise_up_to(2 * persons + 1 - each) ** (cuts - 1) for each in own
    )
    return float(sum(chance))


def surest(shape: Shape, watch: Watch) -> float:
    """How sure the attacker gets of a person in a group in which nobody says yes and nobody moves.

    `shape`: teams by size, in tuples for the groups they make up. Every figure lies in its lowest bin every time, the
    outcome that tells most. Returns the certainty about the block that tells most.
    """
    found = _learn(shape, watch)
    if watch.breakdowns:
        found = found.told(_halves(found, watch), found.high)
    if watch.alike:
        ways = np.array([1 / comb(found.people, count) for count in range(found.people + 1)])
        found = found.told(ways, found.high)
    total = found.weights.sum()
    return max(1 - float(mean.sum() / total) / size for mean, size in zip(found.means, found.sizes, strict=True))


def _learn(shape: Shape, watch: Watch) -> Belief:
    if isinstance(shape, int):
        found = _block(shape, watch)
        cuts = watch.cuts_of(shape)
        return _told_lowest(found, block_bins(shape, watch.policy, cuts), cuts, watch)
    parts = [_learn(part, watch) for part in shape]
    found = parts[0]
    for part in parts[1:]:
        found = _joined(found, part)
    if len(parts) == 1:
        return found
    cuts = watch.cuts_of(found.people)
    bins = group_bins(low=0, high=found.high, people=found.people, policy=watch.policy, draws=cuts)
    return _told_lowest(found, bins, cuts, watch)


def _block(people: int, watch: Watch) -> Belief:
    """Before anything is published: halves a and b cross each other in the block as evenly as they can."""
    halves = min(watch.breakdowns, 1), max(0, watch.breakdowns - 1)
    cells = [(a, b, _quarter(people, 2 * a + b)) for a, b in product((0, 1), repeat=2)]
    weights: Chances = np.zeros((people * halves[0] + 1, people * halves[1] + 1, people + 1))
    weights[0, 0, 0] = 1
    for a, b, size in cells:
        so_far, weights = weights, np.zeros_like(weights)
        for count in range(size + 1):
            moved = np.roll(so_far, (a * halves[0] * count, b * halves[1] * count, count), axis=(0, 1, 2))
            weights += comb(size, count) * moved
    if not watch.alike:
        weights = weights / np.array([comb(people, count) for count in range(people + 1)])
    return Belief(people, people, weights, (weights * np.arange(people + 1),), (people,))


def _quarter(people: int, place: int) -> int:
    """The people in one of four cells: as many as in the others, those left over in the outer cells."""
    return people // 4 + (place in {0: (), 1: (0,), 2: (0, 3), 3: (0, 3, 1)}[people % 4])


def _joined(one: Belief, other: Belief) -> Belief:
    def added(left: Chances, right: Chances) -> Chances:
        if left.shape[:2] == right.shape[:2] == (1, 1):
            return np.convolve(left[0, 0], right[0, 0])[None, None]
        return np.asarray(np.maximum(fftconvolve(left, right), 0))

    means = (
        *(added(mean, other.weights) for mean in one.means),
        *(added(one.weights, mean) for mean in other.means),
    )
    weights = added(one.weights, other.weights)
    return Belief(one.people + other.people, one.high + other.high, weights, means, one.sizes + other.sizes)


def _told_lowest(found: Belief, bins: Sequence[Bin], cuts: int, watch: Watch) -> Belief:
    """The group's own figure lies in its lowest bin in every period; one bin for all tells nothing."""
    high = bins[0].high
    if len(bins) == 1:
        return found
    chances = [settled_up_to(high - count, cuts) ** watch.periods for count in range(found.people + 1)]
    return found.told(np.array(chances), high)


def _halves(found: Belief, watch: Watch) -> Chances:
    """The chance that both halves of every breakdown are shown as the lowest bins that `fit` makes of them."""
    shape = found.weights.shape
    counts = np.indices(shape)
    chances: Chances = np.ones(shape)
    for axis in range(watch.breakdowns):
        size = sum(_half(people, axis) for people in found.sizes)
        told = _half_chances(size, found.people - size, found, watch)
        inside = np.minimum(counts[axis], size)
        chances = chances * told[inside, np.clip(counts[2] - counts[axis], 0, found.people - size)]
    return chances


def _half(people: int, axis: int) -> int:
    return sum(_quarter(people, 2 * a + b) for a, b in product((0, 1), repeat=2) if (a, b)[axis])


def _half_chances(first: int, second: int, found: Belief, watch: Watch) -> Chances:
    cuts = min(watch.cuts_of(first), watch.cuts_of(second))
    draws = watch.policy.category_draws * cuts
    grids = {name: block_bins(size, watch.policy, draws) for name, size in (("a", first), ("b", second))}
    whole = Bin(0, found.high, 0, 100)

    def shown(a: Bin, b: Bin) -> tuple[Bin, Bin]:
        fitted = fit({"a": a, "b": b}, choices=grids, whole=whole, rest=0, policy=watch.policy)
        return fitted["a"], fitted["b"]

    lowest = shown(grids["a"][0], grids["b"][0])
    same = [(a, b) for a, b in product(grids["a"], grids["b"]) if shown(a, b) == lowest]
    chances = np.zeros((first + 1, second + 1))
    for a, b in same:
        chances += np.outer(_bin_chances(a, grids["a"], first, cuts), _bin_chances(b, grids["b"], second, cuts))
    return np.asarray(chances**watch.periods)


def _bin_chances(shown: Bin, bins: Sequence[Bin], people: int, cuts: int) -> Chances:
    """The chance of a bin for every true count."""

    def up_to(edge: int, count: int) -> float:
        return settled_up_to(edge - count, cuts)

    return np.array(
        [
            (1.0 if shown == bins[-1] else up_to(shown.high, count))
            - (0.0 if shown == bins[0] else up_to(shown.low - 1, count))
            for count in range(people + 1)
        ]
    )


def surest_of_team_as_category(people: int, policy: Policy, *, periods: int = 26) -> float:
    """How sure the attacker gets when one unanimous team is a category of both breakdowns, in a divided region."""
    own = block_bins(people, policy)[0].high
    category = block_bins(people, policy, policy.category_draws)[0].high
    likely = np.array(
        [
            noise_up_to(own - count) ** periods * noise_up_to(category - count) ** (2 * periods)
            for count in range(people + 1)
        ]
    )
    return float(1 - likely @ np.arange(people + 1) / likely.sum() / people)


def among_divided(teams: Sequence[int], policy: Policy, *, periods: int, seed: int, times: int) -> Chances:
    """How sure the attacker gets of a unanimous team in an organisation whose other teams are divided: every time.

    The first team says no; the others say yes at rates drawn from Beta(3, 1.5). Nobody moves.
    """
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        yes = [0, *(int(chance.binomial(size, chance.beta(3, 1.5))) for size in teams[1:])]
        found.append(_follow(teams, yes, policy, periods=periods, draw=lambda: _noise(chance)))
    return np.array(found)


def _noise(chance: np.random.Generator) -> int:
    up, down = chance.geometric(2 / 3, 2)
    return int(up - down)


def _follow(
    teams: Sequence[int], yes: Sequence[int], policy: Policy, *, periods: int, draw: Callable[[], int]
) -> float:
    """The posterior of the first team's answers after releases that were drawn for these counts."""
    people = sum(teams)
    logs = [np.zeros(size + 1) for size in teams]
    whole = np.zeros(people + 1)
    for _ in range(periods):
        shown = [bin_of(count + draw(), block_bins(size, policy)) for size, count in zip(teams, yes, strict=True)]
        for place, size in enumerate(teams):
            logs[place] += _log(_bin_chances(shown[place], block_bins(size, policy), size, 1))
        low, high = sum(each.low for each in shown), sum(each.high for each in shown)
        bins = group_bins(low=low, high=high, people=people, policy=policy)
        whole += _log(_bin_chances(bin_of(sum(yes) + draw(), bins), bins, people, 1))
    others = np.ones(1)
    for each in logs[1:]:
        others = np.convolve(others, np.exp(each - each.max()))
    first = np.exp(logs[0] - logs[0].max())
    fits = np.exp(whole - whole.max())
    likely = np.array([first[count] * (others @ fits[count : count + len(others)]) for count in range(len(first))])
    return float(1 - likely @ np.arange(len(first)) / likely.sum() / teams[0])


def _log(chances: Chances) -> Chances:
    return np.log(np.maximum(chances, 10 ** (-300 / log(10))))
