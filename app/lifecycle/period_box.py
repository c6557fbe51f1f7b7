"""The ballots of a period, as `ballot_box.py` opens, counts and destroys them.

Decides which states a period goes through; how it opens stands in `opening.py`, how it is released in `publish.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from app.answering.models import Ballot
from app.db import AnySession, changed_rows, writing
from app.lifecycle.ballot_box import BoxState, CannotCount, MakeKey, OutcomeDamaged
from app.lifecycle.ballot_reader import BallotReader
from app.lifecycle.opening import open_planned
from app.lifecycle.publish import is_whole, make_release
from app.programme.counting_plan import PlanUnreadable
from app.programme.models import Period
from app.programme.service import hold_back, mark_destroyed
from app.releases.models import Release
from app.releases.rules.aggregate import SnapshotUnusable
from app.releases.rules.item_plan import PlanContradictory
from app.releases.rules.noise import Noise
from app.vault.ballot_seal import BALLOT_BYTES

OVER = ("open", "closing")
CANNOT_COUNT: dict[type[Exception], str] = {
    PlanUnreadable: "plan_unreadable",
    SnapshotUnusable: "cannot_count",
    PlanContradictory: "cannot_count",
}
"""Why a period waits although its ballots can be decrypted, as a kind of `app/programme/concerns.py`."""


@dataclass(frozen=True, slots=True)
class PeriodBox:
    """The ballots of one period. `by_hand`: a person gives the command to close it, which may end a wait for a person.

    Only the demonstration builder passes its own `noise`.
    """

    period_id: str
    noise: Noise | None = None
    by_hand: bool = False
    room: int = BALLOT_BYTES

    @property
    def key_id(self) -> str:
        return self.period_id

    @property
    def subject(self) -> str:
        return self.period_id

    def state(self, session: AnySession) -> BoxState:
        period = session.get_one(Period, self.period_id, populate_existing=True)
        made = session.get(Release, self.period_id, populate_existing=True)
        return BoxState(
            public_key=period.public_key,
            counted=period.state == "released",
            waits_because=period.waiting_because,
            digest=made.digest if made else "",
        )

    def open(self, session: AnySession, make_key: MakeKey, *, now: datetime) -> bool:  # noqa: ARG002  # A poll needs it.
        return open_planned(session, self.period_id, make_key)

    def claim(self, session: AnySession, *, now: datetime) -> bool:
        """Stop accepting ballots; False when the period is not over, was counted already, or waits for a person.
        After this commit no ballot of the period can be stored any more, and drafts that were not sent are unreadable.
        """
        states = (*OVER, "waiting") if self.by_hand else OVER
        due = update(Period).where(Period.id == self.period_id, Period.state.in_(states), Period.closes_at <= now)
        with writing(session):
            return bool(changed_rows(session, due.values(state="closing", waiting_because=None, draft_key=None)))

    def count(self, session: AnySession, reader: BallotReader, *, now: datetime) -> bool:
        try:
            return make_release(session, self.period_id, reader=reader, noise=self.noise, now=now)
        except tuple(CANNOT_COUNT) as fault:
            raise CannotCount(CANNOT_COUNT[type(fault)], str(fault)) from fault

    def wait(self, session: AnySession, because: str) -> None:
        hold_back(session, self.period_id, because=because[:2000])

    def read_back(self, session: AnySession) -> None:
        if not is_whole(session, self.period_id):
            raise OutcomeDamaged(self.period_id)

    def delete_ballots(self, session: AnySession) -> bool:
        session.execute(delete(Ballot).where(Ballot.period_id == self.period_id))
        return True

    def note_destroyed(self, session: AnySession) -> None:
        mark_destroyed(session, self.period_id)


def open_periods(session: AnySession) -> Sequence[PeriodBox]:
    """Return the periods that accept ballots, or are over and not counted."""
    return [PeriodBox(each) for each in session.scalars(select(Period.id).where(Period.state.in_(OVER)))]


def released_periods_with_key(session: AnySession) -> Sequence[PeriodBox]:
    """Return the released periods whose ballots and key are not destroyed yet."""
    released = select(Period.id).where(Period.state == "released", ~Period.destroyed)
    return [PeriodBox(each) for each in session.scalars(released)]
