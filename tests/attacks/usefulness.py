"""What protection costs: how many teams see a figure, how far figures are off, what they can still tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from app.releases.rules.aggregate import Tally
from app.releases.rules.cells import Published
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import Noise, SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import roll_up, tree
from tests.attacks.direct_comparison import difference
from tests.attacks.simulated import Region, publish, simulate
from tests.releases.regions import snapshot, vote

TWO_WAVES = 0.91  # Of those who answer a wave with 70 % chance, so many answer one of two.
OPINION = ItemPlan(item="space", everywhere=("favourable",))


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean distance between what is shown and the share among those who answered, per level."""

    team: float
    organisation: float
    orgtype: float
    region: float


def coverage(seeds: Iterable[int], *, policy: Policy, response: float = TWO_WAVES) -> dict[int, float]:
    """The share of teams that see a figure, by how many people the team has."""
    chance = np.random.default_rng(min(seeds, default=0))
    shown: dict[int, list[bool]] = {}
    for size in range(4, 26):
        answered = chance.binomial(size, response, 400)
        shown[size] = [bool(people >= policy.min_group) for people in answered]
    return {size: fmean(each) for size, each in shown.items()}


def errors(regions: Sequence[Region], *, policy: Policy, noise: Callable[[int], Noise] = SeededNoise) -> Errors:
    """How far shown shares are off, over many regions."""
    off: dict[str, list[float]] = {"team": [], "organisation": [], "orgtype": [], "region": []}
    for seed, region in enumerate(regions):
        true = _true_shares(region, policy)
        for row in publish(region, policy=policy, seed=seed, plan=OPINION, noise=noise(seed)):
            if isinstance(row.cell, Published):
                off[row.level].append(abs(row.cell.value - true[row.level, row.group]))
    return Errors(**{level: fmean(each) for level, each in off.items()})


def _true_shares(region: Region, policy: Policy) -> dict[tuple[str, str], float]:
    """The share among the people each figure is about."""
    counts = region.tally().counts("team", "space")
    people = {team: count.people for team, count in counts.items()}
    rollup = roll_up(tree(region.snapshot), people=people, min_group=policy.min_group)
    return {
        (node.group.level, node.group.id): sum(
            counts[team].yes["favourable"] for each in node.walk() for team in each.pool
        )
        / node.people
        for node in rollup.region.walk()
        if node.people
    }


def regions(seeds: Iterable[int], *, sizes: tuple[int, int] = (4, 15)) -> list[Region]:
    """Simulated regions at the response of two waves."""
    return [simulate(seed, sizes=sizes, response=TWO_WAVES) for seed in seeds]


@dataclass(frozen=True, slots=True)
class Power:
    """Of drops from 75 to 40 %: how many are shown as a lower figure, and how many are supported by a test."""

    seen: float
    supported: float


def power(people: int, *, policy: Policy, times: int = 300, seed: int = 1) -> Power:
    """How often a block of so many people that falls from 75 to 40 % is noticed between two releases."""
    chance, noise = np.random.default_rng(seed), SeededNoise(seed)
    pairs = [
        (
            _shown(people, int(chance.binomial(people, 0.75)), policy, noise=noise),
            _shown(people, int(chance.binomial(people, 0.4)), policy, noise=noise),
        )
        for _ in range(times)
    ]
    return Power(
        seen=fmean(after.value < before.value for before, after in pairs),
        supported=fmean(difference(after, before).supported() for before, after in pairs),
    )


def _shown(people: int, yes: int, policy: Policy, *, noise: Noise) -> Published:
    tally = Tally()
    for place in range(people):
        vote(tally, "space", "a", yes=("favourable",) if place < yes else ())
    rows = protect(snapshot({"one": ["a"]}), tally, policy=policy, items=[OPINION], noise=noise)
    cell = next(row.cell for row in rows if row.level == "team")
    assert isinstance(cell, Published)
    return cell
