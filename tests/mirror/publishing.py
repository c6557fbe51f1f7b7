"""Publishes figures in tests without the work of a release: rows as they would stand in the table."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select, update

from app import clock
from app.charts.frame_store import wanted_frames
from app.db import db, writing
from app.programme.models import Period
from app.releases.models import Release, ReleaseRow, StoredDrawing
from app.releases.rules.cells import Group, Published, Row, Withheld
from app.releases.stored_rows import stored
from tests.region import SmallRegion

Bounds = tuple[float, float] | None
"""Lower and upper bound; None: withheld."""


def publish(
    region: SmallRegion,
    number: int,
    figures: Mapping[tuple[str, str], Bounds],
    *,
    team: str | None = None,
    group: Group | None = None,
    size_class: str = "50+",
) -> None:
    """Release period `number` with these figures by item and option; "" is the option of a mean."""
    group = group or (Group("team", region.teams[team]) if team else Group("region", region.region_id))
    with writing(db.session):
        period_id = db.session.scalars(select(Period.id).where(Period.number == number)).one()
        db.session.execute(update(Period).where(Period.id == period_id).values(state="released"))
        if db.session.get(Release, period_id) is None:
            db.session.add(
                Release(
                    period_id=period_id,
                    number=number,
                    digest=f"{number:064d}",
                    previous=f"{number - 1:064d}",
                    published_on=clock.now().date(),
                )
            )
            db.session.flush()
        first = db.session.scalar(select(func.count()).select_from(ReleaseRow)) or 0
        for place, ((item, option), bounds) in enumerate(figures.items()):
            row = _row(group, item=item, option=option, bounds=bounds, size_class=size_class)
            db.session.add(ReleaseRow(**stored(row, period_id=period_id, place=first + place)))


def _row(group: Group, *, item: str, option: str, bounds: Bounds, size_class: str) -> Row:
    shown = Published(size_class, sum(bounds) / 2, *bounds) if bounds else Withheld()
    return Row(
        level=group.level,
        group=group.id,
        group_name=group.id,
        parent="",
        breakdown=group.breakdown,
        category=group.category,
        item=item,
        statistic="share" if option else "mean",
        option=option,
        cell=shown,
    )


def keep_drawings(region: SmallRegion) -> None:
    """Store a stand-in for every frame that a mirror can ask for now."""
    wanted = wanted_frames(db.session, region_id=region.region_id, now=clock.now())
    with writing(db.session):
        for key in wanted:
            db.session.merge(StoredDrawing(key=key, svg=f'<svg data-frame="{key}"></svg>'))
