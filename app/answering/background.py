"""Lets a participant correct what they said of their work at joining; nobody else learns that it changed.

Decides from when it counts: breakdowns are as they were when a period opened (PRIVACY.md part 2, rule 1), so whoever
has answered before keeps the old background in every period that is open, and has the new one in the next. It lives in
the diary alone, in the entry that joining wrote: one row of the same size, whatever it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.answering.diary import PROFILE, Diary, changed_profile
from app.answering.diary_rows import own_diary, write_entry
from app.db import AnySession
from app.participants.service import lock_own_account
from app.programme.models import Period, Programme
from app.vault.personal_keys import ParticipantKeys


def change_background(
    session: AnySession, keys: ParticipantKeys, *, region_id: str, profile: Mapping[str, str]
) -> None:
    """Store another background in the diary, also one that is the same. Callers commit. Raises NotAParticipant."""
    lock_own_account(session, keys)
    diary = own_diary(session, keys)
    content = changed_profile(diary, profile, open_periods=open_periods(session, region_id))
    write_entry(session, keys, label=PROFILE, content=content)


def waits_for_next_period(session: AnySession, diary: Diary, *, region_id: str) -> bool:
    """Return whether the answers of a period that is open still count with the background of before."""
    return not diary.before_in.isdisjoint(open_periods(session, region_id))


def open_periods(session: AnySession, region_id: str) -> list[str]:
    """Return the ids of the region's periods that take answers, the one that opened last first."""
    found = select(Period.id).join(Programme, Programme.id == Period.programme_id)
    here = found.where(Programme.region_id == region_id, Period.state == "open")
    return list(session.scalars(here.order_by(Period.opens_at.desc())))
