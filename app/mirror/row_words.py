"""The words of a row of the mirror: of every possible answer, and of every place in a group's released distribution.

Made for all of them at once, per question, language and release, and kept in memory: so a row is looked up, and what is
kept does not tell which answers anybody gave. An answer that nobody could list beforehand is worded anew for each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from babel.support import Translations

from app.charts.distribution import Distribution
from app.charts.gauge import cuts_of
from app.instrument.schema import Item
from app.mirror.comparable_groups import With
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.position_in_group import positions_in
from app.mirror.sentences import answer_sentence, change_sentence, own_sentence, position_sentence
from app.web.language import reader_language, translations
from app.web.settings import settings
from app.wording.answer_words import short_answer
from app.wording.joined_words import sentences


class Language(NamedTuple):
    """What the words of a page depend on: a language's code and catalogue, and the languages that are offered."""

    code: str
    catalogue: Translations
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerInWords:
    """One answer to a question: in a few words (`short`), and as a sentence without HTML (`told`)."""

    short: str
    told: str


def own_words(subject: MirrorSubject) -> AnswerInWords:
    """Return the participant's last answer in words, and the sentence on it and on how it changed; as plain text.

    The short words are of the last answer that was not declined.
    """
    item, answers, own = subject.item, subject.answers, subject.last_own
    known = _every_answer(item, _language()).get(_countable(own.value)) if own else None
    if own is None or known is None or not answers[-1].given:
        return AnswerInWords(short_answer(item, own.value) if own else "", sentences(own_sentence(item, answers)))
    return AnswerInWords(known.short, sentences(known.told, change_sentence(answers)))


def place_words(subject: MirrorSubject) -> str | None:
    """Return the sentence on where the participant's last answer lies in the group, as plain text.
    None without an answer on a scale, or without a figure of the group.
    """
    own, distribution = subject.last_own, subject.last_published[1]
    if own is None or own.level is None or not isinstance(distribution, Distribution):
        return None
    every = _every_place(subject.item, distribution, choice=subject.choice, language=_language())
    return every[distribution.place_of(own.level)]


def _language() -> Language:
    """Return the reader's language with its catalogue, and where texts are looked for that it has no translation of."""
    return Language(reader_language(), translations(), settings().languages)


@lru_cache(maxsize=1024)
def _every_answer(item: Item, language: Language) -> Mapping[object, AnswerInWords]:
    """Return each answer that can be listed beforehand in the reader's `language`, which is part of what is kept."""
    del language
    return {
        value: AnswerInWords(short_answer(item, value), sentences(answer_sentence(item, value)))
        for value in _possible(item)
    }


def _possible(item: Item) -> Iterable[object]:
    """Return the answers to a question with a scale or one choice; none for other types."""
    if item.type == "scale" and item.min is not None and item.max is not None and not item.decimals:
        return range(int(item.min), int(item.max) + 1)
    if item.type == "percent" and not item.decimals:
        return range(101)
    return item.option_keys if item.type == "single" else ()


def _countable(value: Any) -> object:
    """Return an answer as it stands in the table of all answers; several choices and grids are in none."""
    return value if type(value) in (str, int) else None


@lru_cache(maxsize=1024)
def _every_place(item: Item, distribution: Distribution, *, choice: With, language: Language) -> tuple[str, ...]:
    """Return the sentence on each place in a group's distribution, the lowest first, in the reader's `language`."""
    del language
    return tuple(
        sentences(position_sentence(item, position, choice=choice))
        for position in positions_in(distribution, cuts=len(cuts_of(item)))
    )
