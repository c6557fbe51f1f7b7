"""Draws and stores every frame that a mirror can ask for, before anybody asks.

Runs after a period opened or was released. Teams have no frames of their own, because there may be thousands: their
distribution is laid over a frame without figures that all teams share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from app.charts.asked_items import items_on
from app.charts.chart_cells import distributions_of
from app.charts.drawing import draw
from app.charts.frame import SIZES, Frame, Size
from app.charts.gauge import gauge_of
from app.charts.group_frame import frame_of
from app.charts.time_axis import Timeline
from app.charts.timeline import timeline_of
from app.db import AnySession, writing
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument, Item
from app.organisations.models import Region
from app.releases.models import StoredDrawing
from app.releases.rules.cells import Group

Wanted = dict[str, tuple[Frame, Size]]
"""Key of a drawing → the frame and size to draw."""


def draw_frames(session: AnySession, *, now: datetime) -> int:
    """Draw the chart backgrounds that participants' result pages need and that are missing; return how many were drawn.
    Delete the stored ones that no such page needs any more.
    """
    wanted: Wanted = {}
    for region_id in session.scalars(select(Region.id)).all():
        wanted |= wanted_frames(session, region_id=region_id, now=now)
    kept = set(session.scalars(select(StoredDrawing.key).where(StoredDrawing.key.startswith("frame:"))))
    drawn = {key: draw(*wanted[key]) for key in wanted if key not in kept}
    stale = kept - set(wanted)
    if drawn or stale:
        _keep(session, drawn, stale=stale)
    return len(drawn)


def _keep(session: AnySession, drawn: dict[str, str], *, stale: set[str]) -> None:
    with writing(session, turn="drawings"):
        session.execute(delete(StoredDrawing).where(StoredDrawing.key.in_(stale)))
        for key, svg in drawn.items():
            # Another ticker may have drawn the same frame: equal keys mean equal drawings.
            session.merge(StoredDrawing(key=key, svg=svg))


def wanted_frames(session: AnySession, *, region_id: str, now: datetime) -> Wanted:
    """Return the background of every chart that participants of this region can see at `now`, by its key."""
    timeline = timeline_of(session, region_id=region_id, now=now)
    if not timeline.asked:
        return {}
    instrument = instrument_of(timeline.instrument_key)
    items = [item for item in items_on(session, timeline, keys=timeline.asked) if gauge_of(item)]
    region = Group("region", region_id)
    wanted: Wanted = {}
    for group in (region, *_compared(instrument, region_id)):
        for frame in _frames(session, group, items=items, timeline=timeline):
            wanted |= {frame.key(size): (frame, size) for size in SIZES}
            if group == region:
                dry = frame.dry()
                wanted |= {dry.key(size): (dry, size) for size in SIZES}
    return wanted


def _frames(session: AnySession, group: Group, *, items: Sequence[Item], timeline: Timeline) -> Iterator[Frame]:
    distributions = distributions_of(session, group, periods=[each.id for each in timeline.shown], items=items)
    for item in items:
        frame = frame_of(item, distributions.get(item.key, {}), group=group, timeline=timeline)
        if frame is not None:
            yield frame


def _compared(instrument: Instrument, region_id: str) -> Iterator[Group]:
    """Yield the groups beside the region that a participant can compare with, teams excepted."""
    yield from (Group("orgtype", key) for key in instrument.item("org_type").option_keys)
    yield from (Group("region", region_id, "experience", key) for key in instrument.item("experience").option_keys)
