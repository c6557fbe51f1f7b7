"""Says when a stored moment comes next: an opening, a closing, a reminder, an end of something that was lent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.db import AnySession, Base, UtcDateTime
from app.programme.models import Period

QUARTER = 900
"""Seconds: reminders are sent at whole quarters of an hour."""


def next_moment(session: AnySession, now: datetime) -> datetime:
    """Return the earliest moment after `now` that is stored in any table, at most a quarter of an hour away.
    Nothing falls due before it.

    Every column of every table counts, so that a table that comes later is not forgotten.
    """
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    moments = [column for column in columns if isinstance(column.type, UtcDateTime)]
    found: list[datetime | None] = [session.scalar(select(func.min(column)).where(column > now)) for column in moments]
    graces = select(Period.closes_at, Period.grace_days).where(Period.state == "released", ~Period.destroyed)
    found.append(datetime.fromtimestamp((int(now.timestamp()) // QUARTER + 1) * QUARTER, tz=now.tzinfo))
    found += [closes + timedelta(days=days) for closes, days in session.execute(graces)]
    return min(each for each in found if each is not None and each > now)
