"""Which groups each role may see: the one table, and the ids it comes down to for one account.

Least privilege: a team lead sees the own team and the region, and nothing of the organisation in between or
of other teams. Kinds of organisation are part of the region's public tables. Must not know who is signed in.
"""

from __future__ import annotations

from sqlalchemy import select

from app.db import AnySession
from app.organisations.models import Organisation, Team
from app.web.viewer import Scope

REACH = {
    "region": ("region", "organisation", "team"),
    "organisation": ("region", "organisation", "team"),
    "team": ("region", "team"),
}
"""Levels that a role sees, of what lies above its own scope and of everything within it."""

HOME = {"region": "/region", "organisation": "/organisations/{scope}", "team": "/teams/{scope}"}
"""The page on which a role begins."""


def scopes_of(session: AnySession, role: str, *, scope: str) -> frozenset[Scope]:
    """Every group that an account with this role for `scope` may see; none where the scope does not exist."""
    own = {"region": Organisation.region_id, "organisation": Organisation.id, "team": Team.id}[role]
    places = session.execute(
        select(Organisation.region_id, Organisation.id, Team.id)
        .outerjoin(Team, Team.organisation_id == Organisation.id)
        .where(own == scope)
    )
    seen = {Scope(role, scope)}
    for region, organisation, team in places:
        path = {"region": region, "organisation": organisation, "team": team}
        seen.update(Scope(level, path[level]) for level in REACH[role] if path[level])
    return frozenset(seen)
