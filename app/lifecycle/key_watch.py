"""Checks at every tick whether the keys that closing will need are there and right, and what already waits.

A missing or wrong key is reported while people still answer, not on the day of the count.
"""

from __future__ import annotations

from sqlalchemy import select

from app.db import AnySession
from app.lifecycle.ballot_box import BallotBox, watch_key
from app.lifecycle.period_box import open_periods
from app.lifecycle.poll_box import open_polls
from app.lifecycle.remark_box import open_remark_boxes
from app.programme.concerns import REMARKS_BOX, WORDS, Waiting
from app.programme.models import Period
from app.remarks.models import RemarksOfPeriod
from app.themes.models import ThemeRound
from app.vault.period_keys import PeriodKeys


def key_concerns(session: AnySession, *, keys: PeriodKeys) -> set[Waiting]:
    """Return what is wrong with the keys of periods, polls and remarks boxes that take ballots or remarks.
    Also stop each of these that was counted before and is open again because an older database was restored.
    """
    session.rollback()
    boxes: list[BallotBox] = [
        *open_periods(session),
        *open_polls(session),
        *open_remark_boxes(session, keys=keys),
    ]
    found = {watch_key(session, box, keys=keys) for box in boxes}
    return {each for each in found if each}


def waiting_concerns(session: AnySession) -> set[Waiting]:
    """Return the periods, polls and remarks boxes that wait for a person, with the kind of reason."""
    period = select(Period.id, Period.waiting_because).where(Period.state == "waiting", ~Period.destroyed)
    rounds = select(ThemeRound.id, ThemeRound.waiting_because).where(ThemeRound.waiting_because.is_not(None))
    boxes = select(RemarksOfPeriod.period_id, RemarksOfPeriod.waiting_because)
    waiting = session.execute(boxes.where(RemarksOfPeriod.waiting_because.is_not(None)))
    remarks = [(because, f"{REMARKS_BOX}{period_id}") for period_id, because in waiting]
    rows = [*session.execute(period), *session.execute(rounds), *((subject, because) for because, subject in remarks)]
    return {Waiting(kind_of(because), subject) for subject, because in rows}


def kind_of(because: str | None) -> str:
    """Return the kind in a stored reason (`kind: what was found`); "cannot_count" for a reason without a kind."""
    kind = (because or "").partition(":")[0]
    return kind if kind in WORDS else "cannot_count"
