"""Creates and changes organisations, teams and invitations. Callers commit.

Knows how many accounts a team may have, never who has one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from app.db import AnySession, changed_rows, new_id
from app.organisations.models import Invitation, Organisation, Region, Team
from app.tokens import make_token, token_hash


class InvitationRefused(Exception):
    """The invitation admits nobody; `reason` is unknown, expired, full or revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TeamIsFull(Exception):
    """The team would get more places, or more accounts, than its declared size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedTeam:
    """The team to which a valid invitation leads. `single`: a card for one person."""

    team_id: str
    team_name: str
    organisation_name: str
    region_id: str
    single: bool = False


REGIONS = "regions"
"""The turn in which it is looked whether a region's name is free, and the region is made."""


def list_turn(region_id: str) -> str:
    """Return the turn (`writing`) in which organisations and teams of a region are looked at and changed.

    Whether a name is free, or an organisation open, holds only until the next one writes.
    """
    return f"list of {region_id}"


def create_region(
    session: AnySession, name: str, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes
) -> Region:
    """Create a region and return it."""
    region = Region(id=new_id(random_bytes), name=name)
    session.add(region)
    session.flush()
    return region


def create_organisation(
    session: AnySession,
    region_id: str,
    *,
    name: str,
    org_type: str,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Organisation:
    """Create an organisation in a region and return it; `org_type` is an option key of the item `org_type`."""
    organisation = Organisation(id=new_id(random_bytes), region_id=region_id, name=name, org_type=org_type)
    session.add(organisation)
    session.flush()
    return organisation


def create_team(
    session: AnySession,
    organisation_id: str,
    *,
    name: str,
    declared_size: int,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Team:
    """Create a team in an organisation and return it; `declared_size` is its number of people."""
    team = Team(id=new_id(random_bytes), organisation_id=organisation_id, name=name, declared_size=declared_size)
    session.add(team)
    session.flush()
    return team


def invite(
    session: AnySession,
    team_id: str,
    *,
    uses: int,
    accounts: int,
    expires_on: date | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Make an invitation for `uses` people and return its token, which is stored nowhere. Raises TeamIsFull.
    `accounts`: how many accounts the team has now.

    Together with all open places they may not exceed the declared size (PRIVACY.md rule 12, sham accounts).
    """
    open_places = session.scalar(
        select(func.coalesce(func.sum(Invitation.uses_left), 0)).where(
            Invitation.team_id == team_id, ~Invitation.revoked
        )
    )
    if accounts + int(open_places or 0) + uses > session.get_one(Team, team_id).declared_size:
        raise TeamIsFull
    token = make_token(random_bytes)
    session.add(
        Invitation(token_hash=token_hash(token), team_id=team_id, uses_left=uses, places=uses, expires_on=expires_on)
    )
    session.flush()
    return token


def revoke_invitations(session: AnySession, team_id: str) -> None:
    """Revoke every invitation of the team."""
    session.execute(update(Invitation).where(Invitation.team_id == team_id).values(revoked=True))


def welcome(session: AnySession, token: str, *, today: date) -> InvitedTeam:
    """Return the team to which an invitation leads, without using it. Raises InvitationRefused.

    Says nothing about places left: whoever made a card for somebody must not see whether and when it is used.
    """
    invitation = session.get(Invitation, token_hash(token))
    if invitation is None:
        raise InvitationRefused("unknown")
    if invitation.revoked:
        raise InvitationRefused("revoked")
    if invitation.expires_on is not None and invitation.expires_on < today:
        raise InvitationRefused("expired")
    team = session.get_one(Team, invitation.team_id)
    return InvitedTeam(
        team_id=team.id,
        team_name=team.name,
        organisation_name=team.organisation.name,
        region_id=team.organisation.region_id,
        single=invitation.places == 1,
    )


def held_size(session: AnySession, team_id: str) -> int:
    """Lock the team's row until the transaction ends, and return the team's declared size.
    Others who want a place in the team wait for the lock.
    """
    size = select(Team.declared_size).where(Team.id == team_id).with_for_update(key_share=True)
    return session.execute(size).scalar_one()


def take_place(session: AnySession, token: str, *, today: date) -> InvitedTeam:
    """Use up one place of the invitation and return its team. Raises InvitationRefused.

    Two people cannot take the same last place.
    """
    place = welcome(session, token, today=today)
    free = (Invitation.token_hash == token_hash(token), Invitation.uses_left > 0, ~Invitation.revoked)
    if not changed_rows(session, update(Invitation).where(*free).values(uses_left=Invitation.uses_left - 1)):
        raise InvitationRefused("full")
    return place


def rename(session: AnySession, group: Organisation | Team, *, name: str) -> None:
    """Rename an organisation or team; releases and the open period keep the old name."""
    group.name = name
    session.flush()


def move_team(session: AnySession, team: Team, *, organisation_id: str) -> None:
    """Move a team to another organisation from the next period on; naming its present one cancels an earlier move."""
    team.next_organisation_id = None if organisation_id == team.organisation_id else organisation_id
    session.flush()


def close_team(session: AnySession, team: Team, *, today: date) -> None:
    """Close a team: nobody can join any more, and periods that open later leave it out."""
    team.closed_on = team.closed_on or today
    revoke_invitations(session, team.id)
    session.flush()


def close_organisation(session: AnySession, organisation: Organisation, *, today: date) -> None:
    """Close an organisation with all its teams."""
    organisation.closed_on = organisation.closed_on or today
    for team in organisation.teams:
        close_team(session, team, today=today)


def reopen(session: AnySession, group: Organisation | Team) -> None:
    """Reopen an organisation or team from the next period on; revoked invitations stay revoked."""
    group.closed_on = None
    session.flush()


def reopen_organisation(session: AnySession, organisation: Organisation) -> None:
    """Undo `close_organisation`: it takes part again, and so do the teams that closed on the same day as it did."""
    together = organisation.closed_on
    for team in organisation.teams:
        if together is not None and team.closed_on == together:
            reopen(session, team)
    reopen(session, organisation)


def settle_moves(session: AnySession, *, region_id: str) -> None:
    """Carry out the planned moves of teams to other organisations; called when a period of the region opens."""
    own = select(Team.id).join(Team.organisation).where(Organisation.region_id == region_id)
    session.execute(
        update(Team)
        .where(Team.next_organisation_id.is_not(None), Team.id.in_(own))
        .values(organisation_id=Team.next_organisation_id, next_organisation_id=None)
    )
    session.expire_all()
