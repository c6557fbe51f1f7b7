"""Where everything lies: inside the paper, in order, on one gauge."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.charts.frame import SIZES, Frame, Size
from app.charts.gauge import SHARE
from app.charts.layout import layout_of
from tests.charts.frames import distribution, grades, steps, two

STEPS = steps(distribution(0.1, 0.3, 0.4, 0.2), two(0.6))
GRADES = grades(distribution(*[0.1] * 10))
FRAMES = (STEPS, GRADES, Frame(gauge=SHARE, stretches=()))


@pytest.mark.parametrize("size", SIZES)
def test_more_is_always_higher(size: Size) -> None:
    """Up is more, and every step has as much room as the others."""
    panel = layout_of(STEPS, size).panel
    heights = [panel.y(at) for at in (1, 2, 3, 4)]
    assert heights == sorted(heights, reverse=True)
    assert len({round(below - above, 1) for below, above in pairwise(heights)}) == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", FRAMES, ids=["steps", "grades", "share"])
def test_everything_lies_on_the_paper(size: Size, frame: Frame) -> None:
    """At every size and for every gauge."""
    layout = layout_of(frame, size)
    panel = layout.panel
    assert 0 < layout.x(0) < layout.x(frame.length) < layout.numbers_x <= layout.width
    assert 0 <= panel.height.end < panel.height.start < layout.labels_y < layout.height
    assert 0 < panel.gauge_x < panel.time.start
    assert all(
        panel.gauge_x < at - layout.column / 2 < at + layout.column / 2 < panel.time.start for at in layout.history
    )


def test_pixels_and_positions_are_each_others_reverse() -> None:
    """The columns of earlier years lie left of the first period, at a negative position."""
    layout = layout_of(STEPS, "wide")
    assert layout.position_of(layout.x(1.5)) == pytest.approx(1.5, abs=0.01)
    assert layout.position_of(layout.history[0]) < 0
