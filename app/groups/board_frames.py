"""The empty gauge on which a group's share is shown over time, drawn by Altair before anybody asks.

It holds no figure, so one drawing per length of time serves every group: the figures are laid over it.
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
    """Return the frame of so many released periods."""
    return Frame(gauge=SHARE, stretches=(Stretch(),) * periods)


def frame_key(periods: int, size: Size) -> str:
    """Under a name of its own: what mirrors show comes and goes, this stays."""
    return f"board:{empty_frame(periods).key(size)}"


def draw_board_frames(session: AnySession) -> int:
    """Draw what is missing, drop what an older Peil drew; returns how many were drawn: after the first time none."""
    kept = set(session.scalars(select(StoredDrawing.key).where(StoredDrawing.key.startswith("board:"))))
    wanted = {frame_key(periods, size): (periods, size) for periods, size in _wanted()}
    drawn = {key: draw(empty_frame(wanted[key][0]), wanted[key][1]) for key in wanted if key not in kept}
    stale = kept - set(wanted)
    if drawn or stale:
        with writing(session):
            session.execute(delete(StoredDrawing).where(StoredDrawing.key.in_(stale)))
            for key, svg in drawn.items():
                session.merge(StoredDrawing(key=key, svg=svg))
    return len(drawn)


def _wanted() -> Iterator[tuple[int, Size]]:
    for periods in range(1, MOST_STRETCHES + 1):
        for size in SIZES:
            yield periods, size
