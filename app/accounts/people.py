"""Which people have access or are invited within a staff member's reach, and ending access. Callers commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from app.accounts.models import (
    StaffAccount,
    StaffAttempt,
    StaffDevice,
    StaffInvitation,
    StaffLink,
    StaffPasskey,
    StaffSession,
)
from app.accounts.rights import INVITES, LEVEL, scopes_of
from app.accounts.service import Staff, record
from app.accounts.staff_invitations import BeyondReach, may_give
from app.db import AnySession
from app.organisations.models import Organisation, Region, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWithAccess:
    """A person with a staff account, or an invited one (then `expires_at` is set). `place`: the name of their group."""

    id: str
    email: str
    role: str
    place: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """A role in one group that a staff member may give to others.
    `value`: the form value, `role:id of the group`. `place`: the group's name.
    """

    value: str
    role: str
    place: str


def people_within(session: AnySession, staff: Staff) -> tuple[list[PersonWithAccess], list[PersonWithAccess]]:
    """Return the active accounts, then the open invitations, that this staff member may end or withdraw."""
    places = {(gift.value): gift.place for gift in gifts_of(session, staff)}
    accounts = session.scalars(select(StaffAccount).where(StaffAccount.active).order_by(StaffAccount.email))
    invited = session.scalars(select(StaffInvitation).order_by(StaffInvitation.email))
    return list(_people(accounts, places)), list(_people(invited, places))


def gifts_of(session: AnySession, staff: Staff) -> list[Gift]:
    """Return every role in every group that this staff member may give: roles for larger groups first, then by name."""
    scopes = scopes_of(session, staff.role, scope=staff.scope)
    names = _names(session, {scope.group for scope in scopes})
    return [
        Gift(f"{role}:{group}", role, name)
        for role in INVITES[staff.role]
        for name, group in sorted(
            (names[scope.group], scope.group) for scope in scopes if scope.level == LEVEL[role] and scope.group in names
        )
    ]


def within_reach(session: AnySession, staff: Staff, *, account_id: str) -> StaffAccount:
    """Return the active account with this id if the staff member `staff` may end it.
    Raises BeyondReach when they may not, and for their own account.
    """
    account = session.get(StaffAccount, account_id)
    if account is None or not account.active or account.id == staff.account_id:
        raise BeyondReach
    if not may_give(session, staff, role=account.role, scope=account.scope):
        raise BeyondReach
    return account


def end_access(session: AnySession, staff: Staff, *, account_id: str, now: datetime) -> StaffAccount:
    """End an account's access at once and delete its ways to sign in.

    Raises BeyondReach, also for the own account.
    """
    account = within_reach(session, staff, account_id=account_id)
    account.active = False
    account.password_hash = account.totp_sealed = account.totp_step = account.single_sign_on = None
    for table in (StaffSession, StaffLink, StaffPasskey, StaffDevice, StaffAttempt):
        session.execute(delete(table).where(table.account_id == account.id))
    record(session, staff.account_id, event="staff.access_ended", subject=account.email, now=now)
    return account


def accounts_of_region(session: AnySession, region_id: str) -> Sequence[str]:
    """Return the ids of all accounts with a role in this region or a group in it, ended accounts included."""
    scopes = {(scope.level, scope.group) for scope in scopes_of(session, "region", scope=region_id)}
    rows = session.execute(select(StaffAccount.id, StaffAccount.role, StaffAccount.scope))
    return [account_id for account_id, role, scope in rows if (LEVEL[role], scope) in scopes]


def names_within(session: AnySession, region_id: str) -> dict[str, str]:
    """Return the names of this region and every group in it, by id."""
    return _names(session, {scope.group for scope in scopes_of(session, "region", scope=region_id)})


def _people(rows: Iterable[StaffAccount | StaffInvitation], places: dict[str, str]) -> Iterable[PersonWithAccess]:
    for row in rows:
        place = places.get(f"{row.role}:{row.scope}")
        if place is not None:
            expires_at = row.expires_at if isinstance(row, StaffInvitation) else None
            yield PersonWithAccess(id=row.id, email=row.email, role=row.role, place=place, expires_at=expires_at)


def _names(session: AnySession, ids: set[str]) -> dict[str, str]:
    """Return names by id; ids are unguessable, so the three tables share none."""
    rows = [session.execute(select(place.id, place.name)) for place in (Region, Organisation, Team)]
    return {key: name for each in rows for key, name in each if key in ids}
