"""Fisher's exact test in whole numbers is scipy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics.exact import fisher_exact

COUNTS = st.integers(1, 120).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


@given(COUNTS, COUNTS)
def test_it_says_what_scipy_says(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Of every two groups that a board can compare: no figure tells more than a hundred people or so."""
    import numpy as np
    from scipy.stats import fisher_exact as of_scipy

    (yes, people), (other_yes, other_people) = one, other
    expected = float(of_scipy(np.array([[yes, people - yes], [other_yes, other_people - other_yes]])).pvalue)
    assert fisher_exact(yes, people, other_yes=other_yes, other_people=other_people) == pytest.approx(expected)


def test_the_lady_tasting_tea() -> None:
    """Fisher's own example: three of four cups right is no proof, four of four is one chance in 35 on either side."""
    assert fisher_exact(3, 4, other_yes=1, other_people=4) == pytest.approx(34 / 70)
    assert fisher_exact(4, 4, other_yes=0, other_people=4) == pytest.approx(2 / 70)


def test_without_a_single_yes_nothing_differs() -> None:
    """Nobody said yes on either side: the only table there is."""
    assert fisher_exact(0, 9, other_yes=0, other_people=30) == 1
