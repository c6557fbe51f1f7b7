"""Reads what has been published: the only thing that any page, file or interface shows about others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.db import AnySession
from app.programme.models import Period, Programme
from app.releases.cells import Level, Row
from app.releases.models import Release, ReleaseRow
from app.releases.stored import FIGURE, restored


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedPeriod:
    """A period with a release; `digest` covers its rows and the digest before it."""

    id: str
    number: int
    opens: datetime
    closes: datetime
    digest: str
    previous: str
    published_on: date
    min_group: int
    colluders: int


@dataclass(frozen=True, slots=True)
class Group:
    """Whose figures: a level with its id, or for a region one category of a breakdown."""

    level: Level
    id: str
    breakdown: str = ""
    category: str = ""


def released_periods(session: AnySession, *, region_id: str | None = None) -> list[ReleasedPeriod]:
    """Everything published so far, the oldest first; of one region, or of all."""
    query = select(Release, Period).join(Period, Period.id == Release.period_id).order_by(Release.number)
    if region_id is not None:
        query = query.join(Programme, Programme.id == Period.programme_id).where(Programme.region_id == region_id)
    return [
        ReleasedPeriod(
            id=period.id,
            number=period.number,
            opens=period.opens_at,
            closes=period.closes_at,
            digest=release.digest,
            previous=release.previous,
            published_on=release.published_on,
            min_group=period.min_group,
            colluders=period.colluders,
        )
        for release, period in session.execute(query)
    ]


def rows_of(session: AnySession, period_id: str, *, level: Level | None = None, group: str | None = None) -> list[Row]:
    """The rows of a release in the order of its file: all, of one level, or of one group."""
    query = select(*FIGURE).where(ReleaseRow.period_id == period_id)
    if level is not None:
        query = query.where(ReleaseRow.level == level)
    if group is not None:
        query = query.where(ReleaseRow.group == group)
    # For the place itself SQLite reads a whole release in its order to find the few rows of a level or a group.
    query = query.order_by(ReleaseRow.place if level is None else ReleaseRow.place + 0)
    return [restored(columns) for columns in session.execute(query)]
