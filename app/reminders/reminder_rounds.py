"""Reads the waves of a region that reminders need: which is open, which come, and which a calendar shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import AnySession
from app.programme.models import Period, Programme, Wave
from app.programme.rhythm import Span
from app.programme.service import open_wave

KEPT_IN_CALENDAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The waves of a region that are not over."""

    present: Span | None
    unclosed: tuple[Span, ...]


def rounds_of(session: AnySession, region_id: str, *, now: datetime) -> Rounds:
    """Return the waves of a region that are not over at `now`."""
    present = open_wave(session, now, region_id=region_id)
    return Rounds(
        Span(present.opens_at, present.closes_at) if present else None,
        tuple(Span(wave.opens_at, wave.closes_at) for wave in _waves(session, region_id, since=now)),
    )


def waves_for_calendar(session: AnySession, region_id: str, *, now: datetime) -> Sequence[Wave]:
    """Return the planned waves and those closed less than two months ago, in order of time."""
    return _waves(session, region_id, since=now - KEPT_IN_CALENDAR)


def _waves(session: AnySession, region_id: str, *, since: datetime) -> Sequence[Wave]:
    return session.scalars(
        select(Wave)
        .join(Wave.period)
        .join(Programme, Programme.id == Period.programme_id)
        .where(Programme.region_id == region_id, Wave.closes_at > since)
        .order_by(Wave.opens_at)
    ).all()
