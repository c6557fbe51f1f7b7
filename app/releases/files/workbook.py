"""Writes a release as an XLSX workbook: the columns of the CSV with real numbers, and the same as tables in words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict

from app.content.reading import read_yaml_with_lines, validated
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row
from app.releases.rules.csv_table import COLUMNS, Labels, Salts, WordedLabels, in_order, no_labels

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Field = str | float | int | None


class PartOfPeople(float):
    """A share from 0 to 1 that a cell of a workbook shows as a percentage."""


EXPLANATIONS = Path(__file__).parents[2] / "content" / "files" / "columns.yaml"


class ExplainedColumns(BaseModel):
    """The explanations of a release's columns, by column and language; the first entry heads the sheet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: tuple[str, ...]
    columns: dict[str, dict[str, str]]


@cache
def explained() -> tuple[tuple[str, ...], ...]:
    """Return the lines of the explaining sheet: a column's name, and its explanation in each complete language."""
    read = validated(read_yaml_with_lines(EXPLANATIONS), ExplainedColumns)
    return tuple((name, *(texts[code] for code in read.languages)) for name, texts in read.columns.items())


_MOMENT = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_WIDTHS = (16, 12, 14, 28, 14, 12, 14, 32, 10, 28)
_TABLE = ("group_name", "population", "statistic", "option", "size_class", "value", "lower", "upper")
"""The columns of a question's own sheet."""
_TABLE_WIDTHS = (30, 40, 14, 40, 16, 14, 14, 14)
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML cannot hold."""
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_LONGEST_TITLE = 31


def as_workbook(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """Return the rows as an Excel workbook (XLSX), with the codebook and a table in words for each question.

    Its sheets: `release` (all columns of the CSV), `columns` (the explanation of each), `codebook` where the
    questionnaire is known, and a table in words for each question.
    """
    from openpyxl import Workbook

    from app.workbooks import add_long_sheet, saved_workbook

    worded = labels if isinstance(labels, WordedLabels) else WordedLabels(labels)
    book = Workbook(write_only=True)
    book.properties.creator = "Peil"
    lines = (COLUMNS, *_lines(rows, period, salts=salts or {}, labels=labels))
    _fill(add_long_sheet(book, "release"), lines, widths=_WIDTHS)
    _fill(add_long_sheet(book, "columns"), explained(), widths=(14, *(70 for _language in explained()[0][1:])))
    if codebook := worded.codebook():
        _fill(add_long_sheet(book, "codebook"), codebook, widths=(32, 10, 32, 60, 40, 20, 40))
    titles = {"release", "columns", "codebook"}
    for title, of_item in _tables(rows, worded):
        _fill(add_long_sheet(book, _sheet_title(title, titles)), of_item, widths=_TABLE_WIDTHS)
    return _without_moment(saved_workbook(book))


def _tables(rows: Sequence[Row], labels: WordedLabels) -> Iterator[tuple[str, list[tuple[Field, ...]]]]:
    """Yield the title and the lines of each question's table, in words; withheld figures say so."""
    heading = tuple(labels.words.get(name, name) for name in _TABLE)
    by_item: dict[str, list[Row]] = {}
    for row in in_order(rows):
        by_item.setdefault(row.item, []).append(row)
    for of_item in by_item.values():
        yield labels(of_item[0])[0], [heading, *(_in_words(row, labels) for row in of_item)]


def _in_words(row: Row, labels: WordedLabels) -> tuple[Field, ...]:
    words, cell = labels.words, row.cell
    place = (labels.group(row), labels.population(row), words.get(row.statistic, row.statistic), labels(row)[1])
    if not isinstance(cell, Published):
        return (*place, None, words.get("withheld", "withheld"), None, None)
    kind = float if row.statistic == "mean" else PartOfPeople
    return (*place, cell.size_class, *(kind(figure) for figure in (cell.value, cell.lower, cell.upper)))


def _sheet_title(title: str, taken: set[str]) -> str:
    """Return a title that a spreadsheet accepts and no other sheet has, and add it to those that are taken."""
    base = _NO_TITLE.sub(" ", title).strip(" '")[:_LONGEST_TITLE].strip(" '") or "-"
    number, found = 1, base
    while found.casefold() in taken:
        number += 1
        found = f"{base[: _LONGEST_TITLE - 1 - len(str(number))]} {number}"
    taken.add(found.casefold())
    return found


def _lines(rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts, labels: Labels) -> Iterator[tuple[Field, ...]]:
    for row in in_order(rows):
        place = (period.id, row.level, row.group, row.group_name, row.parent, row.breakdown, row.category)
        salt = salts.get((row.level, row.group), "")
        yield (*place, row.item, row.statistic, row.option, *_cell(row), salt, *labels(row))


def _cell(row: Row) -> tuple[Field, ...]:
    cell = row.cell
    if not isinstance(cell, Published):
        return (None, None, None, None, 1, None, None)
    return (cell.size_class, cell.value, cell.lower, cell.upper, 0, cell.bin_lower, cell.bin_upper)


def _fill(sheet: Worksheet, lines: Sequence[tuple[Field, ...]], *, widths: Sequence[int]) -> None:
    """Write a heading, which stays in view and filters, and the lines below it."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(lines[0]))}{len(lines)}"
    heading, *others = lines
    sheet.append([_heading(sheet, word) for word in heading])
    for line in others:
        sheet.append([_field(sheet, each) for each in line])


def _heading(sheet: Worksheet, word: Field) -> Cell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=word)
    cell.font = Font(bold=True)
    return cell


def _field(sheet: Worksheet, field: Field) -> Cell | Field:
    """Return what stands in a cell; a text is text, also one that begins with "=", which is a name, not a formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(field, str):
        cell = WriteOnlyCell(sheet, value=ILLEGAL.sub("", field))
        cell.data_type = "s"
        return cell
    if isinstance(field, PartOfPeople):
        cell = WriteOnlyCell(sheet, value=float(field))
        cell.number_format = "0.0%"
        return cell
    return field


def _without_moment(file: bytes) -> bytes:
    """Return the file without the moment of writing, so that equal contents are equal files."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(file)) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for part in parts.infolist():
            content = _MOMENT.sub(b"", parts.read(part)) if part.filename == "docProps/core.xml" else parts.read(part)
            again.writestr(ZipInfo(part.filename), content, ZIP_DEFLATED)
    return out.getvalue()
