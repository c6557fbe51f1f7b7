"""Writes a release as an SPSS file (.sav): the columns of the CSV, with words for every key.

A withheld figure has the number -9, declared missing, so that no program takes it for a 0 or for a mistake.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.releases.files.answer_labels import label_per_answer
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row
from app.releases.rules.csv_table import COLUMNS, Labels, Salts, WordedLabels, fields_of, in_order, no_labels

if TYPE_CHECKING:
    from pandas import DataFrame

FIGURES = ("value", "lower", "upper", "bin_lower", "bin_upper")
NOT_SHOWN = -9.0
MOST_OF_A_LABEL, MOST_OF_A_COLUMN, MOST_OF_A_FILE = 120, 255, 64
"""The most bytes of a value's label, a column's and the file's that SPSS reads."""
NO_ROOM = "Unable to write data"
"""What the writer says when the disk is full, where it says anything."""
_MOMENT, _NO_MOMENT = slice(92, 109), b"01 Jan 8000:00:00"
"""Where the header says when a file was written, and what it says in ours: equal contents are equal files."""


def as_spss(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """Return the rows as an SPSS file (.sav): UTF-8, numbers as doubles, keys as text with value labels."""
    from pyreadstat import ReadstatError, read_sav, write_sav

    worded = labels if isinstance(labels, WordedLabels) else WordedLabels(labels)
    rows = in_order(rows)
    with TemporaryDirectory(prefix="peil-sav-") as folder:
        path = Path(folder) / "release.sav"
        table = _table(rows, period, salts=salts or {}, labels=worded)
        try:
            write_sav(
                table,
                str(path),
                file_label=_cut(f"Peil {period.id}", MOST_OF_A_FILE),
                column_labels=[_cut(worded.words.get(name, name), MOST_OF_A_COLUMN) for name in COLUMNS],
                variable_value_labels=_value_labels(rows, worded),
                missing_ranges={name: [NOT_SHOWN] for name in FIGURES},
            )
        except ReadstatError as fault:
            if str(fault) != NO_ROOM:
                raise
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from fault
        content = bytearray(path.read_bytes())
        _check_whole(lambda: read_sav(str(path), usecols=[COLUMNS[0]])[1].number_rows, rows=len(rows))
    content[_MOMENT] = _NO_MOMENT
    return bytes(content)


def _check_whole(rows_in_file: Callable[[], int | None], *, rows: int) -> None:
    """Raise OSError unless the file has all rows: its writer says nothing when the disk is full."""
    try:
        whole = rows_in_file() == rows
    except Exception as fault:  # A file that is cut off can fail anywhere inside the library.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from fault
    if not whole:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _table(rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts, labels: Labels) -> DataFrame:
    """Return the columns of the CSV, the figures as numbers."""
    from pandas import DataFrame, Series

    lines = [fields_of(row, period.id, salts=salts, labels=labels) for row in rows]
    columns = {name: Series([line[place] for line in lines], dtype="object") for place, name in enumerate(COLUMNS)}
    for name in FIGURES:
        columns[name] = Series([_figure(row, name) for row in rows], dtype="float64")
    columns["withheld"] = Series([float(not isinstance(row.cell, Published)) for row in rows], dtype="float64")
    return DataFrame(columns)


def _figure(row: Row, name: str) -> float:
    return float(getattr(row.cell, name)) if isinstance(row.cell, Published) else NOT_SHOWN


def _value_labels(rows: Sequence[Row], labels: WordedLabels) -> dict[str, dict[Any, str]]:
    """Return the words for every value of the columns that hold keys."""
    words = labels.words
    answers = label_per_answer(rows, labels)
    said: dict[str, Mapping[str, str]] = {
        "level": _once(rows, lambda row: (row.level, words.get(row.level, row.level))),
        "group": _once(rows, lambda row: (row.group, labels.group(row))),
        "breakdown": _once(rows, lambda row: (row.breakdown, labels.of_breakdown(row.breakdown))),
        "category": _once(rows, lambda row: (row.category, labels(row)[2])),
        "item": _once(rows, lambda row: (row.item, labels(row)[0])),
        "statistic": _once(rows, lambda row: (row.statistic, words.get(row.statistic, row.statistic))),
        "option": answers,
    }
    not_shown = words.get("withheld", "withheld")
    found: dict[str, dict[Any, str]] = {
        name: {key: _cut(word, MOST_OF_A_LABEL) for key, word in each.items() if key and word}
        for name, each in said.items()
    }
    found |= {name: {NOT_SHOWN: not_shown} for name in FIGURES}
    found["withheld"] = {0.0: words.get("shown", "shown"), 1.0: not_shown}
    return {name: each for name, each in found.items() if each}


def _once(rows: Iterable[Row], pair: Callable[[Row], tuple[str, str]]) -> dict[str, str]:
    """Return the words by key, the first where a key comes back."""
    found: dict[str, str] = {}
    for row in rows:
        key, word = pair(row)
        found.setdefault(key, word)
    return found


def _cut(words: str, most: int) -> str:
    """Return the words with at most `most` bytes, whole characters."""
    return words.encode()[:most].decode(errors="ignore")
