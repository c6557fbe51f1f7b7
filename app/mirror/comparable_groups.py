"""Decides with which groups a participant can compare: only groups they belong to themselves. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from app.instrument.routing_rules import DECLINED
from app.participants.belonging import Belonging
from app.releases.rules.cells import Group

With = Literal["region", "orgtype", "experience", "team"]
CHOICES: tuple[With, ...] = get_args(With)


class ComparisonUnknown(ValueError):
    """The address asks for a comparison with a group that does not exist."""


def chosen(value: str | None) -> With:
    """Return the comparison that an address asks for; the region when it asks for none. Raises ComparisonUnknown."""
    for choice in CHOICES:
        if value == choice:
            return choice
    if value:
        raise ComparisonUnknown(value)
    return "region"


def kept_choice(value: str | None, *, groups: Mapping[With, Group]) -> With:
    """Return the comparison named `value` if it is one of the participant's groups, else the region."""
    return next((choice for choice in CHOICES if choice == value and choice in groups), "region")


def own_groups(belonging: Belonging, *, profile: Mapping[str, str]) -> dict[With, Group]:
    """Return the groups with which a participant can compare: the group by the name of the comparison.
    "experience" is there only when the participant's experience is known.
    """
    groups: dict[With, Group] = {
        "region": Group("region", belonging.region_id),
        "orgtype": Group("orgtype", belonging.org_type),
        "team": Group("team", belonging.team_id),
    }
    band = profile.get("experience")
    if band and band != DECLINED:
        groups["experience"] = Group("region", belonging.region_id, "experience", band)
    return groups
