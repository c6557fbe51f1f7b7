"""Simulated regions: people in teams who answered one yes/no item, with an experience band each.

As in the trial of PRIVACY.md: 20 teams of 4 to 15 people in four organisations, 70 % of whom answer. How many
in a team say yes varies between teams, from unanimous to divided.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.releases.rules.aggregate import Snapshot, Tally
from app.releases.rules.cells import Published, Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import Noise, SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import roll_up, tree
from tests.releases.regions import EXPERIENCE, SPACE, snapshot, vote


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answered."""

    team: str
    organisation: str
    org_type: str
    band: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A tree and everybody in it who answered; people are known by their place in the list."""

    snapshot: Snapshot
    people: tuple[Person, ...]

    def where(self, **wanted: str) -> frozenset[int]:
        """The people with these fields; everybody without any."""
        return frozenset(
            place
            for place, person in enumerate(self.people)
            if all(getattr(person, field) == value for field, value in wanted.items())
        )

    def yes(self, group: Iterable[int]) -> int:
        return sum(self.people[place].yes for place in group)

    def tally(self) -> Tally:
        tally = Tally()
        for person in self.people:
            marks = ("favourable",) if person.yes else ()
            vote(tally, "space", person.team, yes=marks)
            vote(tally, "space", person.band, yes=marks, channel="experience")
        return tally


@dataclass(frozen=True, slots=True)
class Figure:
    """What is published of a group: who is in it, and the lowest and highest count of yeses it leaves possible."""

    people: frozenset[int]
    low: int
    high: int


def simulate(
    seed: int, *, teams: int = 20, sizes: tuple[int, int] = (4, 15), response: float = 0.7, opinion: float = 3.0
) -> Region:
    """A region whose teams say yes at rates drawn from Beta(`opinion`, opinion / 2)."""
    chance = np.random.default_rng(seed)
    organisations = {f"org{place}": [f"team{place}.{each}" for each in range(5)] for place in range(teams // 5)}
    kinds = {name: ("care", "court")[place % 2] for place, name in enumerate(organisations)}
    tree_ = snapshot(organisations, types=kinds)
    people: list[Person] = []
    for team in tree_.teams:
        rate = chance.beta(opinion, opinion / 2)
        members = int(chance.integers(sizes[0], sizes[1] + 1))
        people.extend(
            Person(
                team.team,
                team.organisation,
                team.org_type,
                EXPERIENCE.categories[int(chance.integers(4))],
                bool(chance.random() < rate),
            )
            for _ in range(members)
            if chance.random() < response
        )
    return Region(tree_, tuple(people))


def publish(
    region: Region, *, policy: Policy, seed: int, plan: ItemPlan = SPACE, noise: Noise | None = None
) -> tuple[Row, ...]:
    """Our release of this region."""
    return protect(region.snapshot, region.tally(), policy=policy, items=[plan], noise=noise or SeededNoise(seed))


def as_figures(region: Region, rows: Iterable[Row], policy: Policy) -> list[Figure]:
    """Our release as its strongest reader sees it: who knows every size and who is in every group."""
    sizes = region.tally().sizes()
    rollup = roll_up(tree(region.snapshot), people=sizes["team", "space"], min_group=policy.min_group)
    counted: dict[tuple[str, str, str], frozenset[int]] = {}
    for node in rollup.region.walk():
        teams = (region.where(team=team) for each in node.walk() for team in each.pool)
        counted[node.group.level, node.group.id, ""] = frozenset().union(*teams)
    for band in EXPERIENCE.categories:
        counted["region", rollup.region.group.id, band] = region.where(band=band)
    return [
        figure(counted[row.level, row.group, row.category], row.cell) for row in rows if isinstance(row.cell, Published)
    ]


def figure(people: frozenset[int], cell: Published) -> Figure:
    """The whole numbers within a cell's bounds."""
    low = int(np.ceil(cell.lower * len(people) - 1e-9))
    return Figure(people, low, int(np.floor(cell.upper * len(people) + 1e-9)))
