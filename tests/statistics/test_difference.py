"""A difference is named only when bins, noise and sampling together cannot explain it."""

import random

import pytest

from app.releases.cells import Published
from app.releases.noise import SeededNoise
from app.statistics.differences import difference
from app.statistics.multiplicity import holm
from tests.statistics.test_share_interval import published


def test_overlapping_bins_show_no_difference() -> None:
    found = difference(Published("7-9", 0.75, 0.5, 1.0), Published("10-19", 0.5, 0.4, 0.6))
    assert (found.p_value, found.smallest, found.direction) == (1.0, 0.0, "not_shown")
    assert not found.supported()


def test_a_large_drop_among_many_people_is_supported() -> None:
    found = difference(published(120, 48), published(120, 90))
    assert found.supported()
    assert found.direction == "lower"
    assert 0.3 < found.smallest < 0.35


def test_it_does_not_matter_which_share_comes_first() -> None:
    first, second = published(120, 48), published(120, 90)
    assert difference(first, second).p_value == difference(second, first).p_value
    assert {difference(first, second).direction, difference(second, first).direction} == {"lower", "higher"}


def test_eight_people_never_support_a_difference_alone() -> None:
    """From the lowest to the highest bin of two teams of eight: chance and noise may still explain it."""
    assert not difference(published(8, 8), published(8, 0)).supported()


@pytest.mark.parametrize("people", [16, 45, 150])
def test_chance_is_named_a_difference_at_most_one_time_in_twenty(people: int) -> None:
    """400 pairs of groups that share one rate; four standard errors of room."""
    chance, noise = random.Random(people), SeededNoise(people)
    named = 0
    for _ in range(400):
        rate = chance.random()
        cells = [published(people, sum(chance.random() < rate for _ in range(people)) + noise.draw()) for _ in "ab"]
        named += difference(cells[0], cells[1]).supported()
    assert named / 400 < 0.05 + 4 * (0.05 * 0.95 / 400) ** 0.5


def test_many_comparisons_are_corrected_together() -> None:
    """Holm's own example of three: 0.01, 0.02 and 0.04."""
    corrected = holm({"a": 0.04, "b": 0.01, "c": 0.02})
    assert corrected == pytest.approx({"a": 0.04, "b": 0.03, "c": 0.04})
    assert list(corrected) == ["a", "b", "c"]


def test_a_corrected_p_value_never_falls_below_the_one_before_it_or_exceeds_one() -> None:
    assert holm({"a": 0.9, "b": 0.3, "c": 0.301}) == pytest.approx({"a": 0.9, "b": 0.9, "c": 0.9})
    assert holm({}) == {}
