"""Keeps the remarks of closed boxes for the programme team, encrypted, until the day on which they are deleted.

Decides that opened remarks get new random ids and a key of their own: a copy of the database or of a backup opens none,
and once that key is destroyed no copy ever will. Must not know participants. Callers commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from app.db import AnySession, new_id
from app.programme.concerns import REMARKS_BOX
from app.programme.models import Period
from app.remarks.models import CLOSED, DELETED, ROOM, Remark, RemarksOfPeriod
from app.vault.ballot_seal import BallotOpener, BallotSealer
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyExists, PeriodKeyMissing, PeriodKeys

KEPT_DAYS = timedelta(days=42)
"""How long remarks can be read after their box was opened; the page on which they are written says it."""


@dataclass(frozen=True, slots=True, repr=False)
class RemarkToRead:
    """One remark as the programme team reads it."""

    id: str
    text: str

    def __repr__(self) -> str:
        return "RemarkToRead(hidden)"


def kept_key(period_id: str) -> str:
    """Return the name of the key to which the remarks of a period are encrypted after its box was opened."""
    return f"{REMARKS_BOX}{period_id}-kept"


def keep_remarks(session: AnySession, period_id: str, texts: Iterable[str], *, keys: PeriodKeys) -> None:
    """Store the remarks of an opened box, encrypted again and in a random order.
    Raises OSError when the folder of keys cannot be written.
    """
    try:
        public = keys.make(kept_key(period_id))
    except PeriodKeyExists:  # An earlier run was interrupted before it stored anything.
        public = keys.public(kept_key(period_id))
    sealer = BallotSealer(public, room=ROOM)
    rows = [{"id": new_id(), "period_id": period_id, "sealed": sealer.seal({"remark": text})} for text in texts]
    if rows:
        session.execute(insert(Remark), sorted(rows, key=lambda row: str(row["id"])))


def remarks_to_read(session: AnySession, period_id: str, *, keys: PeriodKeys) -> list[RemarkToRead] | None:
    """Return the remarks of a closed box in random order; None when their key is missing or unreadable."""
    kept = session.execute(select(Remark.id, Remark.sealed).where(Remark.period_id == period_id).order_by(Remark.id))
    try:
        opener = BallotOpener(keys.private(kept_key(period_id)), room=ROOM)
    except (PeriodKeyMissing, KeyFileUnreadable):
        return None
    opened = ((remark_id, content) for remark_id, sealed in kept for content, _ in opener.open_alike([sealed]))
    return [RemarkToRead(remark_id, str(content.get("remark", ""))) for remark_id, content in opened]


def boxes_of_programme(session: AnySession, programme_id: str) -> Sequence[RemarksOfPeriod]:
    """Return the remarks boxes of a programme that are closed or deleted, the newest first."""
    over = RemarksOfPeriod.state.in_((CLOSED, DELETED)), Period.programme_id == programme_id
    found = select(RemarksOfPeriod).join(RemarksOfPeriod.period).where(*over)
    return session.scalars(found.order_by(Period.closes_at.desc())).all()


def delete_remark(session: AnySession, programme_id: str, remark_id: str) -> str | None:
    """Delete a remark that says too much about somebody, and return its period's id.
    None when this programme has no such remark.
    """
    own = select(Remark.period_id).join(Period, Period.id == Remark.period_id)
    period_id = session.scalar(own.where(Period.programme_id == programme_id, Remark.id == remark_id))
    session.execute(delete(Remark).where(Remark.period_id == period_id, Remark.id == remark_id))
    return period_id
