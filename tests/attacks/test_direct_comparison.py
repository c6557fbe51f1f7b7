"""A difference is named only when bins, noise and sampling together cannot explain it."""

import random

import pytest

from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.cells import Published, size_class
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from tests.attacks.direct_comparison import difference, difference_within

POLICY = Policy()


def published(people: int, noisy: int) -> Published:
    """What a block of so many people shows for a noisy count."""
    shown = bin_of(noisy, block_bins(people, POLICY))
    lower, upper = shown.lower_percent / 100, shown.upper_percent / 100
    return Published(size_class(people, POLICY), (lower + upper) / 2, lower, upper)


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


@pytest.mark.parametrize(("people", "times"), [(12, 4), (45, 3), (100, 3)])
def test_a_part_like_its_whole_is_called_different_at_most_one_time_in_twenty(people: int, times: int) -> None:
    """400 parts drawn by lot from a whole `times` as large, both as they are published."""
    chance, noise = random.Random(people), SeededNoise(people)
    named = 0
    for _ in range(400):
        everybody = [chance.random() < rate for rate in [chance.random()] * (people * times)]
        part = published(people, sum(chance.sample(everybody, people)) + noise.draw())
        whole = published(len(everybody), sum(everybody) + noise.draw())
        named += difference_within(part, whole).supported()
    assert named / 400 < 0.05 + 4 * (0.05 * 0.95 / 400) ** 0.5


def test_a_part_is_compared_with_its_whole_more_sharply_than_with_strangers() -> None:
    """The whole is known; of strangers it is not known what else they might have said."""
    part, whole = published(60, 42), published(300, 150)
    assert difference_within(part, whole).p_value < difference(part, whole).p_value
    assert difference_within(part, whole).direction == "higher"


def test_knowing_that_there_are_more_people_makes_a_difference_surer() -> None:
    """A question has several figures about the same people; the narrowest tells most about how many they are."""
    first, second = Published("50+", 0.3, 0.25, 0.35), Published("50+", 0.5, 0.45, 0.55)
    assert difference(first, second, at_least=(150, 150)).p_value < difference(first, second).p_value
    assert difference_within(first, second, at_least=(150, 0)).p_value < difference_within(first, second).p_value
