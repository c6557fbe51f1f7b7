"""Pools small teams until every group that can be told apart is large enough (PRIVACY.md part 2, rule 3).

Decides who is counted where. Must not know any answer: only how many people answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from app.releases.rules.aggregate import Snapshot, SnapshotTeam
from app.releases.rules.cells import Level


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A group in the region's tree (region, kind, organisation or team), with the groups below it."""

    level: Level
    id: str
    name: str
    parent: str
    children: tuple["GroupNode", ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A group in a tree of groups, with the people that its figure is about.
    `pool`: ids of the teams that are counted as one unit in this group: the team itself, or teams below it that were
    too small to have figures of their own. `people`: everyone in this unit and in those of the groups below; 0: no
    figure.
    """

    group: GroupNode
    children: tuple["Node", ...]
    pool: tuple[str, ...]
    pool_people: int
    people: int

    @property
    def counted(self) -> tuple["Node", ...]:
        """Return the groups directly below this one that are themselves large enough to have a figure."""
        return tuple(child for child in self.children if child.people)

    def walk(self) -> Iterator["Node"]:
        """Yield this group and all groups below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Rollup:
    """Which group each answer to one item is counted in, as a tree from the region down.
    `left_over`: how many people are counted nowhere, as their teams together are too small.
    """

    region: Node
    left_over: int


def tree(snapshot: Snapshot) -> GroupNode:
    """Return the groups of the snapshot as a tree, from the region down, in the order of their ids."""
    teams = sorted(snapshot.teams, key=attrgetter("org_type", "organisation", "team"))
    types = tuple(
        _org_type(list(members), snapshot.region) for _, members in groupby(teams, key=attrgetter("org_type"))
    )
    return GroupNode("region", snapshot.region, snapshot.region_name, "", types)


def _org_type(teams: list[SnapshotTeam], region: str) -> GroupNode:
    organisations = tuple(_organisation(list(members)) for _, members in groupby(teams, key=attrgetter("organisation")))
    return GroupNode("orgtype", teams[0].org_type, teams[0].org_type_name, region, organisations)


def _organisation(teams: list[SnapshotTeam]) -> GroupNode:
    first = teams[0]
    leaves = tuple(GroupNode("team", each.team, each.team_name, each.organisation) for each in teams)
    return GroupNode("organisation", first.organisation, first.organisation_name, first.org_type, leaves)


def roll_up(region: GroupNode, *, people: Mapping[str, int], min_group: int) -> Rollup:
    """Decide in which group each team is counted, so that no figure is about too few; small teams are counted together.
    `people`: how many people answered, by team.

    A team of at least `min_group` people is a block. Smaller ones wait for each other in their organisation,
    then in its type, then in the region; those still waiting at the end are counted nowhere.
    """
    node, waiting = _roll_up(region, people, min_group)
    return Rollup(region=node, left_over=sum(people[team] for team in waiting))


def _roll_up(group: GroupNode, people: Mapping[str, int], min_group: int) -> tuple[Node, tuple[str, ...]]:
    if group.level == "team":
        children: tuple[Node, ...] = ()
        waiting: tuple[str, ...] = (group.id,) if people.get(group.id, 0) else ()
    else:
        below = [_roll_up(child, people, min_group) for child in group.children]
        children = tuple(node for node, _ in below)
        waiting = tuple(team for _, teams in below for team in teams)
    count = sum(people[team] for team in waiting)
    counted_below = sum(child.people for child in children)
    if count < min_group:
        return Node(group, children, (), 0, counted_below), waiting
    return Node(group, children, waiting, count, counted_below + count), ()
