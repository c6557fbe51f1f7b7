"""Decides how sessions of staff begin, how long they last, and how they end. Callers commit.

A session ends after half an hour without a page, and after twelve hours in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.accounts.models import StaffAccount, StaffAttempt, StaffLink, StaffSession
from app.accounts.service import Staff, record, staff_from
from app.db import AnySession, changed_rows
from app.tokens import make_token, token_hash

SESSION_HOURS = 12
IDLE_MINUTES = 30
FRESH_MINUTES = 10
TOUCH_MINUTES = 5  # `seen_at` is written at most this often, so half an hour is 25 to 30 minutes.


class LinkRefused(Exception):
    """The sign-in address is unknown, used up or expired; the page does not say which."""


def works(session: AnySession, token: str, *, now: datetime) -> bool:
    """Return whether a one-time sign-in address with this token would still let somebody in; does not use it up."""
    link = session.get(StaffLink, token_hash(token))
    return link is not None and link.uses_left > 0 and link.expires_at > now and link.account.active


def sign_in_with_link(
    session: AnySession, token: str, *, how: str = "link", device: str = "", now: datetime
) -> tuple[str, Staff]:
    """Use a one-time sign-in address and begin a session; return its token and the staff member. Raises LinkRefused.
    `how`: the name under which the log says it, `link` or `way_back`.

    The condition in the update lets only one of two browsers have the last use.
    """
    taken = changed_rows(
        session,
        update(StaffLink)
        .where(StaffLink.token_hash == token_hash(token), StaffLink.uses_left > 0, StaffLink.expires_at > now)
        .values(uses_left=StaffLink.uses_left - 1),
    )
    account = session.get_one(StaffLink, token_hash(token)).account if taken else None
    if account is None or not account.active:
        raise LinkRefused
    return begin(session, account, how=how, device=device, now=now)


def begin(session: AnySession, account: StaffAccount, *, how: str, device: str, now: datetime) -> tuple[str, Staff]:
    """Begin a session for a staff member who has signed in; return the session's new token and the member.
    `how`: the way of signing in, such as `passkey`, for the log. `device`: the browser in two words.
    """
    _forget_the_past(session, now)
    token = make_token()
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            account_id=account.id,
            began_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=SESSION_HOURS),
            device=device,
        )
    )
    record(session, account.id, event="staff.signed_in", subject=how, now=now)
    session.flush()
    return token, staff_from(account)


def session_of(session: AnySession, token: str, *, now: datetime) -> StaffSession | None:
    """Return the session with this token; None when it does not exist, was ended or has expired."""
    found = session.get(StaffSession, token_hash(token))
    return found if found and found.account.active and _runs(found, now) else None


def is_fresh(found: StaffSession, *, now: datetime) -> bool:
    """Return whether somebody signed in for this session so lately (10 minutes) that it is surely still they."""
    return now - found.began_at < timedelta(minutes=FRESH_MINUTES)


def touch(session: AnySession, token: str, *, now: datetime) -> None:
    """Store that a page was opened in this session; a session without pages for half an hour expires."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == token_hash(token), StaffSession.seen_at < now)
        .values(seen_at=now)
    )


def sign_out(session: AnySession, token: str, *, now: datetime) -> None:
    """End the session with this token; nothing happens when it is over already."""
    found = session.get(StaffSession, token_hash(token))
    if found is None:
        return
    record(session, found.account_id, event="staff.signed_out", now=now)
    session.delete(found)
    session.flush()


def sessions_of(session: AnySession, account_id: str, *, now: datetime) -> Sequence[StaffSession]:
    """Return the account's sessions that have not expired, the newest first."""
    rows = session.scalars(
        select(StaffSession).where(StaffSession.account_id == account_id).order_by(StaffSession.began_at.desc())
    )
    return [row for row in rows if _runs(row, now)]


def end_session(session: AnySession, account_id: str, *, session_id: str, now: datetime) -> bool:
    """End one of the account's sessions; False when it has none of this id."""
    own = delete(StaffSession).where(StaffSession.account_id == account_id, StaffSession.id == session_id)
    if not changed_rows(session, own):
        return False
    record(session, account_id, event="staff.session_ended", now=now)
    return True


def end_other_sessions(session: AnySession, account_id: str, *, keep: str = "", now: datetime) -> None:
    """End every session of the account but the one under the token `keep`."""
    session.execute(
        delete(StaffSession).where(StaffSession.account_id == account_id, StaffSession.token_hash != token_hash(keep))
    )
    record(session, account_id, event="staff.sessions_ended", now=now)


def end_all_sessions(session: AnySession, account_id: str | None = None) -> int:
    """End every session of an account, or of everybody where it is None; return how many there were. Not logged."""
    own = delete(StaffSession)
    return changed_rows(session, own.where(StaffSession.account_id == account_id) if account_id else own)


def _runs(found: StaffSession, now: datetime) -> bool:
    return now < found.expires_at and now - found.seen_at < timedelta(minutes=IDLE_MINUTES)


def _forget_the_past(session: AnySession, now: datetime) -> None:
    session.execute(delete(StaffLink).where(StaffLink.expires_at <= now))
    session.execute(delete(StaffAttempt).where(StaffAttempt.expires_at <= now))
    idle = now - timedelta(minutes=IDLE_MINUTES)
    session.execute(delete(StaffSession).where((StaffSession.expires_at <= now) | (StaffSession.seen_at <= idle)))
