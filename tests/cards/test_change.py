"""A rule on the movement of a number."""

from app.cards import Reason
from tests.cards.situations import person, reasons

DROPPED = {"item": "work_enjoyment", "change": {"at_most": -2}}
ROSE = {"item": "work_enjoyment", "change": {"at_least": 2}}


def test_a_drop_is_told_with_both_numbers() -> None:
    """Before and now stand in the reason."""
    held = reasons(DROPPED, person({"work_enjoyment": 8}, {"work_enjoyment": 6}))
    assert held == (Reason("change", "work_enjoyment", {"before": 8, "now": 6, "wave_numbers": (1, 2)}),)


def test_a_smaller_step_is_no_reason() -> None:
    """One point is an ordinary fortnight."""
    assert reasons(DROPPED, person({"work_enjoyment": 8}, {"work_enjoyment": 7})) is None


def test_the_direction_counts() -> None:
    """A rise is not a drop."""
    rising = person({"work_enjoyment": 5}, {"work_enjoyment": 8})
    assert reasons(DROPPED, rising) is None
    assert reasons(ROSE, rising) is not None


def test_it_is_the_last_step_that_counts() -> None:
    """A drop that was made good again is past."""
    assert reasons(DROPPED, person(*({"work_enjoyment": grade} for grade in (8, 5, 6)))) is None


def test_one_answer_has_no_movement() -> None:
    """There is nothing to compare with."""
    assert reasons(DROPPED, person({"work_enjoyment": 2})) is None


def test_a_rise_is_counted_from_the_lowest_of_the_last_answers() -> None:
    """Step by step out of a low is a recovery too; it is told from the latest lowest answer."""
    rule = {"item": "work_enjoyment", "change": {"at_least": 4, "within": 4}}
    rising = person(*({"work_enjoyment": grade} for grade in (9, 3, 3, 5, 8)))
    held = Reason("change", "work_enjoyment", {"before": 3, "now": 8, "wave_numbers": (3, 5)})
    assert reasons(rule, rising) == (held,)


def test_a_fall_is_counted_from_the_highest_of_the_last_answers() -> None:
    """Small steps down add up."""
    rule = {"item": "work_enjoyment", "change": {"at_most": -3, "within": 3}}
    falling = person(*({"work_enjoyment": grade} for grade in (8, 7, 5)))
    assert reasons(rule, falling) is not None
    assert reasons(rule, person(*({"work_enjoyment": grade} for grade in (9, 6, 6, 5)))) is None
