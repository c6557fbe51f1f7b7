"""Stores when the tick last ran, and judges whether the server's clock can be believed. Callers commit.

A clock that is years ahead would close every period at once, and nothing brings those back. So a tick that
finds itself more than one period after the last does nothing until a person says that the clock is right.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.db import AnySession, Base, UtcDateTime
from app.programme.models import Period, Programme

ONE = "tick"
BACK = timedelta(hours=1)
"""A tick this much before the last one means that the clock was set back; machines differ by seconds only."""

Verdict = Literal["right", "ahead", "back"]


class TickRecord(Base):
    """The table of the scheduled job, which has a single row.
    `ticked_at`: when the job last ran. `mixed_at`: when it last rewrote the private tables in the order of their keys.
    """

    __tablename__ = "tick_record"

    name: Mapped[str] = mapped_column(String(12), primary_key=True, default=ONE)
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def last_tick(session: AnySession) -> datetime | None:
    """Return when the scheduled job last ran; else when the newest period opened; None when nothing ran yet."""
    noted = session.scalar(select(TickRecord.ticked_at))
    return noted or session.scalar(select(func.max(Period.opens_at)).where(Period.state != "planned"))


def one_period(session: AnySession) -> timedelta | None:
    """Return the length of the shortest period of any programme; None without a programme."""
    days = session.scalar(select(func.min(Programme.wave_days * Programme.waves_per_period)))
    return timedelta(days=days) if days else None


def clock_verdict(session: AnySession, now: datetime) -> Verdict:
    """Return whether the clock is `right`, `ahead` or `back`, compared with the last run of the scheduled job.
    Ahead: over one period after it; back: clearly before it.
    """
    last, most = last_tick(session), one_period(session)
    if last is None or most is None:
        return "right"
    if now > last + most:
        return "ahead"
    return "back" if now < last - BACK else "right"


def note_tick(session: AnySession, now: datetime, *, set_back: bool = False) -> None:
    """Store the moment of this run of the scheduled job.
    A moment before the stored one is stored only when a person confirmed it (`set_back`).
    """
    found = session.get(TickRecord, ONE)
    if found is None:
        session.add(TickRecord(name=ONE, ticked_at=now, mixed_at=None))
    elif set_back or now > found.ticked_at:
        found.ticked_at = now


def last_mix(session: AnySession) -> datetime | None:
    """Return when the private tables were last rewritten in the order of their keys; None when they never were."""
    return session.scalar(select(TickRecord.mixed_at))


def forget_mix(session: AnySession) -> None:
    """Let the next run rewrite the private tables, because rows were destroyed and may be in the files still."""
    session.execute(update(TickRecord).values(mixed_at=None))


def note_mix(session: AnySession, now: datetime) -> None:
    """Store when the private tables were rewritten in the order of their keys."""
    found = session.get(TickRecord, ONE)
    if found is not None:
        found.mixed_at = now
