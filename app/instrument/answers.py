"""Reads a posted form into answers as they are stored, and reports which fields cannot be used.

Decides which fields count: those of a hidden question are ignored, an unanswered question is absent, and no
input raises an error. Must not know where answers go, except that free text ("other", comments, text
questions) is kept in the diary alone and never enters a ballot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from app.instrument.faults import AnswerRefused, FieldFault
from app.instrument.form_controls import READERS, Answer, one_of, text
from app.instrument.routing import shown_in_turn
from app.instrument.routing_rules import DECLINED, Answers, is_answered
from app.instrument.schema import Item

__all__ = ["DECLINED", "Answer", "Fields", "FormReading", "ballot_value", "read_form"]

Fields = Mapping[str, Sequence[str]]
"""A posted form: control name → every value sent under it."""

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class FormReading:
    """The result of reading a form: answers by item (also "<item>.comment", "<item>.other_text"), and faults by field.

    `warnings` are by field too; they are shown to the person but do not stop the answer.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    faults: dict[str, FieldFault] = field(default_factory=dict)
    warnings: dict[str, FieldFault] = field(default_factory=dict)


def read_form(items: Sequence[Item], fields: Fields, *, earlier: Answers | None = None) -> FormReading:
    """Read the answers to these items from a form; unknown fields are ignored. Never raises.
    `earlier`: the person's latest answers to items that this form does not ask, for its routing.
    """
    form = _Form(fields, FormReading())
    answers, asked = form.reading.answers, {item.key for item in items}
    for item in shown_in_turn(items, answers, earlier=earlier):
        chosen = answers if item.piped_from in asked else earlier or {}
        answer = form.answer_to(item, rows=_rows(item, chosen))
        if answer is not None:
            answers[item.key] = answer
        elif item.required and not form.has_fault(item):
            form.reading.faults[item.key] = FieldFault("required", {})
        for words in _words_beside(item, answer):
            if written := form.read(words, text):
                answers[words] = written
        _warn(item, form.reading)
    return form.reading


def ballot_value(item: Item, answer: object) -> Answer | None:
    """Return the answer as it goes into a ballot, without any free text; None when this answer has no ballot.

    Texts never leave the diary, a declined question has no ballot, and a number has no published figure.
    """
    if item.type in ("text", "number") or not is_answered(answer):
        return None
    return answer if isinstance(answer, str | int | float | list | dict) else None


@dataclass(frozen=True, slots=True)
class _Form:
    """A posted form while it is read, with the answers and faults found so far."""

    fields: Fields
    reading: FormReading

    def read(self, name: str, reader: Callable[[Sequence[str]], AnswerT]) -> AnswerT | None:
        """Read one form control; a refused value is kept as the field's fault and gives None."""
        try:
            return reader(self.fields.get(name, ()))
        except AnswerRefused as refused:
            self.reading.faults[name] = refused.fault
            return None

    def answer_to(self, item: Item, *, rows: Sequence[str]) -> Answer | None:
        """Return the answer to an item from its form controls; None when it was not answered.

        In a grid, declined rows are left out; declining every row that was filled in declines the whole item.
        """
        if item.type not in ("grid", "yes_no_per_choice"):
            return self.read(item.key, partial(READERS[item.type], item))
        by_row = {row: self._row(item, f"{item.key}.{row}") for row in rows}
        filled = {row: key for row, key in by_row.items() if key is not None}
        given = {row: key for row, key in filled.items() if key != DECLINED}
        whole = self.read(item.key, lambda values: _whole_answer(item, values, alone=not given))
        if whole is not None:
            return whole
        return given or (DECLINED if filled else None)

    def has_fault(self, item: Item) -> bool:
        """Return whether any field of this item has a fault."""
        return any(name == item.key or name.startswith(f"{item.key}.") for name in self.reading.faults)

    def _row(self, item: Item, name: str) -> str | None:
        return self.read(name, lambda values: one_of(item.option_keys, values))


def _whole_answer(item: Item, values: Sequence[str], *, alone: bool) -> str | None:
    """Return the answer to a grid as a whole: declined, or its escape option; None when there is none.

    Raises AnswerRefused when a row was answered too.
    """
    whole = one_of([item.escape.key] if item.escape else [], values)
    if whole is not None and not alone:
        raise AnswerRefused("exclusive_with_others")
    return whole


def _rows(item: Item, chosen: Answers) -> tuple[str, ...]:
    """Return the keys of a grid's rows; of a question per choice, those that the person chose."""
    if item.piped_from is None:
        return item.row_keys
    choices = chosen.get(item.piped_from)
    return tuple(row for row in item.row_keys if isinstance(choices, list | tuple) and row in choices)


def _words_beside(item: Item, answer: Answer | None) -> list[str]:
    """Return the names of the free-text fields that a person sees: comment, and "other" while it is chosen."""
    chosen = answer if isinstance(answer, list | tuple | dict) else [answer]
    other = any(each.open_text and each.key in chosen for each in (*item.options, *item.rows))
    return [*([f"{item.key}.other_text"] if other else []), *([f"{item.key}.comment"] if item.comment else [])]


def _warn(item: Item, reading: FormReading) -> None:
    """Add a warning when two shares of the same working time pass 100 %; the answer is still accepted."""
    if item.adds_up_with is None:
        return
    parts = [reading.answers.get(key) for key in (item.key, item.adds_up_with)]
    total = sum(part for part in parts if isinstance(part, int))
    if total > 100:
        reading.warnings[item.key] = FieldFault("shares_above_100", {"total": total})
