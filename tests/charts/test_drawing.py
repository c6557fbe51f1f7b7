"""What Altair draws: shapes without words, in the page's own colours, exactly where the layout says."""

from __future__ import annotations

import re

import pytest

from app.charts.drawing import draw
from app.charts.frame import SIZES, Frame, Size, depth
from app.charts.layout import layout_of
from tests.charts.frames import NONE, WITHHELD, distribution, grades, steps, two

STEPS = steps(distribution(0.05, 0.4, 0.4, 0.15), NONE, WITHHELD, two(0.62))
GRADES = grades(distribution(*[0.1] * 10), distribution(*[0.1] * 10))
BOX = re.compile(
    r'<path d="M([-\d.]+),([-\d.]+)h([-\d.]+)v([-\d.]+)h[-\d.]+Z" fill="var\(--water-3\)" fill-opacity="([\d.]+)"'
)


def _boxes(svg: str) -> list[tuple[float, ...]]:
    """Every zone of water as x, y, width, height and depth."""
    return [tuple(float(part) for part in found) for found in BOX.findall(svg)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("frame", [STEPS, GRADES], ids=["steps", "grades"])
def test_the_water_lies_where_the_layout_says(frame: Frame, size: Size) -> None:
    """What is laid over the drawing uses the layout; a pixel of difference would be a wrong figure."""
    layout = layout_of(frame, size)
    drawn = _boxes(draw(frame, size))
    for place, stretch in enumerate(frame.stretches):
        for zone in stretch.zones:
            top, bottom = layout.panel.y(zone.high), layout.panel.y(zone.low)
            box = (layout.x(place), top, layout.x(place + 1) - layout.x(place), bottom - top, depth(zone.share))
            assert any(each == pytest.approx(box, abs=0.21) for each in drawn)


def test_the_more_people_the_deeper_the_water() -> None:
    """Depth is the only thing that tells how many; a step without people is never quite dry."""
    depths = [depth(share) for share in (0, 0.1, 0.5, 1)]
    assert depths == sorted(set(depths))
    assert 0 < depths[0] < depths[-1] < 1
    assert {box[4] for box in _boxes(draw(STEPS, "wide"))} >= {depth(0.05), depth(0.4), depth(0.15)}


def test_an_earlier_year_is_a_column_of_its_own() -> None:
    """Zones left of the first period, or the dash of a mean: never joined to the periods."""
    layout = layout_of(STEPS, "wide")
    before = [box for box in _boxes(draw(STEPS, "wide")) if box[0] < layout.x(0)]
    assert [(round(box[2]), box[4]) for box in before] == [(layout.column, depth(0.1)), (layout.column, depth(0.9))]
    dash = (
        r'<line transform="translate\([-\d.]+,([-\d.]+)\)" x2="[\d.]+" y2="0" stroke="var\(--ink\)" stroke-width="3" />'
    )
    (height,) = re.findall(dash, draw(GRADES, "wide"))
    assert float(height) == pytest.approx(layout_of(GRADES, "wide").panel.y(7.3), abs=0.11)


def test_a_withheld_period_is_a_dotted_outline() -> None:
    """ "Not shown" is drawn, so that nobody takes it for "nobody answered"."""
    outline = r'<path d="M[^"]*" stroke="var\(--edge\)" stroke-dasharray="2,4" />'
    assert len(re.findall(outline, draw(STEPS, "wide"))) == 1
    assert not re.findall(outline, draw(GRADES, "wide"))


@pytest.mark.parametrize("size", SIZES)
def test_a_drawing_has_no_words_no_labels_and_no_colours_of_its_own(size: Size) -> None:
    """One drawing serves light and dark, Dutch and English; the page adds its label and its table."""
    svg = draw(STEPS, size)
    assert "<text" not in svg
    assert re.findall(r'aria-\w+="[^"]*"', svg) == ['aria-hidden="true"']
    assert not re.findall(r" (?:role|class|xmlns)=", svg)
    assert " style=" not in svg
    assert "#" not in svg
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', svg)) <= {
        "none",
        *(f"var(--{name})" for name in ("ink", "rule", "edge", "paper", "water-3")),
    }


@pytest.mark.parametrize("frame", [STEPS, GRADES], ids=["steps", "grades"])
def test_a_drawing_has_no_fractions_that_nobody_sees(frame: Frame) -> None:
    """A tenth of a pixel is enough: with all its digits a year of a grade is two fifths longer."""
    assert not re.findall(r"\d\.\d{3}", draw(frame, "wide"))


def test_a_drawing_is_small_enough_to_come_with_the_page() -> None:
    """A year of a grade, its ten steps in thirteen periods, before compressing."""
    assert len(draw(grades(*[distribution(*[0.1] * 10)] * 13), "narrow")) < 24_000
    assert len(draw(STEPS, "wide")) < 6000
