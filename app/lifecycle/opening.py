"""How a period opens: its key is made, its questionnaire and its teams are fixed, moved people arrive.

All in one write, or nothing. A period that was counted already, as a mark beside the keys says, does not open again.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from app.db import AnySession, writing
from app.participants.service import apply_moves
from app.programme.counting_plan import ask_what_is_there, fix_plan
from app.programme.empty_periods import pass_over
from app.programme.models import Period, Programme
from app.programme.service import DuePeriod, hold_back, hold_planned, open_period
from app.vault.counted_marks import counted_as
from app.vault.key_files import KeyFileUnreadable
from app.vault.key_fit import key_fault
from app.vault.period_keys import PeriodKeyExists, PeriodKeys

log = structlog.get_logger()


def open_due(session: AnySession, period: DuePeriod, *, keys: PeriodKeys) -> bool:
    """Open a planned period; False when another ticker was first, nobody takes part, or it was counted before.

    A period of a region without teams is passed over. Raises OSError for the folder of keys, ContentFault.
    """
    if counted_as(keys.folder, period.id) is not None:
        with writing(session):
            hold_back(session, period.id, because="released_before")
        return False
    with writing(session):
        held = hold_planned(session, period.id)
        if held and pass_over(session, held):
            log.info("period.passed_over", period=period.id)
            return False
        opened = held is not None and open_period(session, held, public_key=_public_key(held, keys=keys))
        if held and opened:
            own = session.get_one(Period, held.id, populate_existing=True)
            ask_what_is_there(own)
            fix_plan(session, own)
            apply_moves(session, region_id=session.get_one(Programme, held.programme_id).region_id)
    if opened:
        log.info("period.opened", period=period.id)
    return opened


def fix_open_plans(session: AnySession) -> None:
    """Store the questionnaire of periods that opened before Peil stored any. Callers commit."""
    without = select(Period).where(Period.state == "open", Period.plan_digest.is_(None))
    for period in session.scalars(without):
        fix_plan(session, period)


def _public_key(period: DuePeriod, *, keys: PeriodKeys) -> bytes:
    """The key this period opens with; call only while its row is held and still planned.

    A file may lie there of an opening that was cut short. No ballot was ever sealed to it, so when it is damaged, or
    other holders, or none, were chosen meanwhile, it is destroyed: otherwise the period could never be closed, or
    without those promised.
    """
    if keys.exists(period.id) and not _can_be_taken_over(period, keys=keys):
        keys.destroy(period.id)
        log.info("period.key_made_anew", period=period.id)
    try:
        return keys.make(period.id, holders=period.holders)
    except PeriodKeyExists:
        return keys.public(period.id)


def _can_be_taken_over(period: DuePeriod, *, keys: PeriodKeys) -> bool:
    try:
        fits = key_fault(keys, period.id, public_key=keys.public(period.id)) is None
        return fits and keys.opens_with(period.id, period.holders)
    except KeyFileUnreadable:
        return False
