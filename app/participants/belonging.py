"""The groups to which an account belongs. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The team of an account in the present period, with its organisation and region."""

    team_id: str
    team_name: str
    organisation_id: str
    organisation_name: str
    org_type: str
    region_id: str
