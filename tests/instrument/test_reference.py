"""The figures of 2021 and 2022 stand beside our counts as they were published, with what to mind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.reading import ContentFault
from app.instrument.reference import ReferenceValue, load_reference, reference_values
from app.instrument.schema import Instrument
from tests.questionnaires import PUBLISHED

WHOLE = [
    ("professional_space", "favourable", 2021, 0.86, 178),
    ("professional_space", "favourable", 2022, 0.92, 150),
    ("own_judgement", "favourable", 2022, 0.87, 150),
    ("do_what_is_needed", "favourable", 2022, 0.56, 150),
    ("direct_contact_share", ">=50", 2022, 0.49, 150),
    ("indirect_contact_share", ">=30", 2022, 0.97, 150),
    ("rules_negative_influence", "strong", 2022, 0.57, 150),
    ("work_enjoyment", "", 2022, 7.3, 150),
    ("work_enjoyment", ">=6", 2022, 0.93, 150),
    ("stay_one_year", "favourable", 2021, 0.74, 178),
    ("stay_one_year", "favourable", 2022, 0.79, 150),
    ("hours_vs_contract", "higher", 2022, 0.62, 149),
    ("workload", "strong", 2022, 0.23, 149),
    ("workload_cause", "turnover", 2022, 0.41, 98),
    ("change_since_2015", "change_since_2015_workload:increased", 2022, 0.91, 86),
]


def found(item: str, option: str, year: int, *, category: str = "") -> ReferenceValue:
    [value] = [
        one
        for one in reference_values(item, questionnaire="peo")
        if (one.option, one.year, one.category) == (option, year, category)
    ]
    return value


@pytest.mark.parametrize(("item", "option", "year", "value", "base"), WHOLE)
def test_published_figures_are_there(*, item: str, option: str, year: int, value: float, base: int) -> None:
    """From day one a participant sees their answer beside the region of 2022."""
    reference = found(item, option, year)
    assert (reference.value, reference.base) == (value, base)
    assert reference.figures
    assert reference.place


def test_figures_of_organisation_types_are_there() -> None:
    """Where the report printed them."""
    assert found("workload", "strong", 2022, category="certified").value == 0.37
    assert found("work_enjoyment", "", 2022, category="municipal").value == 7.7
    assert found("rules_negative_influence", "strong", 2022, category="0-3").base == 28


def test_a_row_of_a_grid_has_its_own_figures() -> None:
    """A release speaks of a row as "item.row"; so can whoever looks for its history."""
    [value] = reference_values("change_since_2015.change_since_2015_workload", questionnaire="peo")
    assert value.value == 0.91
    assert reference_values("change_since_2015.change_since_2015_space", questionnaire="peo") == ()
    assert reference_values("change_since_2015", questionnaire="peo") == (value,)


def test_every_figure_says_that_the_wording_differs() -> None:
    """Two questionnaires are not one trend line."""
    for value in reference_values("professional_space", questionnaire="peo"):
        assert "anders verwoord" in value.remarks[-1]["nl"]
        assert "worded differently" in value.remarks[-1]["en"]


@pytest.mark.parametrize("item", ["invest_in_relationship", "reflection"])
def test_the_figures_that_the_report_contradicts_say_so(item: str) -> None:
    """C01: shown, but never as certain."""
    [value] = reference_values(item, questionnaire="peo")
    assert "Onzeker" in value.remarks[0]["nl"]


def test_what_was_not_published_is_not_made_up() -> None:
    """Lost figures stay lost."""
    assert reference_values("equipped", questionnaire="peo") == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("item: own_judgement", "item: judgement", "there is no item 'judgement'"),
        ('item: own_judgement, option: "favourable"', 'item: own_judgement, option: "good"', "no count 'good'"),
        ("value: 0.87,", "value: 87,", "a share lies from 0 to 1"),
        ("remarks: [complement]", "remarks: [compliment]", "there is no remark 'compliment'"),
        ('category: "0-3"', 'category: "0-4"', "has no category '0-4'"),
    ],
)
def test_a_planted_fault_is_told_at_its_line(
    tmp_path: Path, peo: Instrument, *, old: str, new: str, words: str
) -> None:
    """A figure has to be one that a count can stand beside."""
    text = PUBLISHED.read_text(encoding="utf-8").replace(old, new, 1)
    path = tmp_path / "reference.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentFault) as caught:
        load_reference(path, instrument=peo)
    [fault] = caught.value.faults
    assert words in fault.message
    assert new in text.splitlines()[fault.line - 1]
