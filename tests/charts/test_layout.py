"""Where everything lies: inside the paper, in order, two scales apart."""

from __future__ import annotations

import pytest

from app.charts.frame import SIZES, Size
from app.charts.layout import layout_of
from tests.charts.frames import share, shared, split

SPLIT = split(share(0.5, 0.6), share(0.5, 0.6))
SHARED = shared(share(7, 7.4))


@pytest.mark.parametrize("size", SIZES)
def test_more_is_always_higher(size: Size) -> None:
    """Up is more, on the own gauge and on the group's."""
    layout = layout_of(SPLIT, size)
    assert layout.own.y(4) < layout.own.y(1)
    assert layout.group.y(1) < layout.group.y(0)


@pytest.mark.parametrize("size", SIZES)
def test_two_scales_are_never_overlaid(size: Size) -> None:
    """Steps and shares stand above or beside each other, with nothing in common."""
    layout = layout_of(SPLIT, size)
    above = layout.own.height.start < layout.group.height.end
    beside = layout.own.time.end < layout.group.gauge_x
    assert above or beside
    assert not layout.shared
    assert layout_of(SHARED, size).shared


@pytest.mark.parametrize("size", SIZES)
def test_everything_lies_on_the_paper(size: Size) -> None:
    """At every size and for every gauge."""
    for frame in (SPLIT, SHARED):
        layout = layout_of(frame, size)
        assert 0 <= layout.x(0) < layout.x(frame.length) <= layout.width
        for panel in (layout.own, layout.group):
            assert 0 <= panel.height.end < panel.height.start <= layout.height
            assert 0 < panel.gauge_x < panel.time.start
        assert all(0 < centre < layout.group.time.start for centre in layout.history)


def test_pixels_and_positions_are_each_others_reverse() -> None:
    """The strip for earlier years lies left of the first period, at a negative position."""
    layout = layout_of(SPLIT, "wide")
    assert layout.position_of(layout.group_x(1.5)) == pytest.approx(1.5, abs=0.01)
    assert layout.position_of(layout.history[0]) < 0


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_both_gauges_share_one_time_axis(size: Size) -> None:
    """A wave stands above the period it belongs to."""
    layout = layout_of(SPLIT, size)
    assert [layout.x(at) for at in (0, 0.25, 3)] == [layout.group_x(at) for at in (0, 0.25, 3)]
