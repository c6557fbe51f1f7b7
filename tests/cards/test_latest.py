"""A rule on the latest answer."""

from app.cards import Reason
from tests.cards.situations import person, reasons

LACKING = {"item": "reflection", "latest": {"in": ["insufficient", "very_insufficient"]}}
LOW = {"item": "work_enjoyment", "latest": {"at_most": 5}}
HIGH = {"item": "work_enjoyment", "latest": {"at_least": 7}}


def test_an_answer_among_the_options_is_named_with_its_wave() -> None:
    """The reason repeats the person's own answer, so that it can be checked."""
    situation = person({"reflection": "insufficient"})
    expected = (Reason("latest", "reflection", {"options": ("insufficient",), "wave_number": 1}),)
    assert reasons(LACKING, situation) == expected


def test_only_the_latest_answer_counts() -> None:
    """Who is better off now is not spoken to about then."""
    assert reasons(LACKING, person({"reflection": "insufficient"}, {"reflection": "ample"})) is None


def test_no_answer_is_no_reason() -> None:
    """A question that was not asked or not answered decides nothing."""
    assert reasons(LACKING, person({})) is None
    assert reasons(LOW, person({})) is None


def test_of_several_choices_one_is_enough_and_only_the_named_ones_are_told() -> None:
    """The reason mentions exactly what held."""
    rule = {"item": "workload_cause", "latest": {"in": ["admin", "caseload"]}}
    held = reasons(rule, person({"workload_cause": ["admin", "turnover"]}))
    assert held == (Reason("latest", "workload_cause", {"options": ("admin",), "wave_number": 1}),)


def test_a_row_of_a_grid_is_an_item_of_its_own() -> None:
    """Grids are addressed as grid.row, as in the form."""
    rule = {"item": "workload_task.skj", "latest": {"in": ["strong"]}}
    assert reasons(rule, person({"workload_task": {"skj": "strong"}})) is not None
    assert reasons(rule, person({"workload_task": {"skj": "some", "admin": "strong"}})) is None
    assert reasons(rule, person({"workload_task": "_declined"})) is None


def test_a_number_meets_its_bound_or_not() -> None:
    """Bounds include themselves."""
    assert reasons(LOW, person({"work_enjoyment": 5})) is not None
    assert reasons(LOW, person({"work_enjoyment": 6})) is None
    assert reasons(HIGH, person({"work_enjoyment": 7})) is not None
    assert reasons(HIGH, person({"work_enjoyment": 6})) is None


def test_a_word_never_meets_a_bound() -> None:
    """A foreign value in an old diary is not an error and not a reason."""
    assert reasons(LOW, person({"work_enjoyment": "low"})) is None
