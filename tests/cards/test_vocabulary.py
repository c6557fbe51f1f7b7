"""What rules may speak of follows from the questionnaire."""

from app.cards.rule_names import KnownNames
from app.cards.vocabulary import favourable_options
from app.instrument.schema import Instrument


def test_answers_are_named_as_in_the_form(known: KnownNames) -> None:
    """Options for choices, nothing for numbers, rows as grid.row, no words of one's own."""
    assert known.answers["reflection"] == {"ample", "sufficient", "insufficient", "very_insufficient"}
    assert known.answers["work_enjoyment"] == frozenset()
    assert known.answers["workload_task.workload_task_skj"] == {"strong", "some", "hardly_or_not"}
    assert "admin" in known.answers["workload_cause"]
    assert "fixed_comment" not in known.answers


def test_figures_are_named_as_in_a_release(known: KnownNames) -> None:
    """The same option names as the published rows."""
    assert "favourable" in known.figures["reflection"]
    assert ">=7" in known.figures["work_enjoyment"]
    assert "strong" in known.figures["workload"]
    assert "fixed_comment" not in known.figures


def test_dont_know_has_no_side(instrument: Instrument) -> None:
    """It counts neither for nor against."""
    sides = favourable_options(instrument)["stay_one_year"]
    assert sides["large"] is True
    assert sides["small"] is False
    assert "dont_know" not in sides
