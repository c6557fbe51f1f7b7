"""When the tick last ran, and whether the clock can be believed since. Callers commit.

A clock that is years ahead would close every period at once, and nothing brings those back. So a tick that finds
itself more than one period after the last does nothing until a person says that the clock is right.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import AnySession, Base, UtcDateTime
from app.programme.models import Period, Programme

ONE = "tick"
BACK = timedelta(hours=1)
"""Clocks of several machines differ by seconds; this much is no difference but a clock that was set back."""

Verdict = Literal["right", "ahead", "back"]


class TickRecord(Base):
    """One row. `ticked_at`: the moment of the last tick; `mixed_at`: when private rows were last mixed."""

    __tablename__ = "tick_record"

    name: Mapped[str] = mapped_column(String(12), primary_key=True, default=ONE)
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def last_tick(session: AnySession) -> datetime | None:
    """Return the last tick's moment; before the first that was noted, when the newest period opened; None: nothing ran
    yet.
    """
    noted = session.scalar(select(TickRecord.ticked_at))
    return noted or session.scalar(select(func.max(Period.opens_at)).where(Period.state != "planned"))


def one_period(session: AnySession) -> timedelta | None:
    """Return how long the shortest period of any programme is; None without a programme: then nothing can be closed."""
    days = session.scalar(select(func.min(Programme.wave_days * Programme.waves_per_period)))
    return timedelta(days=days) if days else None


def clock_verdict(session: AnySession, now: datetime) -> Verdict:
    """`ahead`: more than one period after the last tick; `back`: before it."""
    last, most = last_tick(session), one_period(session)
    if last is None or most is None:
        return "right"
    if now > last + most:
        return "ahead"
    return "back" if now < last - BACK else "right"


def note_tick(session: AnySession, now: datetime, *, set_back: bool = False) -> None:
    """Keep the moment; an earlier one than is kept only when a person said so (`set_back`)."""
    found = session.get(TickRecord, ONE)
    if found is None:
        session.add(TickRecord(name=ONE, ticked_at=now, mixed_at=None))
    elif set_back or now > found.ticked_at:
        found.ticked_at = now


def last_mix(session: AnySession) -> datetime | None:
    """Return when private rows were last mixed; None: never yet."""
    return session.scalar(select(TickRecord.mixed_at))


def note_mix(session: AnySession, now: datetime) -> None:
    found = session.get(TickRecord, ONE)
    if found is not None:
        found.mixed_at = now
