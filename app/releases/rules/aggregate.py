"""Adds up decrypted ballots into counts, per group of the tree as it was when the period opened.

Decides which group an answer counts for. Must not know who answered, when, or any other answer of the same person; and
keeps no ballots, only counts (PRIVACY.md part 2, rules 1 and 2).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

TEAM = "team"
DECLINED = "_declined"
RELATION = "relation:"
"""The prefix of the channels of relations."""
EVERYBODY = "everybody"
"""The one group of a relation: all who answered both items. A group per answer would disclose answers by its size."""


class SnapshotUnusable(ValueError):
    """The tree of groups stored when the period opened cannot be counted in; the message says why."""


class SnapshotEmpty(SnapshotUnusable):
    """The snapshot holds no team."""


class TeamListedTwice(SnapshotUnusable):
    """The same team stands in the snapshot twice."""


class TeamInTwoOrganisations(SnapshotUnusable):
    """A team stands in two organisations of the snapshot, so it would be counted twice."""


class OrganisationInTwoTypes(SnapshotUnusable):
    """An organisation stands in two types of organisation, so it would be counted twice."""


class NameMissing(SnapshotUnusable):
    """A group has no id, or the id of a group of another kind."""


class TeamUnknown(SnapshotUnusable):
    """A ballot names a team that was not there when the period opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTeam:
    """One team and the groups it belonged to when the period opened."""

    team: str
    team_name: str
    organisation: str
    organisation_name: str
    org_type: str
    org_type_name: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A background question by which the region's figures are broken down: its channel of ballots and its answers."""

    channel: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The tree of groups of one period, as it was when the period opened. Raises SnapshotUnusable."""

    region: str
    region_name: str
    teams: tuple[SnapshotTeam, ...]
    breakdowns: tuple[Breakdown, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a tree in which a person could be counted twice."""
        if not self.teams:
            raise SnapshotEmpty("The snapshot holds no team.")
        organisation_of: dict[str, str] = {}
        type_of: dict[str, str] = {}
        for team in self.teams:
            if not (team.team and team.organisation and team.org_type and self.region):
                raise NameMissing(f"Team {team.team!r} or a group above it has no id.")
            if team.team in organisation_of:
                _refuse_second_listing(team, organisation_of[team.team])
            organisation_of[team.team] = team.organisation
            if type_of.setdefault(team.organisation, team.org_type) != team.org_type:
                raise OrganisationInTwoTypes(f"Organisation {team.organisation!r} stands under two types.")


def _refuse_second_listing(team: SnapshotTeam, organisation: str) -> None:
    if organisation != team.organisation:
        raise TeamInTwoOrganisations(f"Team {team.team!r} stands under two organisations.")
    raise TeamListedTwice(f"Team {team.team!r} stands in the snapshot twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one decrypted ballot says about one item: its group, and yes or no to each option.
    `channel`: "team", the channel of a breakdown ("experience", "function"), or "relation:<a>:<b>". `group`: the team's
    id; for a breakdown the category or "_declined"; for a relation EVERYBODY. `item`: what was answered; for a relation
    item b. `marks`: the item's yes/no indicators, as (option, yes); of a relation those of both items together
    (`joint_counts`).
    """

    channel: str
    item: str
    group: str
    marks: tuple[tuple[str, bool], ...]


@dataclass(slots=True)
class Count:
    """How many people answered, and how many of them said yes to each option."""

    people: int = 0
    yes: Counter[str] = field(default_factory=Counter)


class Tally:
    """The counts of all votes in a period; memory grows with groups and options, never with ballots."""

    def __init__(self) -> None:
        """Start with no votes."""
        self._counts: dict[tuple[str, str], dict[str, Count]] = {}

    def add(self, vote: Vote, *, times: int = 1) -> None:
        """Add the vote of one ballot, or of so many (`times`) ballots that say the same."""
        groups = self._counts.setdefault((vote.channel, vote.item), {})
        count = groups.get(vote.group)
        if count is None:
            count = groups[vote.group] = Count()
        count.people += times
        for option, yes in vote.marks:
            if yes:
                count.yes[option] += times

    def counts(self, channel: str, item: str) -> Mapping[str, Count]:
        """Return the counts of one item in one channel, such as "team", by group; groups without ballots are absent."""
        return self._counts.get((channel, item), {})

    def sizes(self) -> dict[tuple[str, str], dict[str, int]]:
        """Return how many people answered, by channel and item, then by group, for the audit."""
        return {key: {group: count.people for group, count in groups.items()} for key, groups in self._counts.items()}

    def __repr__(self) -> str:
        """Return a text without the counts, which are confidential."""
        return f"Tally({len(self._counts)} items)"
