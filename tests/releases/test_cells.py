"""A size is told in classes that hold at least three sizes, and the place of a row tells nothing of its figure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.attacker import people_range
from app.releases.rules.cells import LEVELS, Published, Withheld, order, size_class
from app.releases.rules.policy import Policy
from tests.releases.test_audit_rules import row, shown


@given(st.integers(1, 12), st.integers(0, 25), st.integers(0, 200))
def test_every_size_lies_in_its_class_and_no_class_gives_a_size_away(colluders: int, more: int, above: int) -> None:
    """Whatever the minimum group: a class starts at a size that can be, and holds three of them at least."""
    policy = Policy(colluders=colluders, min_group=2 * colluders + 3 + more)
    people = policy.min_group + above
    first, last = people_range(size_class(people, policy))
    assert policy.min_group <= first <= people <= last
    assert last - first >= 2


@given(st.integers(1, 12), st.integers(7, 90))
def test_classes_of_one_policy_follow_each_other_without_a_gap(colluders: int, people: int) -> None:
    """Two neighbours are in one class, or the next starts where the first ends."""
    policy = Policy(colluders=colluders)
    people = max(people, policy.min_group)
    first, second = (people_range(size_class(each, policy)) for each in (people, people + 1))
    assert second == first or second[0] == first[1] + 1


@pytest.mark.parametrize(
    ("minimum", "words"),
    [(5, ["5-9", "10-19", "20-49", "50+"]), (7, ["7-9", "10-19", "20-49", "50+"]), (9, ["9-19", "20-49", "50+"])],
)
def test_classes_by_hand(minimum: int, words: list[str]) -> None:
    policy = Policy(colluders=1, min_group=minimum)
    assert list(dict.fromkeys(size_class(people, policy) for people in range(minimum, 80))) == words


@given(st.sampled_from(LEVELS), st.sampled_from((shown(0, 0.5), shown(0.5, 1, "50+"), Withheld())))
def test_the_place_of_a_row_is_the_same_whatever_it_says(level: str, cell: Published | Withheld) -> None:
    """Whoever counts lines learns which rows there are, and that is known before the period opens."""
    first = row(level, "a", Withheld())  # type: ignore[arg-type]  # One of `LEVELS`.
    assert order(first) == order(replace(first, cell=cell))


def test_a_figure_without_a_bin_of_its_own_has_its_bounds_as_bin() -> None:
    """Zero is a bound like any other, and stays one."""
    assert (shown(0, 0.5).bin_lower, shown(0, 0.5).bin_upper) == (0, 0.5)
    wide = Published("10-19", 0.3, 0.0, 0.6, 0.0, 0.5)
    assert (wide.bin_lower, wide.bin_upper, wide.upper) == (0, 0.5, 0.6)
