"""Does what is due with remarks: opens and closes boxes with their periods, and deletes remarks on their day.

Safe to run twice, beside another ticker, or after a crash: `ballot_box.py` handles each box.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import delete, or_, select

from app.db import AnySession, writing
from app.lifecycle.ballot_box import close_box, destroy_counted, give_up, open_box
from app.lifecycle.remark_box import RemarkBox
from app.programme.last_tick import forget_mix
from app.programme.rhythm import day_of
from app.remarks.kept_remarks import kept_key
from app.remarks.models import CLOSED, DELETED, OPEN, PLANNED, Remark, RemarksOfPeriod
from app.vault.period_keys import PeriodKeys

log = structlog.get_logger()


def run_remarks(session: AnySession, *, now: datetime, keys: PeriodKeys) -> list[str]:
    """Open, close, empty or delete each remarks box for which that is due at `now`.

    Return the boxes that could not go on because the keys folder is not writable, each by its `subject`: the id under
    which lists of problems name it.
    """
    session.rollback()
    unfinished = or_(RemarksOfPeriod.state != DELETED, RemarksOfPeriod.public_key.is_not(None))
    stopped = []
    for period_id in session.scalars(select(RemarksOfPeriod.period_id).where(unfinished)).all():
        box = RemarkBox(period_id, keys)
        try:
            while _step(session, box, now=now, keys=keys):
                pass
        except OSError as fault:
            session.rollback()
            log.error("remarks.keys_folder", period=period_id, error=type(fault).__name__)
            stopped.append(box.subject)
    return stopped


def _step(session: AnySession, box: RemarkBox, *, now: datetime, keys: PeriodKeys) -> bool:
    """Do the next thing that is due with a box; False when nothing is."""
    found = session.get_one(RemarksOfPeriod, box.period_id, populate_existing=True)
    if found.state == PLANNED:
        return open_box(session, box, keys=keys, now=now)
    if found.state == OPEN:
        return close_box(session, box, keys=keys, now=now) == "counted"
    if found.public_key is not None:
        destroy_counted(session, box, keys=keys)
        return True
    due = found.state == CLOSED and found.delete_on is not None and found.delete_on <= day_of(now)
    if due:
        delete_remarks(session, box.period_id, keys=keys)
    return due


def delete_remarks(session: AnySession, period_id: str, *, keys: PeriodKeys) -> None:
    """Delete the remarks of a closed box, and their key, so that copies of them cannot be read either.
    Raises OSError when the folder of keys cannot be written.
    """
    with writing(session):
        session.execute(delete(Remark).where(Remark.period_id == period_id))
    keys.destroy(kept_key(period_id))
    with writing(session):
        session.get_one(RemarksOfPeriod, period_id, populate_existing=True).state = DELETED
        forget_mix(session)
    log.info("remarks.deleted", period=period_id)


def give_up_remarks(session: AnySession, box: RemarkBox) -> None:
    """Destroy the remarks of a box unread, with all of its keys. Raises OSError when a key cannot be deleted."""
    give_up(session, box, keys=box.keys)
    box.keys.destroy(kept_key(box.period_id))
