"""A policy can be raised and never weakened."""

import pytest

from app.protection import PolicyTooWeak
from app.releases.rules.cells import size_class
from app.releases.rules.policy import Policy


@pytest.mark.parametrize(("colluders", "smallest"), [(1, 5), (2, 7), (3, 9)])
def test_the_minimum_group_follows_from_the_colluders(colluders: int, smallest: int) -> None:
    """k = 2c + 3."""
    assert Policy(colluders=colluders).min_group == smallest


def test_the_minimum_group_may_be_raised() -> None:
    assert Policy(min_group=10).min_group == 10


@pytest.mark.parametrize("weak", [{"min_group": 6}, {"colluders": 0}, {"colluders": -1}, {"inner_percent": 1}])
def test_a_policy_that_protects_too_little_is_refused(weak: dict[str, int]) -> None:
    with pytest.raises(PolicyTooWeak):
        Policy(**weak)


@pytest.mark.parametrize(
    ("colluders", "people", "name"),
    [(2, 7, "7-9"), (2, 9, "7-9"), (2, 10, "10-19"), (2, 49, "20-49"), (2, 50, "50+"), (1, 5, "5-9"), (3, 9, "9-19")],
)
def test_a_size_class_never_tells_an_exact_number(colluders: int, people: int, name: str) -> None:
    """Every class holds at least three sizes."""
    assert size_class(people, Policy(colluders=colluders)) == name


def test_the_floor_class_of_any_policy_is_wide_enough() -> None:
    for smallest in range(7, 60):
        policy = Policy(min_group=smallest)
        classes = [size_class(people, policy) for people in range(smallest, 200)]
        assert min(classes.count(name) for name in set(classes)) >= 3
