"""Invites staff: one address per person, which works once and until a day. Callers commit.

Whoever invites hands the address over; Peil sends nothing. Nobody gives more than the own role may give
(`rights.INVITES`), nor beyond the own reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from app.accounts.models import StaffAccount, StaffInvitation
from app.accounts.rights import INVITES, LEVEL, scopes_of
from app.accounts.service import Staff, account_of, account_with_address, create_account, place_name, plain, record
from app.db import AnySession
from app.tokens import make_token, token_hash
from app.web.viewer import Scope

DAYS = 7
INVITING = "inviting staff"
"""The turn of those who invite and who accept: an address has one invitation or one account."""


class BeyondReach(Exception):
    """This staff member may not give or end this role: its group does not belong to their own."""


class HasAccess(Exception):
    """An account with this e-mail address exists already."""


class InvitationUnknown(Exception):
    """The staff invitation was never made, is used, or was withdrawn."""


class InvitationExpired(Exception):
    """The invitation was not used in time; whoever invited can make a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedStaff:
    """Who is invited to which role; `place` is the name of the region, organisation or team."""

    email: str
    role: str
    place: str


def may_give(session: AnySession, staff: Staff, *, role: str, scope: str) -> bool:
    """Return whether this staff member may give this role in the group `scope`, and end it."""
    level = LEVEL.get(role)
    if level is None or role not in INVITES[staff.role]:
        return False
    return Scope(level, scope) in scopes_of(session, staff.role, scope=staff.scope)


def invite(session: AnySession, staff: Staff, *, email: str, role: str, scope: str, now: datetime) -> str:
    """Make an invitation for a new staff account, replacing an older one to the same address; return its token.
    `role`, `scope`: what the account may do, and the id of the region, organisation or team for which.

    Only a hash of the token is stored. Raises BeyondReach, HasAccess.
    """
    if not may_give(session, staff, role=role, scope=scope):
        raise BeyondReach
    if account_of(session, email):
        raise HasAccess
    older = session.scalars(select(StaffInvitation).where(StaffInvitation.email == plain(email))).one_or_none()
    if older:
        if not may_give(session, staff, role=older.role, scope=older.scope):
            raise HasAccess
        session.delete(older)
        session.flush()
    token = make_token()
    session.add(
        StaffInvitation(
            token_hash=token_hash(token),
            email=plain(email),
            role=role,
            scope=scope,
            expires_at=now + timedelta(days=DAYS),
        )
    )
    record(session, staff.account_id, event="staff.invited", subject=f"{plain(email)} {role} {scope}", now=now)
    session.flush()
    return token


def take_back(session: AnySession, staff: Staff, *, invitation_id: str, now: datetime) -> None:
    """Withdraw a staff invitation. Raises InvitationUnknown, also for one that `staff` may not withdraw."""
    found = session.get(StaffInvitation, invitation_id)
    if found is None or not may_give(session, staff, role=found.role, scope=found.scope):
        raise InvitationUnknown
    record(session, staff.account_id, event="staff.invitation_withdrawn", subject=found.email, now=now)
    session.delete(found)


def look_at(session: AnySession, token: str, *, now: datetime) -> InvitedStaff:
    """Return whom a staff invitation is for, without using it up. Raises InvitationUnknown, InvitationExpired."""
    found = session.scalars(select(StaffInvitation).where(StaffInvitation.token_hash == token_hash(token)))
    invitation = found.one_or_none()
    place = place_name(session, invitation.role, scope=invitation.scope) if invitation else None
    if invitation is None or place is None:
        raise InvitationUnknown
    if invitation.expires_at <= now:
        raise InvitationExpired
    return InvitedStaff(email=invitation.email, role=invitation.role, place=place)


def accept(session: AnySession, token: str, *, now: datetime) -> StaffAccount:
    """Use a staff invitation up and return the account that it makes. Raises InvitationUnknown, InvitationExpired."""
    look_at(session, token, now=now)
    return _use(session, StaffInvitation.token_hash == token_hash(token), now=now)


def accept_by_email(session: AnySession, email: str, *, now: datetime) -> StaffAccount:
    """Use up the invitation to an e-mail address that a single sign-on provider confirmed, and return its account.

    Raises InvitationUnknown.
    """
    return _use(session, StaffInvitation.email == plain(email), now=now)


def _use(session: AnySession, wanted: ColumnElement[bool], *, now: datetime) -> StaffAccount:
    """Delete the invitation's row and make its account; only one of two simultaneous browsers gets the row.

    Raises InvitationUnknown.
    """
    taken = session.execute(
        delete(StaffInvitation)
        .where(wanted, StaffInvitation.expires_at > now)
        .returning(StaffInvitation.email, StaffInvitation.role, StaffInvitation.scope)
    ).one_or_none()
    if taken is None:
        raise InvitationUnknown
    email, role, scope = taken
    account = _revived(account_with_address(session, email), role=role, scope=scope) or create_account(
        session, email=email, role=role, scope=scope
    )
    record(session, account.id, event="staff.invitation_accepted", now=now)
    session.flush()
    return account


def _revived(ended: StaffAccount | None, *, role: str, scope: str) -> StaffAccount | None:
    """Give an account that had ended the new role, without its old ways to sign in; return None without one."""
    if ended:
        ended.active, ended.role, ended.scope = True, role, scope
    return ended
