"""A posted form becomes answers; whatever cannot be one is told at its field, and nothing ever raises."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instrument.answers import DECLINED, FormReading, read_form
from app.instrument.faults import FieldFault
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument
from tests.questionnaires import PEO

PRESSED: dict[str, list[str]] = {"workload": ["some"]}
NO_PRESSURE: dict[str, list[str]] = {"workload": ["hardly_or_not"]}


def read(peo: Instrument, fields: Mapping[str, list[str]]) -> FormReading:
    return read_form(peo.items, fields)


def fault(peo: Instrument, field: str, values: list[str], *, given: Mapping[str, list[str]] = {}) -> FieldFault:
    reading = read(peo, {**given, field: values})
    assert list(reading.faults) == [field]
    assert field not in reading.answers
    return reading.faults[field]


@pytest.mark.parametrize(
    ("field", "values", "answer"),
    [
        ("professional_space", ["ample"], "ample"),
        ("professional_space", ["", " ample ", "ample"], "ample"),
        ("professional_space", [DECLINED], DECLINED),
        ("work_enjoyment", ["7"], 7),
        ("work_enjoyment", ["", DECLINED], DECLINED),
        ("direct_contact_share", ["40"], 40),
        ("direct_contact_share", ["40 %"], 40),
        ("direct_contact_share", ["40%"], 40),
        ("direct_contact_share", ["40,0"], 40),
        ("direct_contact_share", ["0"], 0),
        ("direct_contact_share", ["100"], 100),
        ("fte", ["0,8"], 0.8),
        ("fte", ["0.8"], 0.8),
        ("fte", ["1"], 1.0),
        ("fte", ["0,80"], 0.8),
        ("fixed_comment", [" line 1\r\nline 2 "], "line 1\nline 2"),
        ("fixed_comment", [DECLINED], DECLINED),
    ],
)
def test_an_answer_is_read_as_it_is_stored(peo: Instrument, *, field: str, values: list[str], answer: object) -> None:
    """One type per kind of question, forgiving about how numbers are written."""
    reading = read(peo, {field: values})
    assert reading.faults == {}
    assert reading.answers == {field: answer}
    assert type(reading.answers[field]) is type(answer)


def test_several_choices_are_kept_in_the_order_of_the_question(peo: Instrument) -> None:
    """The order in which boxes are sent says nothing and is not kept."""
    reading = read(peo, {**PRESSED, "workload_cause": ["other", "admin", "autonomy", "admin"]})
    assert reading.answers["workload_cause"] == ["autonomy", "admin", "other"]
    assert reading.faults == {}


def test_grid_rows_are_read_each_for_itself(peo: Instrument) -> None:
    """A row left open, or declined, is simply absent."""
    fields = {
        **PRESSED,
        "workload_effect.workload_effect_stay": ["strong"],
        "workload_effect.workload_effect_quality": [""],
        "workload_effect.workload_effect_judgement": [DECLINED],
    }
    assert read(peo, fields).answers["workload_effect"] == {"workload_effect_stay": "strong"}


@pytest.mark.parametrize("field", ["workload_effect", "workload_effect.workload_effect_stay"])
def test_a_grid_can_be_declined(peo: Instrument, field: str) -> None:
    """As a whole, or by declining the only row that was touched."""
    assert read(peo, {**PRESSED, field: [DECLINED]}).answers["workload_effect"] == DECLINED


def test_the_escape_of_a_grid_stands_for_all_rows(peo: Instrument) -> None:
    """A10: colleagues without high workload are one answer, not a row of it."""
    key = "colleague_no_high_workload"
    reading = read(peo, {**NO_PRESSURE, "colleague_workload_effect": [key]})
    assert reading.answers["colleague_workload_effect"] == key


def test_only_chosen_factors_are_asked_about(peo: Instrument) -> None:
    """The rows of a question per choice follow the choices of this form."""
    fields = {
        **PRESSED,
        "workload_cause": ["admin", "other"],
        "workload_factor_influenceable.admin": ["yes"],
        "workload_factor_influenceable.other": ["no"],
        "workload_factor_influenceable.caseload": ["yes"],
    }
    assert read(peo, fields).answers["workload_factor_influenceable"] == {"admin": "yes", "other": "no"}


def test_earlier_choices_serve_when_the_form_does_not_ask_them(peo: Instrument) -> None:
    """A pulse may ask only whether the causes of last time can be changed."""
    form = peo.items_named(["workload_factor_influenceable"])
    fields = {"workload_factor_influenceable.admin": ["no"], "workload_factor_influenceable.other": ["no"]}
    earlier = {"workload": "some", "workload_cause": ["admin"]}
    assert read_form(form, fields, earlier=earlier).answers == {"workload_factor_influenceable": {"admin": "no"}}
    assert read_form(form, fields).answers == {}


def test_words_of_ones_own_stand_under_keys_of_their_own(peo: Instrument) -> None:
    """So that they can be kept in the diary and left out of every ballot."""
    fields = {
        **PRESSED,
        "workload_cause": ["other"],
        "workload_cause.other_text": ["noise"],
        "workload_task.comment": ["all of it"],
        "professional_space.comment": ["this question has no such field"],
    }
    assert read(peo, fields).answers == {
        "workload": "some",
        "workload_cause": ["other"],
        "workload_cause.other_text": "noise",
        "workload_task.comment": "all of it",
    }


def test_fields_of_hidden_and_unknown_questions_are_ignored(peo: Instrument) -> None:
    """A browser that sends what routing hides, or anything else, changes nothing."""
    fields = {**NO_PRESSURE, "workload_cause": ["nonsense"], "csrf_token": ["x"], "": ["y"]}
    assert read(peo, fields) == FormReading({"workload": "hardly_or_not"}, {}, {})


def test_an_empty_form_is_no_fault(peo: Instrument) -> None:
    """Every question may be left open."""
    assert read(peo, {}) == FormReading()


@pytest.mark.parametrize(
    ("field", "values", "code", "params"),
    [
        ("professional_space", ["fantastic"], "unknown_option", {}),
        ("professional_space", ["ample", "sufficient"], "several_values", {}),
        ("work_enjoyment", ["11"], "out_of_range", {"min": 1, "max": 10}),
        ("work_enjoyment", ["0"], "out_of_range", {"min": 1, "max": 10}),
        ("work_enjoyment", ["7,5"], "not_a_whole_number", {}),
        ("work_enjoyment", ["7", "8"], "several_values", {}),
        ("work_enjoyment", ["7", DECLINED], "exclusive_with_others", {}),
        ("direct_contact_share", ["-1"], "out_of_range", {"min": 0, "max": 100}),
        ("direct_contact_share", ["9" * 10_000], "out_of_range", {"min": 0, "max": 100}),
        ("direct_contact_share", ["half"], "not_a_number", {}),
        ("direct_contact_share", ["1e1"], "not_a_number", {}),
        ("direct_contact_share", ["٤٠"], "not_a_number", {}),
        ("direct_contact_share", ["%"], "not_a_number", {}),
        ("fte", ["nan"], "not_a_number", {}),
        ("fte", ["0,805"], "too_many_decimals", {"decimals": 2}),
        ("fte", ["1,01"], "out_of_range", {"min": 0, "max": 1}),
        ("fixed_comment", ["x" * 10_000], "too_long", {"length": 10_000, "max": 1000}),
        ("fixed_comment", ["x", DECLINED], "exclusive_with_others", {}),
    ],
)
def test_what_is_no_answer_is_told_at_its_field(
    peo: Instrument, *, field: str, values: list[str], code: str, params: dict[str, float]
) -> None:
    """A code and the numbers a sentence needs; what was typed is not repeated in the fault."""
    found = fault(peo, field, values)
    assert (found.code, found.params) == (code, params)


@pytest.mark.parametrize(
    ("field", "values", "given", "code"),
    [
        ("workload_cause", ["admin", "caseload", "other", "meaning"], PRESSED, "too_many_choices"),
        ("workload_cause", ["admin", DECLINED], PRESSED, "exclusive_with_others"),
        ("workload_cause", [f"x{n}" for n in range(100)], PRESSED, "unknown_option"),
        ("sector_workload_cause", ["not_applicable", "admin"], NO_PRESSURE, "exclusive_with_others"),
        ("workload_effect.workload_effect_stay", ["often"], PRESSED, "unknown_option"),
        ("workload_effect.workload_effect_stay", ["some", "none"], PRESSED, "several_values"),
        ("workload_effect", ["some"], PRESSED, "unknown_option"),
        ("workload_cause.other_text", ["x" * 1001], PRESSED | {"workload_cause": ["other"]}, "too_long"),
    ],
)
def test_choices_that_do_not_go_together_are_told(
    peo: Instrument, *, field: str, values: list[str], given: dict[str, list[str]], code: str
) -> None:
    """Too many, contradicting or foreign choices are never silently thinned out."""
    assert fault(peo, field, values, given=given).code == code


def test_declining_a_grid_does_not_go_with_filling_it_in(peo: Instrument) -> None:
    """Without JavaScript both can be sent; the person says which one is meant."""
    row = {"workload_effect.workload_effect_stay": ["some"]}
    assert read(peo, {**PRESSED, **row, "workload_effect": [DECLINED]}).faults == {
        "workload_effect": FieldFault("exclusive_with_others", {})
    }


def test_a_faulty_answer_leaves_the_others_as_they_are(peo: Instrument) -> None:
    """One slip costs nothing of the rest."""
    reading = read(peo, {"work_enjoyment": ["70"], "professional_space": ["ample"]})
    assert reading.answers == {"professional_space": "ample"}
    assert list(reading.faults) == ["work_enjoyment"]


def test_shares_above_hundred_are_a_warning(peo: Instrument) -> None:
    """A08: worth a second look, but the answer counts."""
    fields = {"direct_contact_share": ["60"], "indirect_contact_share": ["50"]}
    reading = read(peo, fields)
    assert reading.faults == {}
    assert reading.answers["indirect_contact_share"] == 50
    assert reading.warnings == {"indirect_contact_share": FieldFault("shares_above_100", {"total": 110})}
    assert read(peo, {**fields, "indirect_contact_share": ["40"]}).warnings == {}


def test_a_question_that_is_required_says_so(peo: Instrument) -> None:
    """Open is a fault then, declining is not, and a slip is told as what it is."""
    item = peo.item("work_enjoyment").model_copy(update={"required": True})
    assert read_form([item], {}).faults == {"work_enjoyment": FieldFault("required", {})}
    assert read_form([item], {"work_enjoyment": [DECLINED]}).faults == {}
    assert read_form([item], {"work_enjoyment": ["x"]}).faults["work_enjoyment"].code == "not_a_number"


ITEMS = load_instrument(PEO).items
NAMES = [item.key for item in ITEMS]
NAMES += [f"{item.key}.{row}" for item in ITEMS for row in (*item.row_keys, "comment", "other_text")]
VALUES = [key for item in ITEMS for key in item.option_keys] + [DECLINED, "40 %", "0,8", "7", "-", "%", "."]


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NAMES) | st.text(max_size=5),
        st.lists(st.sampled_from(VALUES) | st.text(max_size=12), max_size=5),
        max_size=25,
    ),
    st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers() | st.lists(st.text()) | st.text()),
)
def test_nothing_that_is_sent_raises(fields: dict[str, list[str]], earlier: dict[str, object]) -> None:
    """Any form gives answers and faults, never both for one question with a single control."""
    reading = read_form(ITEMS, fields, earlier=earlier)
    assert set(reading.faults) <= set(NAMES)
    assert set(reading.answers) <= set(NAMES)
    assert not set(reading.answers) & set(reading.faults) - {i.key for i in ITEMS if i.row_keys}
