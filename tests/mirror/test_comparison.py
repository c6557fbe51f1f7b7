"""With whom a participant can compare."""

from __future__ import annotations

import pytest

from app.mirror.comparable_groups import CHOICES, ComparisonUnknown, chosen, own_groups
from app.participants.belonging import Belonging
from app.releases.rules.cells import Group

BELONGING = Belonging(
    team_id="t1",
    team_name="Noord",
    organisation_id="o1",
    organisation_name="Breed",
    org_type="certified",
    region_id="r1",
)


def test_only_groups_of_ones_own() -> None:
    """Every group follows from the membership and the own profile; no address can name another."""
    groups = own_groups(BELONGING, profile={"experience": "0-3"})
    assert groups == {
        "region": Group("region", "r1"),
        "orgtype": Group("orgtype", "certified"),
        "experience": Group("region", "r1", "experience", "0-3"),
        "team": Group("team", "t1"),
    }


@pytest.mark.parametrize("profile", [{}, {"experience": "_declined"}, {"experience": ""}])
def test_who_did_not_tell_their_experience_has_no_such_group(profile: dict[str, str]) -> None:
    """ "Would rather not say" is a category of a release, not somebody to compare with."""
    assert "experience" not in own_groups(BELONGING, profile=profile)


def test_an_address_asks_for_one_of_four() -> None:
    """Nothing asked is the region; anything else is refused by name."""
    assert [chosen(choice) for choice in CHOICES] == list(CHOICES)
    assert chosen(None) == chosen("") == "region"
    with pytest.raises(ComparisonUnknown):
        chosen("organisation")
