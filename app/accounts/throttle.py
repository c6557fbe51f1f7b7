"""How often somebody may try. Counts before the try, so that many at once are counted too. Callers commit.

A count belongs to a key that the caller chooses with care: one that a stranger can fill up locks its owner out.
The table holds keyed hashes only and forgets them when they are over.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import StaffThrottle
from app.db import AnySession


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries within so many minutes, counted from the first."""

    tries: int
    minutes: int


class TooManyTries(Exception):
    """The allowance of this key is used up; `first` is True for the try that used it up.

    `seconds`: how long until the next try is looked at.
    """

    def __init__(self, *, first: bool, seconds: int) -> None:
        super().__init__("too many tries")
        self.first, self.seconds = first, seconds


def throttle_key(secret: bytes, *parts: str) -> bytes:
    """32 bytes that stand for these parts and give none of them away without the installation's `secret`."""
    return hmac.digest(secret, "\n".join(("throttle", *parts)).encode("utf-8", "surrogatepass"), "sha256")


def count_try(session: AnySession, key: bytes, *, allowance: Allowance, now: datetime) -> None:
    """Count one try. Raises TooManyTries (the count stays, so the caller commits in both cases)."""
    session.execute(delete(StaffThrottle).where(StaffThrottle.began_at <= now - timedelta(minutes=allowance.minutes)))
    one_more = (
        update(StaffThrottle).where(StaffThrottle.key == key).values(failures=StaffThrottle.failures + 1)
    ).returning(StaffThrottle.failures)
    tried = session.execute(one_more).scalar()
    if tried is None:
        try:
            with session.begin_nested():
                session.add(StaffThrottle(key=key, failures=1, began_at=now))
            tried = 1
        except IntegrityError:  # Another try of the same key came first.
            tried = session.execute(one_more).scalar() or 1
    if tried > allowance.tries:
        began_at = session.scalars(select(StaffThrottle.began_at).where(StaffThrottle.key == key)).one()
        left = began_at + timedelta(minutes=allowance.minutes) - now
        raise TooManyTries(first=tried == allowance.tries + 1, seconds=max(1, int(left.total_seconds())))


def forgive(session: AnySession, key: bytes) -> None:
    """Whoever got in starts anew."""
    session.execute(delete(StaffThrottle).where(StaffThrottle.key == key))
