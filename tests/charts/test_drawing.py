"""What Altair draws: shapes without words, in the page's own colours, exactly where the layout says."""

from __future__ import annotations

import re

import pytest

from app.charts.drawing import draw
from app.charts.frame import SIZES, Frame, Size
from app.charts.layout import layout_of
from tests.charts.frames import NONE, WITHHELD, share, shared, split

SPLIT = split(share(0.5, 0.6), NONE, WITHHELD, share(0.62, 0.7))
SHARED = shared(share(7.1, 7.5), share(7.0, 7.4))


def _lines(svg: str, *, colour: str) -> list[tuple[float, float, float, float]]:
    """Every straight line of this colour as x, y, width, height."""
    pattern = r'<line transform="translate\(([-\d.]+),([-\d.]+)\)" x2="([-\d.]+)" y2="([-\d.]+)" stroke="%s"'
    found = re.findall(pattern % re.escape(colour), svg)
    return [(float(x), float(y), float(width), float(height)) for x, y, width, height in found]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", [SPLIT, SHARED], ids=["split", "shared"])
def test_the_water_lies_where_the_layout_says(frame: Frame, size: Size) -> None:
    """What is laid over the drawing uses the layout; a pixel of difference would be a wrong figure."""
    layout = layout_of(frame, size)
    expected = [
        (layout.group_x(place), layout.group.y(each.value))
        for place, each in enumerate(frame.stretches)
        if each.value is not None
    ]
    drawn = [(x, y) for x, y, _width, _height in _lines(draw(frame, size), colour="var(--water-3)")]
    assert drawn == [pytest.approx(place, abs=0.11) for place in expected]


def test_a_period_is_a_stretch_of_water_never_a_slope() -> None:
    """Every line of the group is level, one period wide, and a period without figures is a gap."""
    layout = layout_of(SPLIT, "wide")
    lines = _lines(draw(SPLIT, "wide"), colour="var(--water-3)")
    assert len(lines) == 2
    assert all(height == 0 for _x, _y, _width, height in lines)
    assert {round(width, 1) for _x, _y, width, _height in lines} == {round(layout.x(1) - layout.x(0), 1)}


def test_a_withheld_period_is_a_dotted_outline() -> None:
    """ "Not shown" is drawn, so that nobody takes it for "nobody answered"."""
    outline = r'<path d="M[^"]*" stroke="var\(--edge\)" stroke-dasharray="2,4"/>'
    assert len(re.findall(outline, draw(SPLIT, "wide"))) == 1
    assert not re.findall(outline, draw(SHARED, "wide"))


@pytest.mark.parametrize("size", SIZES)
def test_a_drawing_has_no_words_no_labels_and_no_colours_of_its_own(size: Size) -> None:
    """One drawing serves light and dark, Dutch and English; the page adds its label and its table."""
    svg = draw(SPLIT, size)
    assert "<text" not in svg
    assert re.findall(r'aria-\w+="[^"]*"', svg) == ['aria-hidden="true"']
    assert " role=" not in svg
    assert " style=" not in svg
    assert "#" not in svg
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) <= {
        "none",
        *(f"var(--{name})" for name in ("ink", "rule", "edge", "water-2", "water-3")),
    }


def test_a_drawing_is_small_enough_to_come_with_the_page() -> None:
    """Fourteen of the small ones stand on one page."""
    assert len(draw(SPLIT, "small")) < 3500
    assert len(draw(SPLIT, "wide")) < 6000
