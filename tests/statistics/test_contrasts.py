"""Differences between published figures are as large and as certain as a calculation by hand says."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, mannwhitneyu

from app.statistics.contrasts import (
    LEAST_BASE,
    Figure,
    adjusted,
    grade_of,
    means_apart,
    orders_apart,
    pairs_by_answer,
    shares_apart,
    sides_apart,
    spread_of,
)


def exact(value: float, people: int = 100) -> Figure:
    """A figure without noise or bin."""
    return Figure(value, 0.0, people)


def near(*values: float, within: float = 1e-6) -> list[Any]:
    return [pytest.approx(each, abs=within) for each in values]


def test_shares_by_hand() -> None:
    """60 of 100 against 40 of 100: 0.2 apart, error √(2 · 0.6 · 0.4 / 100) = 0.0693, z = 2.89 and p = 0.004."""
    found = shares_apart(exact(0.6), exact(0.4))
    assert found is not None
    assert [found.difference, found.p] == near(0.2, 0.004, within=3e-4)
    assert [found.lower, found.upper] == near(0.0644, 0.3356, within=1e-3)
    assert found.size == "small"  # Cohen's h = 2 · (asin √0.6 - asin √0.4) = 0.40.


def test_a_wide_bin_makes_a_difference_less_certain() -> None:
    """A bin of 20 points adds 0.2² / 12 and the noise 1.5 / 100² to each variance: z falls from 2.89 to 1.86."""
    sides = [Figure.in_bin(value, low=value - 0.1, high=value + 0.1, people=100) for value in (0.6, 0.4)]
    assert sides[0].error == pytest.approx(sqrt(0.04 / 12 + 1.5e-4))
    found = shares_apart(*sides)
    assert found is not None
    assert found.p == pytest.approx(0.064, abs=5e-3)


def test_means_by_hand() -> None:
    """Grades 1 or 2, half and half against a tenth and nine tenths: 0.4 apart, variances 0.25 and 0.09 over 50 people.

    z = 0.4 / √(0.34 / 50) = 4.85; d = 0.4 / √0.17 = 0.97.
    """
    found = means_apart([exact(0.9, 50)], [exact(0.5, 50)])
    assert found is not None
    assert [found.difference, found.p] == near(0.4, 1.2e-6, within=2e-7)
    assert found.size == "large"
    wide = means_apart([Figure(0.9, 0.1, 50)], [Figure(0.5, 0.1, 50)])
    assert wide is not None
    assert wide.p == pytest.approx(0.0146, abs=5e-4)  # z = 0.4 / √(0.34 / 50 + 0.02) = 2.44.


def test_pairs_by_hand() -> None:
    """Half low and half high against all low: the first wins half of the pairs and ties the rest, 0.75 in all."""
    found = orders_apart([exact(0.5)], [exact(0.0)])
    assert found is not None
    assert found.difference == pytest.approx(0.25)
    assert found.size == "large"
    assert pairs_by_answer([exact(0.5)], [exact(0.0)]) == (0.5, 0.0)
    assert pairs_by_answer([exact(0.0)], [exact(0.5)]) == (0.0, 0.5)


def test_pairs_are_those_of_mann_and_whitney() -> None:
    """The same share of pairs and nearly the same p-value as scipy's test on the people themselves."""
    ours, theirs = [4] * 20 + [3] * 15 + [2] * 10 + [1] * 5, [4] * 8 + [3] * 14 + [2] * 16 + [1] * 12
    expected = mannwhitneyu(ours, theirs, method="asymptotic", use_continuity=False)
    cuts = [[exact(sum(each >= cut for each in group) / 50, 50) for cut in (2, 3, 4)] for group in (ours, theirs)]
    found = orders_apart(*cuts)
    assert found is not None
    assert found.difference + 0.5 == pytest.approx(expected.statistic / 2500)
    assert found.p == pytest.approx(expected.pvalue, rel=0.1)


def test_a_small_base_gets_no_verdict() -> None:
    """Below ten people on either side nothing is said, however far apart the figures are."""
    for people in (0, LEAST_BASE - 1):
        assert shares_apart(exact(1.0, people), exact(0.0)) is None
        assert means_apart([exact(1.0)], [exact(0.0, people)]) is None
        assert orders_apart([exact(1.0, people)], [exact(0.0)]) is None
    assert orders_apart([], []) is None
    assert sides_apart([exact(0.02), exact(0.02), exact(0.5), exact(0.46)]) is None


def test_the_sides_of_a_relation() -> None:
    """Of 60 % with the first answer 45 of 60 give the second too, of the other 40 % 10 of 40."""
    sides = sides_apart([exact(0.45), exact(0.15), exact(0.10), exact(0.30)])
    assert sides is not None
    assert [each.value for each in sides] == near(0.75, 0.25)
    assert [each.people for each in sides] == [60, 40]
    wide = sides_apart([Figure(0.45, 0.03, 100), Figure(0.15, 0.03, 100), exact(0.10), exact(0.30)])
    assert wide is not None
    assert wide[0].error == pytest.approx(0.03 * sqrt(0.15**2 + 0.45**2) / 0.36)
    assert wide[0].people == int(100 * (0.6 - 1.96 * 0.03 * sqrt(2)))


def test_the_spread_of_grades() -> None:
    """Half of the people one step above the other half: a standard deviation of a half."""
    assert spread_of([0.5]) == pytest.approx(0.5)
    assert spread_of([1.0, 0.5, 0.0]) == pytest.approx(0.5)
    assert spread_of([0.75, 0.5, 0.25]) == pytest.approx(sqrt(1.25))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_many_comparisons_are_corrected_as_scipy_does(p_values: list[float]) -> None:
    """The false discovery rate of Benjamini and Hochberg."""
    assert adjusted(p_values) == pytest.approx(list(false_discovery_control(p_values)))


def test_grades_are_those_of_every_page() -> None:
    """Certain up to 5 %, likely up to 30 %, else none."""
    assert [grade_of(p) for p in (0.0, 0.05, 0.06, 0.3, 0.31, 1.0)] == [
        "sure", "sure", "likely", "likely", "none", "none"
    ]  # fmt: skip  # One line reads better.


@given(st.integers(10, 200), st.integers(10, 200), st.floats(0, 1), st.floats(0, 1))
def test_turned_round_a_difference_is_the_same_with_the_other_sign(n: int, m: int, one: float, other: float) -> None:
    """Which group comes first makes no difference to how certain it is."""
    first, second = shares_apart(exact(one, n), exact(other, m)), shares_apart(exact(other, m), exact(one, n))
    assert first is not None
    assert second is not None
    assert first.difference == pytest.approx(-second.difference)
    assert first.p == pytest.approx(second.p)
    assert first.size == second.size
