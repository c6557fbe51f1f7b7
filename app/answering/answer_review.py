"""What somebody filled in, in words, to look over before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.instrument.answers import FormReading
from app.instrument.faults import FieldFault, fault_text
from app.instrument.schema import Item
from app.web.language import beginning, say
from app.wording.answer_words import answer_lines


@dataclass(frozen=True, slots=True, repr=False)
class ReviewedAnswer:
    """A question with its answer in words: a line for each choice and row, none without an answer.

    `beside`: notes and words beside "other". `odd`: what does not add up, and may be sent all the same; or empty.
    """

    item: str
    question: str
    answer: tuple[str, ...]
    beside: tuple[str, ...]
    odd: str

    def __repr__(self) -> str:
        return "ReviewedAnswer(hidden)"


def reviewed(items: Iterable[Item], reading: FormReading) -> list[ReviewedAnswer]:
    """Return each question that was asked, in order, with what was answered."""
    return [_reviewed(item, reading.answers, warning=reading.warnings.get(item.key)) for item in items]


def _reviewed(item: Item, answers: Mapping[str, Any], *, warning: FieldFault | None) -> ReviewedAnswer:
    given = answers.get(item.key)
    beside = (answers.get(f"{item.key}.{part}") for part in ("other_text", "comment"))
    return ReviewedAnswer(
        item.key,
        say(item.text),
        tuple(beginning(words) for words in answer_lines(item, given)) if given is not None else (),
        tuple(words for words in beside if words),
        fault_text(warning, gettext) if warning else "",
    )
