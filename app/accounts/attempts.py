"""What a browser has begun and must finish within minutes: a passkey's challenge, a code, a single sign-on.

Each is finished at most once, by the browser that began it. Callers commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.accounts.models import StaffAttempt
from app.db import AnySession, changed_rows
from app.tokens import make_token, token_hash

ATTEMPT_MINUTES = 10


class AttemptOver(Exception):
    """This browser has no unfinished sign-in step of this purpose: never begun, finished already, or too late."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An unfinished sign-in step, such as a passkey's challenge; `account_id` is None while its owner is unknown."""

    account_id: str | None
    content: dict[str, Any]


def begin_attempt(
    session: AnySession,
    purpose: str,
    *,
    content: dict[str, Any] | None = None,
    account_id: str | None = None,
    now: datetime,
) -> str:
    """Store that a browser begins a sign-in step (`purpose`); return the token with which it can finish that step.
    `content`: what the step has to remember, such as a challenge; `account_id`: its owner, None if not known yet.
    """
    session.execute(delete(StaffAttempt).where(StaffAttempt.expires_at <= now))
    token = make_token()
    session.add(
        StaffAttempt(
            token_hash=token_hash(token),
            purpose=purpose,
            account_id=account_id,
            content=content or {},
            expires_at=now + timedelta(minutes=ATTEMPT_MINUTES),
        )
    )
    session.flush()
    return token


def attempt_of(session: AnySession, token: str, *, purpose: str, now: datetime) -> Attempt:
    """Return the unfinished sign-in step of this token, which stays unfinished. Raises AttemptOver."""
    found = session.scalars(
        select(StaffAttempt).where(
            StaffAttempt.token_hash == token_hash(token),
            StaffAttempt.purpose == purpose,
            StaffAttempt.expires_at > now,
        )
    ).one_or_none()
    if found is None:
        raise AttemptOver
    return Attempt(found.account_id, found.content)


def finish_attempt(session: AnySession, token: str, *, purpose: str, now: datetime) -> Attempt:
    """Return the unfinished sign-in step of this token, and delete it so that the token works only once.

    Raises AttemptOver, also for the second of two simultaneous requests.
    """
    found = attempt_of(session, token, purpose=purpose, now=now)
    if not changed_rows(session, delete(StaffAttempt).where(StaffAttempt.token_hash == token_hash(token))):
        raise AttemptOver
    return found
