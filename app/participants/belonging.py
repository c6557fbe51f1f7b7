"""Where an account belongs: its team, and what lies above it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The team of an account in the present period, with what lies above it."""

    team_id: str
    team_name: str
    organisation_id: str
    organisation_name: str
    org_type: str
    region_id: str
