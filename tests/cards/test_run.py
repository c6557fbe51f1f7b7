"""A rule on several answers in a row."""

from app.cards import Reason
from tests.cards.situations import person, reasons

TWICE = {"item": "reflection", "run": {"in": ["insufficient", "very_insufficient"], "times": 2}}


def test_twice_in_a_row_is_told_with_both_answers() -> None:
    """“You chose insufficient twice in a row” has to be literally so."""
    held = reasons(TWICE, person({"reflection": "very_insufficient"}, {}, {"reflection": "insufficient"}))
    params = {"times": 2, "options": (("very_insufficient",), ("insufficient",)), "wave_numbers": (1, 3)}
    assert held == (Reason("run", "reflection", params),)


def test_once_is_not_twice() -> None:
    """A first answer starts no run."""
    assert reasons(TWICE, person({"reflection": "insufficient"})) is None


def test_another_answer_in_between_breaks_the_run() -> None:
    """Only answers that follow each other count."""
    low, high = {"reflection": "insufficient"}, {"reflection": "ample"}
    assert reasons(TWICE, person(low, high, low)) is None
    assert reasons(TWICE, person(high, low, low)) is not None


def test_preferring_not_to_say_breaks_the_run() -> None:
    """What came before is not brought up again."""
    low = {"reflection": "insufficient"}
    assert reasons(TWICE, person(low, {"reflection": "_declined"}, low)) is None


def test_a_number_that_stays_on_one_side_is_a_run_too() -> None:
    """Well for long, and low for long; each answer stands in the reason."""
    well = {"item": "work_enjoyment", "run": {"at_least": 7, "times": 3}}
    held = reasons(well, person(*({"work_enjoyment": grade} for grade in (4, 7, 9, 8))))
    assert held is not None
    assert held[0].params == {"times": 3, "wave_numbers": (2, 3, 4), "values": (7, 9, 8)}
    assert reasons(well, person(*({"work_enjoyment": grade} for grade in (7, 6, 8)))) is None
