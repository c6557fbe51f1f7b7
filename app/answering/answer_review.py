"""What somebody filled in, in words, to look over before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.instrument.schema import Item
from app.web.language import beginning, say
from app.wording.answer_words import answer_words


@dataclass(frozen=True, slots=True, repr=False)
class ReviewedAnswer:
    """A question with its answer in words, empty when it has none; `beside`: notes and words beside "other"."""

    item: str
    question: str
    answer: str
    beside: tuple[str, ...]

    def __repr__(self) -> str:
        return "ReviewedAnswer(hidden)"


def reviewed(items: Iterable[Item], answers: Mapping[str, Any]) -> list[ReviewedAnswer]:
    """Return each question that was asked, in order, with what was answered."""
    return [_reviewed(item, answers) for item in items]


def _reviewed(item: Item, answers: Mapping[str, Any]) -> ReviewedAnswer:
    given = answers.get(item.key)
    beside = (answers.get(f"{item.key}.{part}") for part in ("other_text", "comment"))
    return ReviewedAnswer(
        item.key,
        say(item.text),
        beginning(answer_words(item, given)) if given is not None else "",
        tuple(words for words in beside if words),
    )
