"""Whatever a chart has to hold, everything lies on the paper, in order, and is found again where it was put."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.frame import SIZES, Frame, Size, Stretch, depth
from app.charts.gauge import Gauge
from app.charts.layout import PixelSpan, layout_of
from tests.charts.any_group import GAUGES, frames

WIDTHS = {"narrow": 328, "wide": 760}


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_everything_lies_on_the_paper_in_its_order(frame: Frame, size: Size) -> None:
    """Words, gauge, earlier years, periods, numbers: from left to right, none over another."""
    layout = layout_of(frame, size)
    panel = layout.panel
    assert layout.width == WIDTHS[size]
    marks = [0.0, panel.gauge_x, *layout.history, *(layout.x(at) for at in range(frame.length + 1)), layout.numbers_x]
    assert all(one < other for one, other in pairwise(marks))
    assert marks[-1] <= layout.width
    assert 0 < panel.height.end < panel.height.start < layout.labels_y < layout.height


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_columns_of_earlier_years_touch_neither_each_other_nor_the_gauge(frame: Frame, size: Size) -> None:
    """And the first period begins to the right of the last of them."""
    layout = layout_of(frame, size)
    half = layout.column / 2
    edges = [
        layout.panel.gauge_x,
        *(edge for centre in layout.history for edge in (centre - half, centre + half)),
        layout.x(0),
    ]
    assert all(one < other for one, other in pairwise(edges))


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES), part=st.floats(0, 1))
def test_up_is_more_on_every_gauge(frame: Frame, size: Size, part: float) -> None:
    """Each level lies between the ends, and a higher one never lower on the paper."""
    panel = layout_of(frame, size).panel
    low, high = frame.gauge.ends
    level = low + part * (high - low)
    assert panel.y(high) <= panel.y(level) <= panel.y(low)
    assert panel.y(low) == panel.height.start
    assert panel.y(high) == panel.height.end


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_units_of_a_gauge_stand_at_even_distances(frame: Frame, size: Size) -> None:
    """A step of one is as high anywhere on the gauge."""
    panel = layout_of(frame, size).panel
    heights = [panel.y(unit) for unit in frame.gauge.units]
    gaps = [below - above for below, above in pairwise(heights)]
    assert min(gaps) > 0
    assert max(gaps) - min(gaps) <= 0.21


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES), part=st.floats(-0.2, 1))
def test_a_pixel_leads_back_to_its_place_in_time(frame: Frame, size: Size, part: float) -> None:
    """To a tenth of a pixel, also left of the first period."""
    layout = layout_of(frame, size)
    position = part * layout.length
    start, end = layout.panel.time
    tenth = 0.1 / (end - start) * layout.length
    assert abs(layout.position_of(layout.x(position)) - position) <= tenth


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_words_make_no_difference_to_where_things_lie(frame: Frame, size: Size) -> None:
    """A frame without figures has the geometry of one with them, so that own points fit both."""
    whole, dry = layout_of(frame, size), layout_of(frame.dry(), size)
    assert whole.height == dry.height
    assert whole.panel.height == dry.panel.height
    assert frame.dry().length == frame.length
    assert all(not each.zones and not each.withheld for each in frame.dry().stretches)


@settings(max_examples=50)
@given(frame=frames())
def test_the_key_of_a_drawing_follows_from_what_it_shows_alone(frame: Frame) -> None:
    """Every size has its own, and a frame built anew from the same parts has the same."""
    again = Frame(gauge=frame.gauge, stretches=frame.stretches, landmarks=frame.landmarks)
    assert again.key("wide") == frame.key("wide")
    assert frame.key("wide") != frame.key("narrow")
    more = Frame(gauge=frame.gauge, stretches=(*frame.stretches, *frame.stretches[:1]), landmarks=frame.landmarks)
    assert (more.key("wide") == frame.key("wide")) is (not frame.stretches)


@pytest.mark.parametrize("gauge", GAUGES, ids=[f"{each.kind}-{each.high:g}" for each in GAUGES])
@pytest.mark.parametrize("size", SIZES)
def test_a_gauge_is_as_high_however_many_periods_there_are(gauge: Gauge, size: Size) -> None:
    """A page does not jump when a period is added."""
    heights = {layout_of(Frame(gauge=gauge, stretches=(Stretch(),) * count), size).height for count in (0, 1, 5, 13)}
    assert len(heights) == 1


@settings(max_examples=50)
@given(one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_people_never_make_the_water_less_deep(one: float, other: float) -> None:
    """From nearly dry to nearly opaque: a colour that can be seen through at any share."""
    shallow, deep = sorted((one, other))
    assert 0 < depth(shallow) <= depth(deep) < 1


def test_a_span_runs_from_its_start_to_its_end() -> None:
    """Also when the end is the smaller number, as heights on paper are."""
    assert [PixelSpan(100, 20).at(part) for part in (0, 0.5, 1)] == [100, 60, 20]
    assert [PixelSpan(20, 100).at(part) for part in (0, 0.5, 1)] == [20, 60, 100]
