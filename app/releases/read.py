"""Reads releases, which are all that any page or file shows about other people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.db import AnySession
from app.programme.models import Period, Programme
from app.releases.models import Release, ReleaseLeaf, ReleaseRow
from app.releases.rules.cells import LEVELS, Level, Row
from app.releases.rules.csv_table import GroupKey
from app.releases.stored_rows import FIGURE, restored


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedPeriod:
    """A period with a release. `digest`: a hash over its rows (through `root`) and the digest before it.

    `root` is empty for a release from before digests had salts.
    """

    id: str
    number: int
    opens: datetime
    closes: datetime
    root: str = ""
    digest: str
    previous: str
    published_on: date
    min_group: int
    colluders: int


def released_periods(session: AnySession, *, region_id: str | None = None) -> list[ReleasedPeriod]:
    """Return all released periods, the oldest first; of one region, or of all."""
    query = select(Release, Period).join(Period, Period.id == Release.period_id).order_by(Release.number)
    if region_id is not None:
        query = query.join(Programme, Programme.id == Period.programme_id).where(Programme.region_id == region_id)
    return [
        ReleasedPeriod(
            id=period.id,
            number=period.number,
            opens=period.opens_at,
            closes=period.closes_at,
            root=release.root or "",
            digest=release.digest,
            previous=release.previous,
            published_on=release.published_on,
            min_group=period.min_group,
            colluders=period.colluders,
        )
        for release, period in session.execute(query)
    ]


def rows_of(session: AnySession, period_id: str, *, level: Level | None = None, group: str | None = None) -> list[Row]:
    """Return the published rows of a period in the order of the file; if given, only of this `level` or `group`."""
    query = select(*FIGURE).where(ReleaseRow.period_id == period_id)
    if level is not None:
        query = query.where(ReleaseRow.level == level)
    if group is not None:
        query = query.where(ReleaseRow.group == group)
    # Sorting by the plain column, SQLite would read the whole release in that order to find a few rows.
    query = query.order_by(ReleaseRow.place if level is None else ReleaseRow.place + 0)
    return [restored(columns) for columns in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A group's leaf in the hash tree of a release: its salt, and the hash of the salt and its rows."""

    salt: str
    hash: bytes


def tree_of_release(session: AnySession, period_id: str) -> dict[GroupKey, Leaf]:
    """Return the leaf of every group of a release; empty for a release from before digests had salts."""
    columns = (ReleaseLeaf.level, ReleaseLeaf.group, ReleaseLeaf.salt, ReleaseLeaf.hash)
    found = session.execute(select(*columns).where(ReleaseLeaf.period_id == period_id)).all()
    in_order = sorted(found, key=lambda each: (LEVELS.index(each.level), each.group))
    return {(each.level, each.group): Leaf(each.salt, bytes.fromhex(each.hash)) for each in in_order}
