"""What is laid over a frame: own points, and words that do not run into each other."""

from __future__ import annotations

import itertools
import re

import pytest

from app.charts.frame import SIZES, Size, depth
from app.charts.layout import layout_of
from app.mirror.overlay import (
    Point,
    landmark_words,
    last_number,
    number_words,
    own_line,
    period_words,
    share_labels,
    step_words,
    water,
)
from tests.charts.frames import NONE, WITHHELD, grades, steps, two

FRAME = steps(two(0.6), two(0.7), NONE, WITHHELD)


@pytest.mark.parametrize("size", SIZES)
def test_the_tip_of_a_mark_is_the_value(size: Size) -> None:
    """The triangle's lowest point stands exactly at wave and answer."""
    layout = layout_of(FRAME, size)
    line = own_line(layout, [Point(0.25, 3), Point(1.5, 2)])
    tips = re.findall(r"L([\d.]+) ([\d.]+)z", line.marks + line.last)
    assert [(float(x), float(y)) for x, y in tips] == [
        (layout.x(0.25), layout.panel.y(3)),
        (layout.x(1.5), layout.panel.y(2)),
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("before", "now", "below"), [(8, 7, True), (7, 8, False), (7, 7, False), (2, 1, False)])
def test_the_last_answer_is_named_where_its_line_does_not_run(size: Size, before: int, now: int, below: bool) -> None:
    """Below the mark when the line comes down to it, else above; never below the gauge, where the months stand."""
    layout = layout_of(grades(two(0.6)), size)
    word = last_number(layout, [Point(0.25, before), Point(0.75, now)], "you")
    assert (word.y > layout.panel.y(now)) == below
    assert 0 < word.y <= layout.panel.height.start


def test_one_answer_is_a_mark_without_a_line() -> None:
    """And no answer is nothing at all."""
    layout = layout_of(FRAME, "wide")
    assert own_line(layout, [Point(0.5, 3)]).line == ""
    assert own_line(layout, [Point(0.5, 3)]).last
    assert own_line(layout, []).last == own_line(layout, []).marks == ""


def test_a_teams_water_lies_where_a_drawn_one_would() -> None:
    """Two zones per published period; withheld and unasked periods have no water."""
    layout = layout_of(FRAME, "wide")
    parts = water(layout, FRAME)
    assert len(parts) == 4
    box, deep = parts[1]
    left, right, panel = layout.x(0), layout.x(1), layout.panel
    assert box == f"M{left:g} {panel.y(2.5):g}H{right:g}V{panel.y(4.5):g}H{left:g}z"
    assert deep == depth(0.6)


def test_each_zone_of_the_last_period_says_its_share() -> None:
    """Right of the gauge, in the middle of its zone."""
    layout = layout_of(FRAME, "narrow")
    low, high = share_labels(layout, FRAME, ["30", "70"])
    assert low.y == layout.panel.y(1.5) + 4.5
    assert high.y == layout.panel.y(3.5) + 4.5
    assert low.x == high.x == layout.numbers_x


@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_labels_of_periods_never_touch(size: Size) -> None:
    """However many periods there are, and a month is not said twice in a row."""
    frame = steps(*[NONE] * 13)
    words = period_words(layout_of(frame, size), [f"m{n}" for n in range(13)] + ["now"])
    assert words[-1].text == "now"
    places = [word.x for word in words]
    assert all(right - left >= 36 for left, right in itertools.pairwise(places))
    assert len(period_words(layout_of(steps(NONE, NONE), "wide"), ["apr", "apr", "now"])) == 2


def test_long_words_are_broken_beside_their_step() -> None:
    """At most three lines, around the mark they belong to."""
    layout = layout_of(FRAME, "narrow")
    words = step_words(layout, ["meer dan in mijn contract staat"])
    assert [word.text for word in words] == ["meer dan in", "mijn contract", "staat"]
    assert words[0].y < layout.panel.y(1) + 4.5 < words[2].y


def test_numbers_stand_left_of_the_gauge() -> None:
    """They end before it, at the height of what they say."""
    panel = layout_of(grades(NONE), "narrow").panel
    (word,) = number_words(panel, [(7, "7")])
    assert (word.x, word.anchor) == (panel.gauge_x - 8, "end")
    assert word.y == panel.y(7) + 4.5


def test_an_earlier_mean_says_its_number_and_every_year_its_name() -> None:
    """A distribution of zones says no number: the table has it."""
    (year,) = landmark_words(layout_of(FRAME, "narrow"), FRAME, means=[""])
    assert year.text == "’22"
    year, mean = landmark_words(layout_of(grades(NONE), "wide"), grades(NONE), means=["7.3"])
    assert (year.text, mean.text) == ("2022", "7.3")
