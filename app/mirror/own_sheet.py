"""A participant's own answers as a CSV file: a row per answer, question and answer in the reader's language.

Opens well in the spreadsheet program of that language, and nothing that was typed is evaluated there as a
formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from app.answering.diary import Diary
from app.charts.time_axis import TimelineWave
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item
from app.languages import between_columns
from app.mirror.takeout import in_order
from app.spreadsheets import harmless
from app.web.language import reader_language, say
from app.wording.figure_words import number
from app.wording.translated import _

MARK = "\ufeff"
"""The byte order mark, by which Excel recognises UTF-8."""

SheetLine = tuple[str, str, str, str]
"""One row: question and answer in words, then the keys of both."""


def as_csv(diary: Diary, *, waves: Sequence[TimelineWave], asked: Sequence[Item]) -> str:
    """Return the diary's answers as CSV text; every chosen option, grid row and note has a row of its own.

    `asked`: the items that were answered, of whichever questionnaire.
    """
    text = StringIO()
    separator = between_columns(reader_language())
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow((_("round"), _("opened on"), _("question"), _("answer"), "item", "value"))
    items = {item.key: item for item in asked}
    numbers = {wave.id: str(wave.number) for wave in waves}
    for wave_id, opens in in_order(diary, waves):
        for name, answer in diary.waves[wave_id].answers.items():
            for line in _lines(name, answer, item=items.get(name.partition(".")[0])):
                writer.writerow((numbers.get(wave_id, ""), opens, *map(harmless, line)))
    return MARK + text.getvalue()


def _lines(name: str, answer: Any, *, item: Item | None) -> Iterator[SheetLine]:
    if "." in name:  # A comment or other free text.
        yield _asked(item, name), str(answer), name, str(answer)
    elif isinstance(answer, Mapping):
        for row, value in answer.items():
            yield _asked(item, name, row=row), _said(item, value), f"{name}.{row}", str(value)
    else:
        for value in answer if isinstance(answer, list | tuple) else [answer]:
            yield _asked(item, name), _said(item, value), name, str(value)


def _asked(item: Item | None, name: str, *, row: str = "") -> str:
    if item is None:
        return name
    question, beside = say(item.text), name.partition(".")[2]
    if row:
        part = next((say(each.text) for each in item.rows if each.key == row), row)
        return f"{question} {part}"
    if beside == "comment":
        return _("Your note: %(question)s", question=question)
    return _("In your own words: %(question)s", question=question) if beside == "other_text" else question


def _said(item: Item | None, value: Any) -> str:
    if value == DECLINED:
        return _("Prefer not to say")
    if isinstance(value, int | float):
        return number(value)
    options = (*item.options, *([item.escape] if item.escape else [])) if item else ()
    return next((say(option.text) for option in options if option.key == value), str(value))
