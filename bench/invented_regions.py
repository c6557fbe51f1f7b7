"""Regions whose true shares are known: people in teams answer by chance, and are published by the real protection.

The shares of teams lie apart on the logit scale by a spread that can be chosen, of which a part belongs to their kind
and to their organisation; they stay, or move a little every period. Must not know estimates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.releases.rules.aggregate import TEAM, Breakdown, Snapshot, SnapshotTeam, Tally, Vote
from app.releases.rules.cells import Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import roll_up, tree

OPTION = "favourable"
EXPERIENCE = Breakdown("experience", ("0-3", "3-6", "6-10", "10+"))
Key = tuple[str, str]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """Sizes of teams, how many teams an organisation has, and how many kinds there are."""

    sizes: tuple[int, ...]
    per_organisation: int
    kinds: int


REGIONS = {
    60: Region((3, 4, 5, 6, 7, 8, 8, 9, 10), 3, 2),
    190: Region(tuple([6, 8, 10, 12, 14] * 3 + [7, 9, 11, 13]), 5, 2),
    325: Region(tuple([7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 10] * 2)[:25], 5, 1),
    520: Region(tuple([7, 9, 11, 13, 15, 17, 19, 12] * 5), 5, 3),
    900: Region(tuple([8, 12, 18, 25, 40, 60, 17] * 5), 5, 3),
}
"""By how many people there are."""


@dataclass(frozen=True, slots=True)
class World:
    """`spread`: of teams, on the logit scale. `kept`: how much of a team's distance is kept to the next period.

    `above`: which part of the variance belongs to the kind and to the organisation.
    `middles`: between which two logits the region's shares lie; −0.8 to 2.6 is 31 to 93 %.
    """

    spread: float
    kept: float
    response: float
    items: int = 8
    above: tuple[float, float] = (0.1, 0.25)
    middles: tuple[float, float] = (-0.8, 2.6)


class Invented:
    """One region over time."""

    def __init__(self, region: Region, world: World, *, seed: int) -> None:
        self.world, self.sizes = world, np.array(region.sizes)
        self.chance = np.random.default_rng(seed)
        self.noise = SeededNoise(seed)
        self.snapshot = _snapshot(region)
        teams = len(region.sizes)
        self.names = [team.team for team in self.snapshot.teams]
        self.middle = self.chance.uniform(*world.middles, world.items)
        organisations = np.arange(teams) // region.per_organisation
        kinds = organisations % region.kinds
        self.fixed = world.spread * (
            world.above[0] ** 0.5 * self.chance.normal(size=(region.kinds, world.items))[kinds]
            + world.above[1] ** 0.5 * self.chance.normal(size=(organisations.max() + 1, world.items))[organisations]
        )
        self.alone = world.spread * (1 - sum(world.above)) ** 0.5
        self.own = self.alone * self.chance.normal(size=(teams, world.items))
        self.plans = tuple(
            ItemPlan(item=f"item{place}", everywhere=(OPTION,), breakdowns=True) for place in range(world.items)
        )
        self.moved: Floats = np.zeros(world.items)

    def shares(self) -> Floats:
        """Teams × items."""
        return np.asarray(1 / (1 + np.exp(-(self.middle + self.moved + self.fixed + self.own))))

    def move(self) -> None:
        """One period on."""
        kept = self.world.kept
        if kept < 1:
            self.moved = self.moved + 0.06 * self.chance.normal(size=self.world.items)
            fresh = self.chance.normal(size=self.own.shape)
            self.own = kept * self.own + (1 - kept**2) ** 0.5 * self.alone * fresh

    def release(self) -> tuple[tuple[Row, ...], dict[tuple[str, str, str], float]]:
        """What is published, and by level, group and item the true share of those whom each figure is about."""
        tally = Tally()
        true: dict[tuple[str, str, str], float] = {}
        shares = self.shares()
        for place, plan in enumerate(self.plans):
            people = self.chance.binomial(self.sizes, self.world.response)
            yes = self.chance.binomial(people, shares[:, place])
            self._vote(tally, plan.item, people=people, yes=yes)
            true.update(self._true(plan.item, people=people, shares=shares[:, place]))
        return protect(self.snapshot, tally, policy=Policy(), items=self.plans, noise=self.noise), true

    def _vote(self, tally: Tally, item: str, *, people: NDArray[np.int64], yes: NDArray[np.int64]) -> None:
        for name, all_, some in zip(self.names, people, yes, strict=True):
            for times, mark in ((int(some), True), (int(all_ - some), False)):
                if times:
                    tally.add(Vote(channel=TEAM, item=item, group=name, marks=((OPTION, mark),)), times=times)
        for total, mark in ((int(yes.sum()), True), (int((people - yes).sum()), False)):
            parts = self.chance.multinomial(total, [0.25] * 4)
            for category, times in zip(EXPERIENCE.categories, parts, strict=True):
                if times:
                    vote = Vote(channel="experience", item=item, group=category, marks=((OPTION, mark),))
                    tally.add(vote, times=int(times))

    def _true(self, item: str, *, people: NDArray[np.int64], shares: Floats) -> Mapping[tuple[str, str, str], float]:
        counted = {name: int(each) for name, each in zip(self.names, people, strict=True) if each}
        known = dict(zip(self.names, shares, strict=True))
        rollup = roll_up(tree(self.snapshot), people=counted, min_group=Policy().min_group)
        found: dict[tuple[str, str, str], float] = {}
        for node in rollup.region.walk():
            teams: Sequence[str] = [team for each in node.walk() for team in each.pool]
            if teams:
                total = sum(counted[team] for team in teams)
                found[node.group.level, node.group.id, item] = (
                    sum(counted[team] * known[team] for team in teams) / total
                )
        return found


def _snapshot(region: Region) -> Snapshot:
    teams = [
        SnapshotTeam(
            team=f"team{place:03}",
            team_name=f"team{place}",
            organisation=f"org{place // region.per_organisation:03}",
            organisation_name=f"org{place // region.per_organisation}",
            org_type=f"kind{place // region.per_organisation % region.kinds}",
            org_type_name=f"kind{place // region.per_organisation % region.kinds}",
        )
        for place in range(len(region.sizes))
    ]
    return Snapshot(region="region", region_name="region", teams=tuple(teams), breakdowns=(EXPERIENCE,))
