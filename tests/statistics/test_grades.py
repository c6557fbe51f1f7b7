"""The four grades are the same on either side, and never surer than the chance they are made of."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statistics.grades import GRADES, LIKELY, SURE, graded, surest

CHANCES = st.floats(0, 1)


@given(CHANCES, st.booleans())
def test_above_and_below_are_graded_alike(above: float, apart: bool) -> None:
    """Whoever lies below with 98 % is as surely apart as who lies above with 98 %."""
    assert graded(above, apart=apart) == graded(1 - above, apart=apart) or abs(max(above, 1 - above) - SURE) < 1e-12


@given(st.floats(0.5, 1), st.floats(0.5, 1), st.booleans())
def test_a_larger_chance_never_has_a_lower_grade(first: float, second: float, apart: bool) -> None:
    low, high = sorted((first, second))
    assert GRADES.index(graded(high, apart=apart)) <= GRADES.index(graded(low, apart=apart))


@given(CHANCES)
def test_a_visible_difference_changes_only_whether_it_is_worth_a_word(above: float) -> None:
    """Bins that lie apart make nothing likely or sure."""
    seen, unseen = graded(above, apart=True), graded(above, apart=False)
    assert seen == (unseen if unseen != "none" else "notable")


@pytest.mark.parametrize(
    ("chance", "grade"),
    [
        (SURE, "sure"),
        (SURE - 1e-9, "likely"),
        (LIKELY, "likely"),
        (LIKELY - 1e-9, "none"),
        (0.5, "none"),
        (1.0, "sure"),
    ],
)
def test_grades_begin_exactly_at_their_chance(chance: float, grade: str) -> None:
    assert graded(chance, apart=False) == grade


@pytest.mark.parametrize("apart", [True, False])
def test_with_nothing_to_compare_there_is_no_grade(apart: bool) -> None:
    assert graded(None, apart=apart) == "none"


def test_the_surest_of_any_two_is_the_first_on_the_list() -> None:
    for first, second in product(GRADES, repeat=2):
        assert surest(first, second) == surest(second, first) == min(first, second, key=GRADES.index)
    assert surest("none") == "none"
