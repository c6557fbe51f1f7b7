"""Accounts, one-time sign-in addresses and sessions of staff, with a log of what they did. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.db import AnySession, new_id
from app.organisations.models import Organisation, Region, Team
from app.staff.models import AuditEvent, StaffAccount, StaffLink, StaffSession
from app.tokens import make_token, token_hash

SESSION_HOURS = 12
LINK_MINUTES = 30
_PLACES = {"region": Region, "organisation": Organisation, "team": Team}


class ScopeUnknown(Exception):
    """The role does not exist, or there is no such region, organisation or team."""


class LinkRefused(Exception):
    """The sign-in address is unknown, used up or expired; which of these is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A signed-in staff member; `scope` is the id of the region, organisation or team that `role` is about."""

    account_id: str
    email: str
    role: str
    scope: str


def create_account(
    session: AnySession,
    *,
    email: str,
    role: str,
    scope: str,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> StaffAccount:
    """Make an account that signs in by links. Raises ScopeUnknown."""
    if role not in _PLACES or session.get(_PLACES[role], scope) is None:
        raise ScopeUnknown(f"There is no {role} {scope}.")
    account = StaffAccount(id=new_id(random_bytes), email=_plain(email), role=role, scope=scope)
    session.add(account)
    session.flush()
    return account


def account_of(session: AnySession, email: str) -> StaffAccount | None:
    """The account with this address, however its letters are capitalised."""
    return session.scalars(select(StaffAccount).where(StaffAccount.email == _plain(email))).one_or_none()


def make_link(
    session: AnySession,
    account: StaffAccount,
    *,
    now: datetime,
    uses: int = 1,
    minutes: int = LINK_MINUTES,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """Return the token of a sign-in address for `/staff/enter/<token>`; it is kept nowhere."""
    token = make_token(random_bytes)
    expires_at = now + timedelta(minutes=minutes)
    session.add(StaffLink(token_hash=token_hash(token), account_id=account.id, uses_left=uses, expires_at=expires_at))
    session.flush()
    return token


def sign_in(session: AnySession, token: str, *, now: datetime) -> tuple[str, Staff]:
    """Use the address once and begin a session: its token and whose it is. Raises LinkRefused.

    The condition in the update lets only one of two browsers have the last use.
    """
    taken = session.execute(
        update(StaffLink)
        .where(StaffLink.token_hash == token_hash(token), StaffLink.uses_left > 0, StaffLink.expires_at > now)
        .values(uses_left=StaffLink.uses_left - 1)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise LinkRefused
    account = session.get_one(StaffLink, token_hash(token)).account
    _forget_the_past(session, now)
    kept = make_token()
    session.add(
        StaffSession(
            token_hash=token_hash(kept), account_id=account.id, expires_at=now + timedelta(hours=SESSION_HOURS)
        )
    )
    session.add(AuditEvent(account_id=account.id, happened_at=now, event="staff.signed_in", subject=""))
    session.flush()
    return kept, _staff(account)


def staff_of(session: AnySession, token: str, *, now: datetime) -> Staff | None:
    """Whose session this is; None when it does not exist, was ended or is over."""
    found = session.get(StaffSession, token_hash(token))
    return _staff(found.account) if found and found.expires_at > now else None


def sign_out(session: AnySession, token: str, *, now: datetime) -> None:
    """End this session; one that is already over is left alone."""
    found = session.get(StaffSession, token_hash(token))
    if found is None:
        return
    session.add(AuditEvent(account_id=found.account_id, happened_at=now, event="staff.signed_out", subject=""))
    session.delete(found)
    session.flush()


def _forget_the_past(session: AnySession, now: datetime) -> None:
    session.execute(delete(StaffLink).where(StaffLink.expires_at <= now))
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))


def _staff(account: StaffAccount) -> Staff:
    return Staff(account_id=account.id, email=account.email, role=account.role, scope=account.scope)


def _plain(email: str) -> str:
    return email.strip().lower()
