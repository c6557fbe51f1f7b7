"""A tree in which someone could be counted twice is refused, by name of what is wrong."""

from dataclasses import replace

import pytest

from app.releases.rules.aggregate import (
    NameMissing,
    OrganisationInTwoTypes,
    Snapshot,
    SnapshotEmpty,
    SnapshotTeam,
    SnapshotUnusable,
    Tally,
    TeamInTwoOrganisations,
    TeamListedTwice,
    TeamUnknown,
)
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import SPACE, snapshot, tally_of

TEAM = SnapshotTeam(
    team="a", team_name="A", organisation="one", organisation_name="One", org_type="care", org_type_name="Care"
)


@pytest.mark.parametrize(
    ("teams", "fault"),
    [
        ((), SnapshotEmpty),
        ((TEAM, TEAM), TeamListedTwice),
        ((TEAM, replace(TEAM, organisation="two")), TeamInTwoOrganisations),
        ((TEAM, replace(TEAM, team="b", org_type="court")), OrganisationInTwoTypes),
        ((replace(TEAM, team=""),), NameMissing),
        ((replace(TEAM, organisation=""),), NameMissing),
    ],
)
def test_an_unusable_tree_is_refused(teams: tuple[SnapshotTeam, ...], fault: type[SnapshotUnusable]) -> None:
    with pytest.raises(fault):
        Snapshot(region="north", region_name="North", teams=teams)


def test_ballots_for_a_team_outside_the_snapshot_publish_nothing() -> None:
    """Somebody would otherwise be counted in a group that did not exist when the period opened."""
    with pytest.raises(TeamUnknown):
        protect(snapshot({"one": ["a"]}), tally_of({"z": (9, 5)}), policy=Policy(), items=[SPACE])


def test_a_tally_does_not_print_what_it_counted() -> None:
    tally = tally_of({"a": (9, 5)})
    assert repr(tally) == "Tally(1 items)"
    assert repr(Tally()) == "Tally(0 items)"


def test_a_tally_counts_people_and_their_yeses() -> None:
    count = tally_of({"a": (9, 5)}).counts("team", "space")["a"]
    assert (count.people, count.yes["favourable"]) == (9, 5)
