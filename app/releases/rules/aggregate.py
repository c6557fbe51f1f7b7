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
    """The stored groups of a period (its snapshot) contradict each other, so nothing can be counted.
    The message says how.
    """


class SnapshotEmpty(SnapshotUnusable):
    """The snapshot holds no team."""


class TeamListedTwice(SnapshotUnusable):
    """The same team stands in the snapshot twice."""


class TeamInTwoOrganisations(SnapshotUnusable):
    """A team stands in two organisations of the snapshot, so it would be counted twice."""


class OrganisationInTwoTypes(SnapshotUnusable):
    """An organisation stands in two types of organisation, so it would be counted twice."""


class NameMissing(SnapshotUnusable):
    """A group of the period's snapshot has no id, or has the id of a group of another kind."""


class TeamUnknown(SnapshotUnusable):
    """A ballot names a team that is not among the period's teams, as they were when it opened."""


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
    """A background question by which the region's figures are broken down, with its possible answers (`categories`).
    `channel`: the name that marks ballots grouped by this question.
    """

    channel: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The region's groups and which belongs to which, as they were when the period opened. Raises SnapshotUnusable."""

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
    `channel`: what the ballot is grouped by: "team", a background question ("experience", "function"), or for a
    cross-tabulation "relation:<a>:<b>". `group`: the team's id; for a background question its answer or "_declined";
    for a cross-tabulation EVERYBODY. `item`: what was answered; for a cross-tabulation item b. `marks`: (option, yes)
    of each option; of a cross-tabulation those of both items together (`joint_counts`).
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
    """The numbers of answers in a period, added up ballot by ballot; it holds counts only, never a ballot."""

    def __init__(self) -> None:
        """Start with no votes."""
        self._counts: dict[tuple[str, str], dict[str, Count]] = {}

    def add(self, vote: Vote, *, times: int = 1) -> None:
        """Add the vote of one ballot, or of as many equal ballots as `times` says."""
        groups = self._counts.setdefault((vote.channel, vote.item), {})
        count = groups.get(vote.group)
        if count is None:
            count = groups[vote.group] = Count()
        count.people += times
        for option, yes in vote.marks:
            if yes:
                count.yes[option] += times

    def counts(self, channel: str, item: str) -> Mapping[str, Count]:
        """Return how many people in each group answered an item, and how many of them said yes to each option.
        Groups without answers are absent. `channel`: what ballots are grouped by: "team", a background question, or a
        cross-tabulation.
        """
        return self._counts.get((channel, item), {})

    def sizes(self) -> dict[tuple[str, str], dict[str, int]]:
        """Return how many people answered, by (channel, item), then by group.
        A channel is what ballots are grouped by: "team", a background question such as "experience", or a
        cross-tabulation.
        """
        return {key: {group: count.people for group, count in groups.items()} for key, groups in self._counts.items()}

    def __repr__(self) -> str:
        """Return a text without the counts, which are confidential."""
        return f"Tally({len(self._counts)} items)"
