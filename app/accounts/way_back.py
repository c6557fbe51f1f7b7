"""Decides what leads somebody back into an account whose own ways to sign in are lost. Callers commit.

An account that can sign in by itself is not opened by a one-time address alone: whoever intercepts the address would
need no password, code or passkey. A spoken code goes with it, by telephone or in person. The code is derived from the
address and the installation's secret, so it is stored nowhere, and the address alone does not tell it.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.accounts.models import AuditEvent, StaffLink
from app.accounts.service import has_own_way_in, record
from app.accounts.throttle import Allowance, TooManyTries, count_try, forgive, throttle_key
from app.db import AnySession
from app.speakable import ALPHABET, check_character, without_layout
from app.tokens import token_hash

WAY_BACK = "way_back"
WAY_BACK_MINUTES = 10
TOLD_DAYS = 30
_SYMBOLS = 9  # 45 bits, against five tries.
_TRIES = Allowance(tries=5, minutes=15)


class SpokenCodeRefused(Exception):
    """The spoken code is wrong; `last` is True when the address was ended because of too many wrong codes."""

    def __init__(self, *, last: bool) -> None:
        super().__init__("the spoken code is wrong")
        self.last = last


def spoken_code(secret: bytes, token: str) -> str:
    """Return the code that belongs to a one-time address: `K7M2P-9QXW3`, of which the last sign checks the others."""
    digest = hmac.digest(secret, f"peil/v1/spoken-code/{token}".encode("utf-8", "surrogatepass"), "sha256")
    symbols = "".join(ALPHABET[byte % 32] for byte in digest[:_SYMBOLS])
    symbols += check_character(symbols)
    return f"{symbols[:5]}-{symbols[5:]}"


def wants_spoken_code(session: AnySession, token: str) -> bool:
    """Return whether a one-time address leads back into an account that has its own ways to sign in."""
    link = session.get(StaffLink, token_hash(token))
    return link is not None and has_own_way_in(session, link.account_id)


def check_spoken_code(session: AnySession, token: str, *, typed: str, secret: bytes, now: datetime) -> None:
    """Count a try and compare the code that was typed. Raises SpokenCodeRefused (the count stays, so commit).

    The sixth wrong try ends the address, and the log says so.
    """
    key = throttle_key(secret, "spoken code", token)
    try:
        count_try(session, key, allowance=_TRIES, now=now)
    except TooManyTries:
        link = session.get_one(StaffLink, token_hash(token))
        session.execute(update(StaffLink).where(StaffLink.token_hash == link.token_hash).values(uses_left=0))
        record(session, link.account_id, event="staff.way_back_stopped", now=now)
        raise SpokenCodeRefused(last=True) from None
    wanted = without_layout(spoken_code(secret, token))
    if not hmac.compare_digest(wanted.encode(), without_layout(typed).encode("utf-8", "surrogatepass")):
        raise SpokenCodeRefused(last=False)
    forgive(session, key)


def came_back_at(session: AnySession, account_id: str, *, now: datetime) -> datetime | None:
    """Return when somebody last came into the account by address and spoken code; None if not within 30 days."""
    return session.scalars(
        select(AuditEvent.happened_at)
        .where(
            AuditEvent.account_id == account_id,
            AuditEvent.event == "staff.signed_in",
            AuditEvent.subject == WAY_BACK,
            AuditEvent.happened_at > now - timedelta(days=TOLD_DAYS),
        )
        .order_by(AuditEvent.happened_at.desc())
        .limit(1)
    ).one_or_none()
