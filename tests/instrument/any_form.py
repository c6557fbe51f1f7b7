"""Forms as anybody could fill them in, for the questionnaire that Peil comes with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from app.instrument.answers import Answer
from app.instrument.load import load_instrument
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item
from tests.questionnaires import PEO

QUESTIONNAIRE = load_instrument(PEO)
Form = dict[str, list[str]]


def controls_of(item: Item) -> dict[str, st.SearchStrategy[list[str]]]:
    """Each control of a question with values that its page offers."""
    if item.type in ("grid", "yes_no_per_choice"):
        rows = {f"{item.key}.{row}": _one([*item.option_keys, DECLINED]) for row in item.row_keys}
        return rows if item.escape is None else {**rows, item.key: st.just([])}
    if item.type == "multi":
        free = [option.key for option in item.options if not option.exclusive]
        most = min(item.max_choices or len(free), len(free))
        return {item.key: st.lists(st.sampled_from(free), max_size=most, unique=True)}
    if item.type == "text":
        return {item.key: _one(["some words", "two\nlines", DECLINED])}
    if item.type == "single":
        return {item.key: _one([*item.option_keys, DECLINED])}
    low, high = int(item.min or 0), int(item.max if item.max is not None else 100)
    return {item.key: st.one_of(st.just([]), st.integers(low, high).map(lambda number: [str(number)]))}


def _one(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), st.sampled_from(list(values)).map(lambda value: [value]))


@st.composite
def forms(draw: st.DrawFn, *, asked: Sequence[Item] = QUESTIONNAIRE.items) -> Form:
    """A form with sound values in any of its fields, hidden ones too."""
    form: Form = {}
    for item in asked:
        for name, values in controls_of(item).items():
            form[name] = draw(values)
        if item.comment:
            form[f"{item.key}.comment"] = draw(st.sampled_from([[], ["a remark"]]))
        if item.has_open_text:
            form[f"{item.key}.other_text"] = draw(st.sampled_from([[], ["something else"]]))
    return form


def as_fields(answers: Mapping[str, Answer]) -> Form:
    """Answers as the form would send them again."""
    fields: Form = {}
    for name, answer in answers.items():
        if isinstance(answer, dict):
            fields |= {f"{name}.{row}": [key] for row, key in answer.items()}
        elif isinstance(answer, list):
            fields[name] = list(answer)
        elif isinstance(answer, float):
            fields[name] = [f"{answer:g}"]
        else:
            fields[name] = [str(answer)]
    return fields
