"""Looks at every tick whether what will be needed to close is there and right, and what waits already.

A key that is missing or another's is said while people still answer, not on the day of the count.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.db import AnySession, writing
from app.programme.concerns import WORDS, Waiting
from app.programme.models import Period
from app.programme.service import hold_back
from app.themes.models import ThemeRound
from app.themes.stages import RUNNING, poll_of
from app.themes.theme_ballots import poll_id
from app.vault.counted_marks import counted_as
from app.vault.key_fit import key_fault
from app.vault.period_keys import PeriodKeys


def key_concerns(session: AnySession, *, keys: PeriodKeys) -> set[Waiting]:
    """What is wrong with the keys of open periods and polls.

    A period that was counted before, and came back with an older database, takes no answers any more: it waits.
    """
    session.rollback()
    opened = select(Period.id, Period.public_key).where(Period.state.in_(("open", "closing")))
    found = set()
    for period_id, public_key in session.execute(opened).all():
        if counted_as(keys.folder, period_id) is not None:
            with writing(session):
                hold_back(session, period_id, because="released_before")
        elif fault := key_fault(keys, period_id, public_key=public_key):
            found.add(Waiting(fault, period_id))
    return found | set(_poll_concerns(session, keys=keys))


def _poll_concerns(session: AnySession, *, keys: PeriodKeys) -> Iterator[Waiting]:
    session.rollback()
    for each in session.scalars(select(ThemeRound).where(ThemeRound.state.in_(RUNNING))):
        poll = poll_of(each.state)
        if poll and (fault := key_fault(keys, poll_id(each.id, poll), public_key=each.public_key)):
            yield Waiting(fault, each.id)


def waiting_concerns(session: AnySession) -> set[Waiting]:
    """Periods and polls that are over and wait for a person, with why."""
    period = select(Period.id, Period.waiting_because).where(Period.state == "waiting", ~Period.destroyed)
    rounds = select(ThemeRound.id, ThemeRound.waiting_because).where(ThemeRound.waiting_because.is_not(None))
    rows = [*session.execute(period), *session.execute(rounds)]
    return {Waiting(kind_of(because), subject) for subject, because in rows}


def kind_of(because: str | None) -> str:
    """The kind of a stored reason; one from before there were kinds is read as "cannot be counted"."""
    kind = (because or "").partition(":")[0]
    return kind if kind in WORDS else "cannot_count"
