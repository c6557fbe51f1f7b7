"""Staff accounts, their one-time sign-in addresses, and the log of what staff did. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import AuditEvent, StaffAccount, StaffLink, StaffPasskey
from app.accounts.rights import HOME, LEVEL
from app.db import AnySession, new_id
from app.organisations.models import Organisation, Region, Team
from app.tokens import make_token, token_hash

LINK_MINUTES = 30
SUBJECT_LETTERS = 120
_PLACES: dict[str, type[Region | Organisation | Team]] = {"region": Region, "organisation": Organisation, "team": Team}


class ScopeUnknown(Exception):
    """The role does not exist, or there is no such region, organisation or team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A signed-in staff member; `scope` is the id of the region, organisation or team that `role` is about."""

    account_id: str
    email: str
    role: str
    scope: str

    @property
    def home(self) -> str:
        """Return the address of the page that this staff member sees first."""
        return HOME[self.role].format(scope=self.scope)


def record(session: AnySession, account_id: str, *, event: str, subject: str = "", now: datetime) -> None:
    """Log what a staff member did. `event`: a constant name such as `team.renamed`; `subject`: what it was done to.

    The subject is an id or an e-mail address. Never what a participant did, and nothing that a person typed as an
    answer or a text.
    """
    session.add(AuditEvent(account_id=account_id, happened_at=now, event=event, subject=subject[:SUBJECT_LETTERS]))


def create_account(
    session: AnySession,
    *,
    email: str,
    role: str,
    scope: str,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> StaffAccount:
    """Make an account. Its owner signs in by one-time links until they have a passkey or password. Raises ScopeUnknown.
    `role`, `scope`: what the account may do, and the id of the region, organisation or team for which.
    """
    if place_name(session, role, scope=scope) is None:
        raise ScopeUnknown(f"There is no {role} {scope}.")
    account = StaffAccount(id=new_id(random_bytes), email=plain(email), role=role, scope=scope)
    session.add(account)
    session.flush()
    return account


def account_of(session: AnySession, email: str) -> StaffAccount | None:
    """Return the active account with this e-mail address, in capitals or not; None when there is none."""
    found = account_with_address(session, email)
    return found if found and found.active else None


def account_with_address(session: AnySession, email: str) -> StaffAccount | None:
    """Return the account with this e-mail address, also one that has ended; None when there is none."""
    return session.scalars(select(StaffAccount).where(StaffAccount.email == plain(email))).one_or_none()


def place_name(session: AnySession, role: str, *, scope: str) -> str | None:
    """Return the name of the region, organisation or team that the role is about; None where it does not exist."""
    if role not in LEVEL:
        return None
    place = _PLACES[LEVEL[role]]
    return session.scalar(select(place.name).where(place.id == scope))


def make_link(
    session: AnySession,
    account: StaffAccount,
    *,
    now: datetime,
    uses: int = 1,
    minutes: int = LINK_MINUTES,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Make a one-time sign-in address, and return its token for `/staff/enter/<token>`; only a hash is stored.
    It works for `uses` sign-ins within `minutes`.
    """
    token = make_token(random_bytes)
    expires_at = now + timedelta(minutes=minutes)
    session.add(StaffLink(token_hash=token_hash(token), account_id=account.id, uses_left=uses, expires_at=expires_at))
    session.flush()
    return token


def has_own_way_in(session: AnySession, account_id: str) -> bool:
    """Return whether the account can sign in without a link: by passkey, password or the organisation's sign-in."""
    account = session.get_one(StaffAccount, account_id)
    if account.password_hash is not None or account.single_sign_on is not None:
        return True
    return session.scalar(select(StaffPasskey.id).where(StaffPasskey.account_id == account_id).limit(1)) is not None


def staff_from(account: StaffAccount) -> Staff:
    return Staff(account_id=account.id, email=account.email, role=account.role, scope=account.scope)


def plain(email: str) -> str:
    """Return the e-mail address as it is stored: in lower case, without spaces around it."""
    return email.strip().lower()
