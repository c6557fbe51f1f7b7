"""The empty charts on which a group's share over time is shown, drawn by Altair before anybody asks for them.

A chart holds no figure, so one drawing per number of periods serves every group: figures are drawn over it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select

from app.charts.drawing import draw
from app.charts.frame import SIZES, Frame, Size, Stretch
from app.charts.gauge import SHARE
from app.charts.time_axis import MOST_STRETCHES
from app.db import AnySession, writing
from app.releases.models import StoredDrawing


def empty_frame(periods: int) -> Frame:
    """Return the background of a board's chart for so many released periods: scale and time axis, no figures."""
    return Frame(gauge=SHARE, stretches=(Stretch(),) * periods)


def frame_key(periods: int, size: Size) -> str:
    """Return the key under which a board's empty chart is stored; participants' charts have other keys."""
    return f"board:{empty_frame(periods).key(size)}"


def draw_board_frames(session: AnySession) -> int:
    """Draw the missing backgrounds of boards' charts, delete outdated ones, and return how many were drawn."""
    kept = set(session.scalars(select(StoredDrawing.key).where(StoredDrawing.key.startswith("board:"))))
    wanted = {frame_key(periods, size): (periods, size) for periods, size in _wanted()}
    drawn = {key: draw(empty_frame(wanted[key][0]), wanted[key][1]) for key in wanted if key not in kept}
    stale = kept - set(wanted)
    if drawn or stale:
        with writing(session, turn="drawings"):
            session.execute(delete(StoredDrawing).where(StoredDrawing.key.in_(stale)))
            for key, svg in drawn.items():
                session.merge(StoredDrawing(key=key, svg=svg))
    return len(drawn)


def _wanted() -> Iterator[tuple[int, Size]]:
    for periods in range(1, MOST_STRETCHES + 1):
        for size in SIZES:
            yield periods, size
