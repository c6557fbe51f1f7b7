"""The classical tests give what a calculation by hand gives; every case was worked out on paper from its formula."""

from __future__ import annotations

import pytest

from tests.peo2022.classical import analysis_of_variance, chi_square, corrected, crossed, grouped, ranks


def test_chi_square_of_two_by_two() -> None:
    """20/30 against 30/20: every expected count is 25, so chi² = 4 · 5²/25 = 4, and p = 0.0455 at one degree."""
    found = chi_square([[20, 30], [30, 20]])
    assert (found.name, found.freedom) == ("chi-square", 1)
    assert found.statistic == pytest.approx(4)
    assert found.p == pytest.approx(0.0455, abs=1e-4)


def test_chi_square_of_more_rows() -> None:
    """Rows 10/20, 20/10, 15/15 over columns 45/45: expected 15 everywhere, chi² = 4 · 25/15 = 6.667, p = 0.0357."""
    found = chi_square([[10, 20], [20, 10], [15, 15]])
    assert found.freedom == 2
    assert found.statistic == pytest.approx(20 / 3)
    assert found.p == pytest.approx(0.0357, abs=1e-4)


def test_a_small_table_is_tested_exactly() -> None:
    """The lady tasting tea: 3/1 against 1/3. Of C(8,4) = 70 tables 1 + 16 + 16 + 1 are as unlikely: p = 34/70."""
    found = chi_square([[3, 1], [1, 3]])
    assert found.name == "Fisher"
    assert found.p == pytest.approx(34 / 70)


def test_an_answer_that_nobody_gave_makes_no_difference() -> None:
    """An empty column or row has no expected count, and one column alone is no comparison."""
    assert chi_square([[20, 0, 30], [30, 0, 20], [0, 0, 0]]) == chi_square([[20, 30], [30, 20]])
    assert chi_square([[4, 0], [5, 0]]).p == 1


def test_two_groups_by_ranks() -> None:
    """1, 2, 3 against 4, 5, 6: U = 0, mean 4.5, variance 5.25; with half a step, z = -1.746 and p = 0.0809."""
    found = ranks([[1, 2, 3], [4, 5, 6]])
    assert (found.name, found.statistic) == ("Mann-Whitney", 0)
    assert found.p == pytest.approx(0.0809, abs=1e-4)


def test_more_groups_by_ranks() -> None:
    """Ranks 1-2, 3-4, 5-6: H = 12/42 · (9 + 49 + 121)/2 - 21 = 4.571, and p = exp(-H/2) = 0.1017 at two degrees."""
    found = ranks([[1, 2], [3, 4], [5, 6]])
    assert (found.name, found.freedom) == ("Kruskal-Wallis", 2)
    assert found.statistic == pytest.approx(32 / 7)
    assert found.p == pytest.approx(0.1017, abs=1e-4)


def test_means_of_groups() -> None:
    """Means 2, 3 and 6 around 11/3: squares of 52/3 between at two degrees, 6 within at three, so F = 26/6."""
    found = analysis_of_variance([[1, 3], [2, 4], [5, 7]])
    between = 2 * ((2 - 11 / 3) ** 2 + (3 - 11 / 3) ** 2 + (6 - 11 / 3) ** 2)
    within = 3 * 2
    assert found.statistic == pytest.approx((between / 2) / (within / 3))
    assert found.name == "ANOVA"


def test_many_tests_are_corrected_for_their_number() -> None:
    """0.01, 0.02, 0.03, 0.5 of four: 0.04, 0.04, 0.04, 0.5 (each p · 4 / its rank, never above the next)."""
    assert corrected([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.04, 0.04, 0.5])


def test_tables_are_made_of_pairs() -> None:
    """Pairs are counted by row and column; groups keep their order and can be joined."""
    assert crossed([("a", 1), ("a", 2), ("b", 2)]) == [[1, 1], [0, 1]]
    assert crossed([("a", 1), ("b", 2)], rows=["b"]) == [[0, 1]]
    assert grouped([("b", 1), ("a", 2), ("c", 3)], by={"a": "x", "b": "x"}) == [[1, 2]]
