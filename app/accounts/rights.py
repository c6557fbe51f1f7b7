"""Which pages each role may read and change, and which groups one account sees.

Least privilege: a team lead sees the own team and the region, and nothing of the organisation in between or of other
teams. Kinds of organisation are part of the region's public tables. A council reads what the organisation reads and
changes nothing. Must not know who is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import ROLES
from app.db import AnySession
from app.organisations.models import Organisation, Team
from app.web.viewer import Scope

REACH = {
    "region": ("region", "organisation", "team"),
    "organisation": ("region", "organisation", "team"),
    "council": ("region", "organisation", "team"),
    "team": ("region", "team"),
}
"""The levels that a role sees, both above its own scope and within it."""

LEVEL = {"region": "region", "organisation": "organisation", "council": "organisation", "team": "team"}
"""The kind of group that a role's scope is the id of."""

HOME = {level: f"/{level}s/{{scope}}" for level in ("organisation", "team")} | {
    "region": "/region",
    "council": "/organisations/{scope}",
}
"""The page that a role sees first."""

INVITES: dict[str, tuple[str, ...]] = {"region": ROLES, "organisation": ("team",), "team": (), "council": ()}
"""The roles that a role may invite, and whose access it may end, within its own reach."""


@dataclass(frozen=True, slots=True)
class Right:
    """Which roles may read a page (GET) and which may change something (every other method)."""

    reads: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


NOBODY = Right()
RIGHTS = {
    "staff": Right(ROLES, ROLES),  # Signing in and out.
    "staff_account": Right(ROLES, ROLES),  # One's own ways to sign in, and sessions.
    "staff_passkeys": Right(ROLES, ROLES),
    "staff_people": Right(("region", "organisation"), ("region", "organisation")),
    "staff_guide": Right(ROLES),
    "staff_log": Right(("region",)),
    "boards": Right(ROLES, ("region", "organisation", "team")),
    "reports": Right(ROLES),
    "report_composing": Right(("region",), ("region",)),
    "organisations": Right(("region", "organisation"), ("region", "organisation")),
    "programme": Right(("region",), ("region",)),
    "questionnaires": Right(("region",), ("region",)),
    "theme_rounds": Right(("region",), ("region",)),
    "theme_results": Right(ROLES),
    "remark_reading": Right(("region",), ("region",)),
    "keys": Right(ROLES, ROLES),  # Only one's own shares; the page decides whose they are.
    "key_holders": Right(("region",), ("region",)),
}
"""The rights per blueprint.

What is not named here, no staff may open; the page itself checks which group it is about.
"""


def may(role: str, endpoint: str, *, changes: bool) -> bool:
    """Return whether the role may open this endpoint (`blueprint.view`) to read, or to change something."""
    right = RIGHTS.get(endpoint.rpartition(".")[0], NOBODY)
    return role in (right.changes if changes else right.reads)


def scopes_of(session: AnySession, role: str, *, scope: str) -> frozenset[Scope]:
    """Return every group that an account with this role may see; empty where the scope does not exist."""
    level = LEVEL[role]
    own = {"region": Organisation.region_id, "organisation": Organisation.id, "team": Team.id}[level]
    places = session.execute(
        select(Organisation.region_id, Organisation.id, Team.id)
        .outerjoin(Team, Team.organisation_id == Organisation.id)
        .where(own == scope)
    )
    seen = {Scope(level, scope)}
    for region, organisation, team in places:
        path = {"region": region, "organisation": organisation, "team": team}
        seen.update(Scope(level, path[level]) for level in REACH[role] if path[level])
    return frozenset(seen)
