"""Computes for each topic the day of its next result, so that a group looks back when there is something new.

Reads the plan of the region's programmes; must not know figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select

from app.db import AnySession
from app.programme.calendar import year_ahead
from app.programme.counting_plan import plan_to_show
from app.programme.models import Period, Programme
from app.programme.rhythm import day_of


def result_days(session: AnySession, region_id: str, *, now: datetime) -> dict[str, date]:
    """Return for each construct the day on which its next results are due: when the next period that asks it closes.
    Constructs that are not asked within a year are absent.
    """
    days: dict[str, date] = {}
    for programme in session.scalars(select(Programme).where(Programme.region_id == region_id)):
        for construct, closes in _asked(session, programme, now=now):
            days[construct] = min(days.get(construct, day_of(closes)), day_of(closes))
    return {construct: day for construct, day in days.items() if day > day_of(now)}


def _asked(session: AnySession, programme: Programme, *, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield each construct that a period without a result asks, with the moment at which that period closes."""
    coming = Period.programme_id == programme.id, Period.state != "released", Period.closes_at > now
    stored = session.scalars(select(Period).where(*coming)).all()
    for period in stored:
        instrument = plan_to_show(session, digest=period.plan_digest, key=programme.instrument_key)
        for item in instrument.items_named(period.items):
            yield item.construct_key, period.closes_at
    ahead = [] if programme.paused else year_ahead(programme, now=now, known=[each.number for each in stored])
    closings = {wave.period: wave.closes for wave in ahead}  # The last wave of a period closes with it.
    for wave in ahead:
        for item in wave.items:
            yield item.construct_key, closings[wave.period]
