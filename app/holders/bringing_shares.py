"""Decides what happens when a key holder brings a share: it is kept for the others, or, as the last one, closes.

Nothing is accepted before the last moment to answer: until then only encrypted shares exist on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from app.db import AnySession
from app.holders.shared_keys import SharedKey
from app.lifecycle.ballot_box import close_box
from app.lifecycle.period_box import PeriodBox
from app.lifecycle.theme_rounds import poll_box, run_rounds
from app.vault.brought_shares import forget_shares, keep_share, kept_shares
from app.vault.period_keys import PeriodKeys
from app.vault.shares import checked_share

Result = Literal["kept", "closed", "waits"]


class ServerMayNotCount(Exception):
    """This server's role in the database may not count; the share was not used and not kept."""


class StillOpen(Exception):
    """People can still answer; a key holder can bring a share only after that."""


@dataclass(frozen=True, slots=True)
class BroughtShare:
    """What happened to a key share that a holder brought.
    `number`: of the holder; `reason`: why the period or poll still waits though no share is missing.
    """

    number: int
    result: Result
    reason: str = ""


def bring(session: AnySession, found: SharedKey, share: str, *, keys: PeriodKeys, now: datetime) -> BroughtShare:
    """Accept one key share as its holder typed it; with the last one needed, the period or poll is counted.
    Raises StillOpen, ServerMayNotCount, and what `PeriodKeys.holder_of` raises.
    """
    if not found.over:
        raise StillOpen
    number = keys.holder_of(found.id, share)
    shares = {**kept_shares(keys, found.id, now=now), number: checked_share(share)}
    if len(shares) < found.needed:
        keep_share(keys, found.id, share, now=now)
        shares |= kept_shares(keys, found.id, now=now)  # Another holder may have come at the same moment.
    if len(shares) < found.needed:
        return BroughtShare(number, "kept")
    if not _may_count(session):
        raise ServerMayNotCount
    reason = close(session, found, shares, keys=keys, now=now)
    return BroughtShare(number, "waits" if reason else "closed", reason)


def close(session: AnySession, found: SharedKey, shares: Mapping[int, str], *, keys: PeriodKeys, now: datetime) -> str:
    """Release the period, or count the poll, with shares of its key; return why it waits, or nothing when done."""
    box = PeriodBox(found.subject, by_hand=True) if found.kind == "period" else poll_box(session, found.subject)
    if box is not None:
        outcome = close_box(session, box, keys=keys, now=now, brought=shares)
        state = box.state(session)
        if outcome != "counted" and not state.counted:
            return state.waits_because or "another run is at it."
    forget_shares(keys, found.id)
    if found.kind == "theme":
        run_rounds(session, now=now, keys=keys)
    return ""


def _may_count(session: AnySession) -> bool:
    """Return whether this session's role may write a release: on PostgreSQL the role of web processes may not."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("SELECT has_table_privilege('release', 'INSERT')")))
