"""The remarks of one period, as `ballot_box.py` opens, counts and destroys them.

Decides which states a remarks box goes through. "Counting" is decrypting the remarks, shuffling the texts and
encrypting them anew for the programme team. It needs no key holders: when its period is over the programme team reads
everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, select, update

from app.db import AnySession, changed_rows, writing
from app.lifecycle.ballot_box import BoxState, MakeKey, OutcomeDamaged
from app.lifecycle.ballot_reader import BallotReader
from app.programme.concerns import REMARKS_BOX
from app.programme.models import Period, SnapshotRow
from app.programme.rhythm import day_of
from app.remarks.kept_remarks import KEPT_DAYS, keep_remarks
from app.remarks.models import CLOSED, DELETED, LETTERS, OPEN, PLANNED, ROOM, RemarksOfPeriod
from app.remarks.remark_envelopes import RemarkEnvelope, remarks_key
from app.vault.period_keys import PeriodKeys

LEAST_TEAMS = 3
"""A smaller region gets no remarks box: there a remark is as good as that of a team."""


@dataclass(frozen=True, slots=True)
class RemarkBox:
    """The remarks box of one period, with the same steps as a box of ballots: open, claim, count, destroy."""

    period_id: str
    keys: PeriodKeys
    room: int = ROOM

    @property
    def key_id(self) -> str:
        """Return the name of the key to which the remarks are encrypted until the box is opened."""
        return remarks_key(self.period_id)

    @property
    def subject(self) -> str:
        """Return the id under which lists of problems name this box."""
        return f"{REMARKS_BOX}{self.period_id}"

    def state(self, session: AnySession) -> BoxState:
        """Return the box's public key and how far it is, as stored now."""
        found = session.get_one(RemarksOfPeriod, self.period_id, populate_existing=True)
        return BoxState(
            public_key=found.public_key,
            counted=found.state in (CLOSED, DELETED),
            waits_because=found.waiting_because,
        )

    def open(self, session: AnySession, make_key: MakeKey, *, now: datetime) -> bool:  # noqa: ARG002  # A poll needs it.
        """Open the box with a new key, in the caller's transaction; False when it is open already or over."""
        found = _hold(session, self.period_id)
        if found.state != PLANNED:
            return False
        found.state, found.public_key, found.waiting_because = OPEN, make_key(None), None
        return True

    def claim(self, session: AnySession, *, now: datetime) -> bool:
        """Return whether the remarks are due to be opened: their period is over and the box is not closed yet.
        Changes nothing: `count` makes sure that only one run opens them. A box that waits for a person is tried again.
        """
        session.rollback()
        found = session.get_one(RemarksOfPeriod, self.period_id, populate_existing=True)
        return found.state == OPEN and now >= found.period.closes_at

    def count(self, session: AnySession, reader: BallotReader, *, now: datetime) -> bool:
        """Close the box and store every remark encrypted again, under a random id; False when another run was first."""
        with writing(session):
            still_open = RemarksOfPeriod.period_id == self.period_id, RemarksOfPeriod.state == OPEN
            after = {"state": CLOSED, "waiting_because": None, "delete_on": day_of(now) + KEPT_DAYS}
            if not changed_rows(session, update(RemarksOfPeriod).where(*still_open).values(after)):
                return False
            own = select(RemarkEnvelope.sealed).where(RemarkEnvelope.period_id == self.period_id)
            opened = list(reader.contents(session.scalars(own.order_by(RemarkEnvelope.name))))
            texts = [content.get("remark") for content, times in opened for _ in range(times)]
            kept = [text[:LETTERS] for text in texts if isinstance(text, str)]
            keep_remarks(session, self.period_id, kept, keys=self.keys)
        return True

    def wait(self, session: AnySession, because: str) -> None:
        """Store why the box waits for a person; its state stays, so that every run of the scheduled job tries again."""
        unopened = RemarksOfPeriod.period_id == self.period_id, RemarksOfPeriod.state.in_((PLANNED, OPEN))
        waits = update(RemarksOfPeriod).where(*unopened)
        session.execute(waits.values(waiting_because=because.partition(":")[0]))

    def read_back(self, session: AnySession) -> None:
        """Raise OutcomeDamaged unless the box is stored as closed."""
        if not self.state(session).counted:
            raise OutcomeDamaged(self.key_id)

    def delete_ballots(self, session: AnySession) -> bool:
        """Delete the encrypted remarks of the box; always True, because nothing can hinder it."""
        session.execute(delete(RemarkEnvelope).where(RemarkEnvelope.period_id == self.period_id))
        return True

    def note_destroyed(self, session: AnySession) -> None:
        """Store that the encrypted remarks and the key of the box are gone; a box given up unread becomes "deleted"."""
        given_up = case((RemarksOfPeriod.state.in_((PLANNED, OPEN)), DELETED), else_=RemarksOfPeriod.state)
        gone = update(RemarksOfPeriod).where(RemarksOfPeriod.period_id == self.period_id)
        session.execute(gone.values(public_key=None, waiting_because=None, state=given_up))


def plan_remarks(session: AnySession, period: Period) -> None:
    """Create the remarks box of a period that opens now, if its programme wants one and enough teams take part.
    Callers commit.
    """
    teams = select(func.count()).select_from(SnapshotRow).where(SnapshotRow.period_id == period.id)
    if period.programme.remarks_box and (session.scalar(teams) or 0) >= LEAST_TEAMS:
        session.add(RemarksOfPeriod(period_id=period.id))
        session.flush()


def open_remark_boxes(session: AnySession, *, keys: PeriodKeys) -> Sequence[RemarkBox]:
    """Return the boxes whose remarks are not opened yet: they take remarks, or their period is over."""
    taking = select(RemarksOfPeriod.period_id).where(RemarksOfPeriod.state == OPEN)
    return [RemarkBox(each, keys) for each in session.scalars(taking)]


def _hold(session: AnySession, period_id: str) -> RemarksOfPeriod:
    """Return the remarks box with its row locked until the write ends."""
    held = select(RemarksOfPeriod).where(RemarksOfPeriod.period_id == period_id).with_for_update(of=RemarksOfPeriod)
    return session.scalars(held.execution_options(populate_existing=True)).one()
