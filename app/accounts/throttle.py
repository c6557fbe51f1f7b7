"""Limits how often somebody may try. Counts before the try, so that simultaneous tries count too. Callers commit.

The caller chooses the key of a count with care: a key that a stranger can fill up locks its owner out. The table holds
keyed hashes only, and deletes them when they are over.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.accounts.models import StaffThrottle
from app.db import AnySession, add_once


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many tries are allowed within how many minutes, counted from the first try."""

    tries: int
    minutes: int


class TooManyTries(Exception):
    """Too many tries were counted under this key; `first` is True for the first try beyond the limit.

    `seconds`: how long until the next try is allowed.
    """

    def __init__(self, *, first: bool, seconds: int) -> None:
        super().__init__("too many tries")
        self.first, self.seconds = first, seconds


def throttle_key(secret: bytes, *parts: str) -> bytes:
    """Return a keyed hash of these parts (32 bytes), which shows none of them without the installation's `secret`."""
    return hmac.digest(secret, "\n".join(("throttle", *parts)).encode("utf-8", "surrogatepass"), "sha256")


def count_try(session: AnySession, key: bytes, *, allowance: Allowance, now: datetime) -> None:
    """Count one try under this key. Raises TooManyTries (the count stays, so the caller commits in both cases)."""
    session.execute(delete(StaffThrottle).where(StaffThrottle.began_at <= now - timedelta(minutes=allowance.minutes)))
    one_more = (
        update(StaffThrottle).where(StaffThrottle.key == key).values(failures=StaffThrottle.failures + 1)
    ).returning(StaffThrottle.failures)
    tried = session.execute(one_more).scalar()
    if tried is None:
        first = add_once(session, StaffThrottle(key=key, failures=1, began_at=now))
        tried = 1 if first else session.execute(one_more).scalar() or 1  # Another try of the same key came first.
    if tried > allowance.tries:
        began_at = session.scalars(select(StaffThrottle.began_at).where(StaffThrottle.key == key)).one()
        left = began_at + timedelta(minutes=allowance.minutes) - now
        raise TooManyTries(first=tried == allowance.tries + 1, seconds=max(1, int(left.total_seconds())))


def forgive(session: AnySession, key: bytes) -> None:
    """Reset the count of tries under this key, after a successful try."""
    session.execute(delete(StaffThrottle).where(StaffThrottle.key == key))
