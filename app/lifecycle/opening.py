"""Opens a period, in one write or not at all.

Decides what that write holds: its key is made, its questionnaire and teams are fixed, its remarks box is
planned where the programme asks for one, and people who asked for it move
to another team.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from app.db import AnySession
from app.lifecycle.ballot_box import MakeKey
from app.lifecycle.remark_box import plan_remarks
from app.participants.service import apply_moves
from app.programme.counting_plan import ask_what_is_there, fix_plan
from app.programme.empty_periods import pass_over
from app.programme.models import Period, Programme
from app.programme.service import hold_planned, open_period
from app.vault.draft_seal import new_draft_key

log = structlog.get_logger()


def open_planned(session: AnySession, period_id: str, make_key: MakeKey) -> bool:
    """Open a planned period; False when another run of the scheduled job was first or nobody takes part.
    Callers commit.

    A period of a region without teams is passed over. Raises ContentFault.
    """
    held = hold_planned(session, period_id)
    if held is None:
        return False
    if pass_over(session, held):
        log.info("period.passed_over", period=period_id)
        return False
    if not open_period(session, held, public_key=make_key(held.holders), draft_key=new_draft_key()):
        return False
    own = session.get_one(Period, held.id, populate_existing=True)
    ask_what_is_there(own)
    fix_plan(session, own)
    plan_remarks(session, own)
    apply_moves(session, region_id=session.get_one(Programme, held.programme_id).region_id)
    return True


def fix_open_plans(session: AnySession) -> None:
    """Store the questionnaire of periods that an earlier version of Peil opened without storing it. Callers commit."""
    without = select(Period).where(Period.state == "open", Period.plan_digest.is_(None))
    for period in session.scalars(without):
        fix_plan(session, period)
