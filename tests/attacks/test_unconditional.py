"""The tests behind every supported difference: scipy's where there is no noise, and careful where there is."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import barnard_exact, binomtest

from app.releases.rules.noise import SeededNoise
from tests.attacks.unconditional import apart, within

COUNTS = st.integers(5, 40).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


@pytest.mark.parametrize(
    ("yes", "people", "other_yes", "other_people"),
    [(26, 100, 43, 100), (39, 150, 64, 150), (7, 12, 10, 100), (12, 20, 3, 17), (3, 8, 0, 9), (3, 6, 1, 30)],
)
def test_without_noise_two_groups_are_compared_as_scipy_does(
    yes: int, people: int, other_yes: int, other_people: int
) -> None:
    """Barnard's exact test; scipy looks for the worst share its own way, so the last digits differ."""
    expected = barnard_exact([[yes, other_yes], [people - yes, other_people - other_yes]], n=256).pvalue
    found = apart(yes, people, other_yes=other_yes, other_people=other_people, noise=0)
    assert found == pytest.approx(float(expected), rel=0.002)


@settings(max_examples=25)
@given(COUNTS, COUNTS)
def test_without_noise_nothing_is_surer_than_scipy_says(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Where tables are equally far apart ours counts them all; scipy misses some by rounding."""
    (yes, people), (other_yes, other_people) = one, other
    expected = barnard_exact([[yes, other_yes], [people - yes, other_people - other_yes]], n=256).pvalue
    found = apart(yes, people, other_yes=other_yes, other_people=other_people, noise=0)
    assert np.isnan(expected) or found >= 0.99 * expected


@pytest.mark.parametrize(("yes", "people", "share"), [(9, 50, 0.42), (30, 40, 0.5), (2, 12, 0.5), (70, 90, 0.6)])
def test_without_noise_a_part_of_a_large_whole_is_a_sample(yes: int, people: int, share: float) -> None:
    """The exact binomial test of both tails that lie as far from what is expected."""
    found = within(yes, people, whole=share, whole_people=10**6, noise=0)
    away = abs(yes - people * share) - 1e-9
    low, high = floor(people * share - away), ceil(people * share + away)
    tails = binomtest(low, people, share, "less").pvalue + binomtest(high, people, share, "greater").pvalue
    assert found == pytest.approx(float(tails), rel=0.01)


@pytest.mark.parametrize("people", [8, 12, 30, 60, 150])
def test_noise_makes_a_difference_less_sure(people: int) -> None:
    """The same counts say less when each may be some persons off."""
    yes, other = people, people // 2
    sure = apart(yes, people, other_yes=other, other_people=people, noise=0)
    assert sure < apart(yes, people, other_yes=other, other_people=people) < 1
    sure = within(yes, people, whole=0.5, whole_people=4 * people, noise=0)
    assert sure < within(yes, people, whole=0.5, whole_people=4 * people) < 1


@pytest.mark.parametrize("people", [9, 25, 80])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
def test_two_groups_of_one_share_are_called_different_as_often_as_the_level_says(people: int, share: float) -> None:
    """3,000 pairs with noise; at most one in twenty, with four standard errors of room."""
    draws, noise = np.random.default_rng(people), SeededNoise(people)
    wrong = 0
    for _ in range(3000):
        yes, other = (_noisy(int(draws.binomial(people, share)), people, noise) for _ in "ab")
        wrong += apart_remembered(yes, people, other) < 0.05
    assert wrong / 3000 < 0.05 + 4 * (0.05 * 0.95 / 3000) ** 0.5


@pytest.mark.parametrize(("people", "whole"), [(9, 60), (25, 100), (80, 200), (80, 90)])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
def test_a_part_drawn_by_lot_is_called_different_as_often_as_the_level_says(
    people: int, whole: int, share: float
) -> None:
    """3,000 parts of a whole with exactly this share, both figures with noise of their own."""
    draws, noise = np.random.default_rng(whole), SeededNoise(people)
    all_yes = round(whole * share)
    wrong = 0
    for _ in range(3000):
        yes = _noisy(int(draws.hypergeometric(all_yes, whole - all_yes, people)), people, noise)
        published = _noisy(all_yes, whole, noise) / whole
        wrong += within_remembered(yes, people, published, whole) < 0.05
    assert wrong / 3000 < 0.05 + 4 * (0.05 * 0.95 / 3000) ** 0.5


def _noisy(count: int, people: int, noise: SeededNoise) -> int:
    return min(people, max(0, count + noise.draw()))


SEEN: dict[tuple[float, ...], float] = {}


def apart_remembered(yes: int, people: int, other: int) -> float:
    key = (yes, people, other)
    if key not in SEEN:
        SEEN[key] = apart(yes, people, other_yes=other, other_people=people)
    return SEEN[key]


def within_remembered(yes: int, people: int, published: float, whole: int) -> float:
    key = (yes, people, published, whole)
    if key not in SEEN:
        SEEN[key] = within(yes, people, whole=published, whole_people=whole)
    return SEEN[key]
