"""A count over the periods: drawn once for everybody, laid over with released bounds, and always also a table."""

from __future__ import annotations

import pytest

from app.charts.frame import SIZES
from app.charts.time_axis import MOST_STRETCHES
from app.db import db, writing
from app.groups.board_frames import draw_board_frames, empty_frame, frame_key
from app.releases.models import StoredDrawing
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
TOPIC = "?topic=professional_space"


def _drawn(periods: int = 2) -> None:
    with writing(db.session):
        for size in SIZES:
            db.session.add(StoredDrawing(key=frame_key(periods, size), svg=f"<svg><!-- {size} --></svg>"))


def test_the_table_is_there_without_a_drawing(visitors: Visitors, released: SmallRegion) -> None:
    """Nothing is drawn while somebody waits; the periods stand in the table, the newest first."""
    page = visitors.browser("region_lead").get(f"/region{TOPIC}", headers=EN).text
    moved = page.partition("How it moved: Professional space</h3>")[2].partition("</table>")[0]
    assert '<svg class="chart' not in moved
    assert moved.index("30 March to 26 April 2026") < moved.index("2 March to 29 March 2026")


def test_the_bounds_lie_on_the_gauge_that_was_drawn_before(visitors: Visitors, released: SmallRegion) -> None:
    """A narrow and a wide chart, with a band per period, and the page is another one than before."""
    client = visitors.browser("region_lead")
    before = client.get(f"/region{TOPIC}", headers=EN)
    _drawn()
    after = client.get(f"/region{TOPIC}", headers=EN)
    assert before.headers["ETag"] != after.headers["ETag"]
    assert after.text.count('<svg class="chart') == 2
    assert "<!-- wide -->" in after.text
    band = after.text.partition('class="chart broad"')[2].partition('fill="var(--water-2)"')[0]
    assert band.count("V") == 2


def test_one_drawing_per_length_serves_every_group(monkeypatch: pytest.MonkeyPatch, released: SmallRegion) -> None:
    """Drawn once for all groups; the second time nothing is left to do, and what an older Peil drew goes."""
    monkeypatch.setattr("app.groups.board_frames.draw", lambda frame, size: f"{frame.length} {size}")
    with writing(db.session):
        db.session.add(StoredDrawing(key="board:frame:0:wide:old", svg="old"))
    assert draw_board_frames(db.session) == 2 * MOST_STRETCHES
    assert draw_board_frames(db.session) == 0
    assert db.session.get(StoredDrawing, "board:frame:0:wide:old") is None
    assert all(not each.zones for each in empty_frame(MOST_STRETCHES).stretches)


def test_a_question_not_asked_then_says_so(visitors: Visitors, released: SmallRegion) -> None:
    """Choosing a topic that this period did not ask is an empty page with a way on, not an error."""
    client = visitors.browser("region_lead")
    page = client.get("/region?topic=workload_relief", headers=EN).text
    assert "This was not asked in this period." in page
