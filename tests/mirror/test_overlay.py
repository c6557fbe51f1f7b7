"""What is laid over a frame: own points, and words that do not run into each other."""

from __future__ import annotations

import itertools
import re

import pytest

from app.charts.frame import SIZES, Size
from app.charts.layout import layout_of
from app.mirror.overlay import Point, landmark_words, number_words, own_line, period_words, step_words, water
from tests.charts.frames import NONE, WITHHELD, share, shared, split

FRAME = split(share(0.5, 0.6), share(0.5, 0.6), NONE, WITHHELD)


@pytest.mark.parametrize("size", SIZES)
def test_the_tip_of_a_mark_is_the_value(size: Size) -> None:
    """The triangle's lowest point stands exactly at wave and answer."""
    layout = layout_of(FRAME, size)
    line = own_line(layout, [Point(0.25, 3), Point(1.5, 2)])
    tips = re.findall(r"L([\d.]+) ([\d.]+)z", line.marks + line.last)
    assert [(float(x), float(y)) for x, y in tips] == [
        (layout.x(0.25), layout.own.y(3)),
        (layout.x(1.5), layout.own.y(2)),
    ]


def test_one_answer_is_a_mark_without_a_line() -> None:
    """And no answer is nothing at all."""
    layout = layout_of(FRAME, "wide")
    assert own_line(layout, [Point(0.5, 3)]).line == ""
    assert own_line(layout, [Point(0.5, 3)]).last
    assert own_line(layout, []).last == own_line(layout, []).marks == ""


def test_a_teams_water_lies_where_a_drawn_one_would() -> None:
    """Per published period below, band and line; withheld and unasked periods have no water."""
    layout = layout_of(FRAME, "wide")
    parts = water(layout, FRAME)
    assert len(parts) == 2
    below, band, line = parts[0]
    assert line == f"M{layout.group_x(0):g} {layout.group.y(0.55):g}H{layout.group_x(1):g}"
    assert band.startswith(f"M{layout.group_x(0):g} {layout.group.y(0.5):g}")
    assert below
    assert water(layout_of(shared(share(7, 7.4)), "wide"), shared(share(7, 7.4)))[0][0] == ""


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_labels_of_periods_never_touch(size: Size) -> None:
    """However many periods there are, and a month is not said twice in a row."""
    frame = split(*[NONE] * 13)
    words = period_words(layout_of(frame, size), [f"m{n}" for n in range(13)] + ["now"])
    assert words[-1].text == "now"
    places = [word.x for word in words]
    assert all(right - left >= 36 for left, right in itertools.pairwise(places))
    assert len(period_words(layout_of(split(NONE, NONE), "wide"), ["apr", "apr", "now"])) == 2


def test_long_words_are_broken_beside_their_step() -> None:
    """At most three lines, around the mark they belong to."""
    layout = layout_of(FRAME, "narrow")
    words = step_words(layout, ["meer dan in mijn contract staat"])
    assert [word.text for word in words] == ["meer dan in", "mijn contract", "staat"]
    assert words[0].y < layout.own.y(1) + 4.5 < words[2].y


def test_numbers_inside_a_gauge_stay_on_the_paper() -> None:
    """The highest stands below its line, the others above."""
    layout = layout_of(FRAME, "narrow")
    low, high = number_words(layout.group, [(0, "0%"), (1, "100%")], inside=True)
    assert low.y < layout.group.height.start
    assert high.y > layout.group.height.end


def test_a_small_multiple_has_no_words() -> None:
    """At 84 pixels there is no room for them; the sentences below say it."""
    layout = layout_of(FRAME, "small")
    assert period_words(layout, ["a", "b", "c", "d", "now"]) == ()
    assert landmark_words(layout, FRAME, labels=["90"]) == ()
