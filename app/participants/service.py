"""Joining, moving and leaving. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update

from app.db import AnySession
from app.organisations.models import Organisation, Team
from app.organisations.service import Welcome, take_place
from app.participants.models import Membership
from app.vault.codes import PersonalCode
from app.vault.keys import ParticipantKeys, derive_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A new account: the code that only its owner will have, and where it belongs."""

    code: PersonalCode
    keys: ParticipantKeys
    place: Welcome

    def __repr__(self) -> str:
        return "Joined(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """The team of an account in the present period, with what lies above it."""

    team_id: str
    team_name: str
    organisation_id: str
    organisation_name: str
    org_type: str
    region_id: str


def join(
    session: AnySession,
    token: str,
    *,
    today: date,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Joined:
    """Use one place of an invitation and make an account. Raises InvitationRefused."""
    place = take_place(session, token, today=today)
    code = PersonalCode.make(random_bytes)
    keys = derive_keys(code)
    session.add(Membership(lookup_hash=keys.lookup_hash, team_id=place.team_id, next_team_id=None))
    session.flush()
    return Joined(code=code, keys=keys, place=place)


def belonging_of(session: AnySession, keys: ParticipantKeys) -> Belonging | None:
    """Where this account belongs; None when no account has this code."""
    place = session.execute(
        select(
            Team.id.label("team_id"),
            Team.name.label("team_name"),
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Organisation.org_type,
            Organisation.region_id,
        )
        .join(Membership, Membership.team_id == Team.id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(Membership.lookup_hash == keys.lookup_hash)
    ).one_or_none()
    return None if place is None else Belonging(**place._mapping)


def move(session: AnySession, keys: ParticipantKeys, *, team_id: str) -> None:
    """Change team from the next period on; the open period keeps its snapshot."""
    session.execute(update(Membership).where(Membership.lookup_hash == keys.lookup_hash).values(next_team_id=team_id))


def apply_moves(session: AnySession) -> None:
    """A period opens: everybody who moved now belongs to their new team."""
    session.execute(
        update(Membership)
        .where(Membership.next_team_id.is_not(None))
        .values(team_id=Membership.next_team_id, next_team_id=None)
    )


def delete_membership(session: AnySession, keys: ParticipantKeys) -> None:
    session.execute(delete(Membership).where(Membership.lookup_hash == keys.lookup_hash))


def accounts_of(session: AnySession, team_id: str) -> int:
    """How many accounts the team has: members see it on /privacy (PRIVACY rule 12)."""
    count = select(func.count()).select_from(Membership).where(Membership.team_id == team_id)
    return int(session.scalar(count) or 0)
