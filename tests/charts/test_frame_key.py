"""A drawing is found by what it shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.charts.frame import SIZES, Frame, Landmark
from tests.charts.frames import NONE, STEPS, WITHHELD, distribution, grades, steps, two


def test_the_same_figures_have_the_same_drawing() -> None:
    """Two people, two processes and two days ask for one key."""
    assert steps(two(0.6)).key("wide") == steps(two(0.6)).key("wide")


@pytest.mark.parametrize(
    "other",
    [
        steps(two(0.61)),
        steps(WITHHELD),
        steps(NONE),
        steps(two(0.6), NONE),
        replace(steps(two(0.6)), landmarks=()),
        replace(steps(two(0.6)), landmarks=(Landmark(year=2021, zones=two(0.9).zones),)),
        steps(distribution(0.1, 0.3, 0.4, 0.2)),
        replace(steps(two(0.6)), gauge=replace(STEPS, high=5)),
    ],
)
def test_any_other_content_has_another_drawing(other: Frame) -> None:
    """A stored drawing can therefore never be out of date."""
    assert other.key("wide") != steps(two(0.6)).key("wide")


def test_not_shown_and_not_asked_are_two_drawings() -> None:
    """One has a dotted outline, the other has nothing."""
    assert steps(WITHHELD).key("wide") != steps(NONE).key("wide")


def test_every_size_is_a_drawing_of_its_own() -> None:
    """And every key fits its column."""
    keys = {grades(two(0.6)).key(size) for size in SIZES}
    assert len(keys) == len(SIZES)
    assert max(map(len, keys)) <= 160


def test_the_dry_frame_tells_nothing_about_a_group() -> None:
    """All groups share one frame without water, whatever was published about them."""
    one, other = steps(two(0.6), WITHHELD), replace(steps(NONE, two(0.2)), landmarks=())
    assert one.dry().key("wide") == other.dry().key("wide")
