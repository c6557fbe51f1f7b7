"""Words in a chart never stand over each other and never leave the paper, in any language and at any size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.frame import SIZES, Frame, Size, Stretch
from app.charts.gauge import gauge_of, steps_of
from app.charts.layout import Layout, layout_of
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.mirror.overlay import (
    Point,
    Word,
    landmark_words,
    number_words,
    own_line,
    period_words,
    share_labels,
    step_words,
    water,
    withheld,
)
from tests.charts.any_group import frames

PEO = instrument_of("peo")
WORDED = [pytest.param(item, id=item.key) for item in PEO.items if len(steps_of(item)) > 1 and gauge_of(item)]
LINE = 13
"""Pixels that a line of words takes in height."""
LETTER = 7.5
"""Pixels that a letter takes in width, at most and on average."""


def apart(words: Sequence[Word]) -> bool:
    """Whether no two of these words share a place on the paper."""
    return all(_beside(one, other) for one, other in combinations(words, 2))


def _beside(one: Word, other: Word) -> bool:
    return abs(one.y - other.y) >= LINE or abs(one.x - other.x) >= LETTER


def on_paper(words: Sequence[Word], layout: Layout) -> bool:
    return all(0 <= word.x <= layout.width and 0 < word.y <= layout.height for word in words)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("item", WORDED)
def test_the_steps_of_every_question_stand_under_each_other(item: Item, language: str, size: Size) -> None:
    """Their lines do not run into the next step, and none begins left of the paper."""
    gauge = gauge_of(item)
    assert gauge is not None
    layout = layout_of(Frame(gauge=gauge, stretches=()), size)
    texts = {option.key: option.text[language] for option in item.options}
    words = step_words(layout, [texts[key] for key in steps_of(item)])
    heights = [word.y for word in words]
    assert on_paper(words, layout)
    assert all(abs(one - other) >= LINE for one, other in combinations(heights, 2))
    assert all(word.anchor == "end" and word.x < layout.panel.gauge_x for word in words)


@settings(max_examples=50)
@given(
    frame=frames(), size=st.sampled_from(SIZES), months=st.lists(st.sampled_from(["mrt", "apr", "mei"]), min_size=14)
)
def test_labels_of_the_time_axis_leave_room_for_each_other(frame: Frame, size: Size, months: list[str]) -> None:
    """However many periods there are; the present is always named, and the order is that of time."""
    layout = layout_of(frame, size)
    words = period_words(layout, [*months[: frame.length - 1], "nu"])
    assert words[-1].text == "nu"
    assert all(right.x - left.x >= 36 for left, right in pairwise(words))
    assert on_paper(words, layout)
    assert all(one.text != other.text for one, other in pairwise(words)) or frame.length > 3


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_shares_stand_at_their_zone_right_of_everything(frame: Frame, size: Size) -> None:
    """The last period that shows anything speaks; a period that is withheld says no number."""
    layout = layout_of(frame, size)
    zones = next((each.zones for each in reversed(frame.stretches) if each.zones), ())
    words = share_labels(layout, frame, [str(round(zone.share * 100)) for zone in zones])
    assert len(words) == len(zones)
    assert apart(words)
    assert on_paper(words, layout)
    assert all(word.x == layout.numbers_x and word.kind == "ours" for word in words)


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_an_earlier_year_has_its_name_below_and_its_mean_inside(frame: Frame, size: Size) -> None:
    """One year under each column; years stand apart, and the number at the height of its value."""
    layout = layout_of(frame, size)
    words = landmark_words(layout, frame, means=["7,3"] * len(frame.landmarks))
    years = [word for word in words if word.kind == "soft"]
    assert [word.x for word in years] == list(layout.history)
    assert all(str(mark.year)[-2:] in word.text for word, mark in zip(years, frame.landmarks, strict=True))
    assert all(other.x - one.x >= 26 for one, other in pairwise(years))
    assert on_paper(words, layout)


@settings(max_examples=50)
@given(
    frame=frames(),
    size=st.sampled_from(SIZES),
    parts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=8),
)
def test_own_points_stay_within_their_chart(frame: Frame, size: Size, parts: list[tuple[float, float]]) -> None:
    """Each answer is a mark, the line joins them in the order given, and only the last mark is large."""
    layout = layout_of(frame, size)
    low, high = frame.gauge.ends
    points = [Point(time * frame.length, low + level * (high - low)) for time, level in parts]
    line = own_line(layout, points)
    assert line.line.count("L") == max(0, len(points) - 1)
    assert line.marks.count("z") == max(0, len(points) - 1)
    assert line.last.count("z") == min(1, len(points))
    if points:
        tip = f"L{layout.x(points[-1].position):g} {layout.panel.y(points[-1].level):g}z"
        assert line.last.endswith(tip)
        assert layout.x(0) <= layout.x(points[-1].position) <= layout.x(frame.length)
    assert "hidden" in repr(line)


@settings(max_examples=50)
@given(frame=frames(), size=st.sampled_from(SIZES))
def test_water_and_outlines_are_one_box_each(frame: Frame, size: Size) -> None:
    """A box for every zone, a dotted one for every period that is withheld, and nothing for the others."""
    layout = layout_of(frame, size)
    boxes = water(layout, frame)
    assert len(boxes) == sum(len(each.zones) for each in frame.stretches)
    assert all(box.count("z") == 1 and 0 < deep < 1 for box, deep in boxes)
    assert withheld(layout, frame).count("z") == sum(each.withheld for each in frame.stretches)


@pytest.mark.parametrize("size", SIZES)
def test_every_third_grade_is_named_beside_the_gauge(size: Size) -> None:
    """Numbers end before the gauge and stand apart from each other."""
    gauge = gauge_of(PEO.item("work_enjoyment"))
    assert gauge is not None
    layout = layout_of(Frame(gauge=gauge, stretches=(Stretch(),)), size)
    words = number_words(layout.panel, [(unit, f"{unit:g}") for unit in gauge.units[::3]])
    assert apart(words)
    assert all(word.x - 2 * LETTER > 0 and word.x < layout.panel.gauge_x for word in words)


@pytest.mark.parametrize("size", SIZES)
@settings(max_examples=50)
@given(text=st.lists(st.text(alphabet="abcde", min_size=1, max_size=12), min_size=1, max_size=14).map(" ".join))
def test_a_long_step_is_broken_between_words_and_says_when_it_is_cut(text: str, size: Size) -> None:
    """At most three lines; what does not fit is left out with a sign that it goes on."""
    gauge = gauge_of(PEO.item("professional_space"))
    assert gauge is not None
    layout = layout_of(Frame(gauge=gauge, stretches=()), size)
    lines = [word.text for word in step_words(layout, [text])]
    assert 1 <= len(lines) <= 3
    said = " ".join(lines)
    assert said == text or (said.endswith(" …") and text.startswith(said.removesuffix(" …")))
    room = 26 if size == "wide" else 14
    assert all(len(line.removesuffix(" …")) <= room or " " not in line.removesuffix(" …") for line in lines)
