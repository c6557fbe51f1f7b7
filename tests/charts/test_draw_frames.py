"""Frames are drawn before anybody asks, once, and not kept when nobody can ask for them any more."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.charts import frame_store as frames
from app.charts.frame import Frame, Size
from app.charts.frame_store import draw_frames
from app.db import db, writing
from app.releases.models import StoredDrawing
from tests.mirror.publishing import publish
from tests.region import FORTNIGHT, START, SmallRegion


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Frame, Size]]:
    """What would have been drawn; the drawing itself has tests of its own and takes its time."""
    calls: list[tuple[Frame, Size]] = []

    def note(frame: Frame, size: Size) -> str:
        calls.append((frame, size))
        return "<svg/>"

    monkeypatch.setattr(frames, "draw", note)
    return calls


def test_everything_missing_is_drawn_once(region: SmallRegion, drawn: list[tuple[Frame, Size]]) -> None:
    """A second run at the same moment has nothing to do."""
    assert draw_frames(db.session, now=START) == len(drawn) > 0
    assert draw_frames(db.session, now=START) == 0
    assert db.session.scalar(select(func.count()).select_from(StoredDrawing)) == len(drawn)


def test_a_release_gets_new_frames_and_drops_the_old(region: SmallRegion, drawn: list[tuple[Frame, Size]]) -> None:
    """What no mirror can ask for any more is not kept."""
    draw_frames(db.session, now=START)
    before = set(db.session.scalars(select(StoredDrawing.key)))
    publish(region, 1, {("professional_space", "favourable"): (0.6, 0.64)})
    draw_frames(db.session, now=START + 2 * FORTNIGHT)
    after = set(db.session.scalars(select(StoredDrawing.key)))
    assert after
    assert not before & after


def test_other_drawings_are_left_alone(region: SmallRegion, drawn: list[tuple[Frame, Size]]) -> None:
    """Only frames are dropped; whoever else stores drawings keeps them."""
    with writing(db.session):
        db.session.add(StoredDrawing(key="report:1", svg="<svg/>"))
    draw_frames(db.session, now=START)
    assert db.session.get(StoredDrawing, "report:1")


def test_no_frame_is_drawn_per_team(region: SmallRegion, drawn: list[tuple[Frame, Size]]) -> None:
    """There may be thousands of teams: the number of drawings does not grow with them."""
    publish(region, 1, {("professional_space", "favourable"): (0.3, 0.5)}, team="north")
    draw_frames(db.session, now=START + 2 * FORTNIGHT)
    assert not any(zone.share == 0.4 for frame, _size in drawn for each in frame.stretches for zone in each.zones)
