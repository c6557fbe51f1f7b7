"""What a board can notice: how often a true difference of one question is supported, by size of the group.

Everybody says yes with a chance of 75 %, and then a group with less. Must not know tests: it asks boards' own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from app.releases.rules.aggregate import Breakdown, Snapshot, SnapshotTeam, Tally, Vote
from app.releases.rules.cells import Level, Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect

QUESTION = ItemPlan(item="question", everywhere=("favourable",), breakdowns=True)
BANDS = ("0-3", "3-6", "6-10", "10+")
USUAL = 0.75
DIFFERENCES = (10, 20, 30, 40, 50)


@dataclass(frozen=True, slots=True)
class Team:
    """A team, in an organisation of a kind; `changes`: whether its people say yes less often than the others."""

    name: str
    organisation: str
    kind: str
    people: int
    changes: bool = False


def region(teams: int, *, changes: bool = False) -> tuple[Team, ...]:
    """Teams of twelve, five in an organisation, of three kinds."""
    return tuple(
        Team(f"team{place}", f"org{place // 5}", f"kind{place // 5 % 3}", 12, changes=changes) for place in range(teams)
    )


def parts(name: str, kind: str, *sizes: int) -> tuple[Team, ...]:
    """Organisations called `name` of up to four teams of these sizes, all of which change."""
    return tuple(Team(f"{name}-{place}", f"{name}{place // 4}", kind, size, True) for place, size in enumerate(sizes))


GROUPS: Mapping[str, tuple[tuple[Level, str], tuple[Team, ...]]] = {
    "team of 12": (("team", "it"), (*region(50), Team("it", "org0", "kind0", 12, True))),
    "team of 30": (("team", "it"), (*region(50), Team("it", "org0", "kind0", 30, True))),
    "organisation of 80": (("organisation", "it0"), (*region(50), *parts("it", "kind0", 20, 20, 20, 20))),
    "kind of 100": (("orgtype", "it"), (*region(50), *parts("it", "it", 12, 13, 12, 13, 12, 13, 12, 13))),
    "region of 300": (("region", "region"), region(25, changes=True)),
    "region of 1,000": (("region", "region"), region(83, changes=True)),
}
"""The group that is looked at, and every team of its region: six hundred others, unless it is the region itself."""


def published(teams: Sequence[Team], *, less: float, seed: int) -> tuple[Row, ...]:
    """A release in which the people of teams that change say yes with so much less chance."""
    draws, tally = np.random.default_rng(seed), Tally()
    for team in teams:
        share = USUAL - (less if team.changes else 0)
        for yes in draws.random(team.people) < share:
            for channel, group in (("team", team.name), ("experience", BANDS[draws.integers(4)])):
                tally.add(Vote(channel=channel, item="question", group=group, marks=(("favourable", bool(yes)),)))
    snapshot = Snapshot(
        region="region",
        region_name="region",
        teams=tuple(map(_row, teams)),
        breakdowns=(Breakdown("experience", (*BANDS, "_declined")),),
    )
    return protect(snapshot, tally, policy=Policy(), items=[QUESTION], noise=SeededNoise(seed))


def _row(team: Team) -> SnapshotTeam:
    return SnapshotTeam(
        team=team.name,
        team_name=team.name,
        organisation=team.organisation,
        organisation_name=team.organisation,
        org_type=team.kind,
        org_type_name=team.kind,
    )


def shares_below(p_values: Sequence[float]) -> tuple[float, float]:
    """How many are supported when nothing else is asked, and as one of twelve questions of which no other differs."""
    return fmean(each < 0.05 for each in p_values), fmean(12 * each < 0.05 for each in p_values)
