"""Writes a release as an XLSX workbook: the columns of the CSV with real numbers, and a sheet that explains them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict

from app.content.reading import read_yaml_with_lines, validated
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row
from app.releases.rules.csv_table import COLUMNS, Labels, Salts, in_order, no_labels

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Field = str | float | int | None

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


def as_workbook(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """Return an XLSX file with the sheets `release` and `columns` (the explanation of each column)."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Peil"
    release = book.worksheets[0]
    release.title = "release"
    _fill(release, (COLUMNS, *_lines(rows, period, salts=salts or {}, labels=labels)), widths=_WIDTHS)
    release.auto_filter.ref = release.dimensions
    _fill(book.create_sheet("columns"), explained(), widths=(14, *(70 for _language in explained()[0][1:])))
    return _saved(book)


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


def _fill(sheet: Worksheet, lines: Iterable[tuple[Field, ...]], *, widths: Sequence[int]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for line in lines:
        sheet.append(line)
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # A name that begins with "=" is a name, not a formula.
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _saved(book: Workbook) -> bytes:
    """Return the file without the moment of writing, so that equal contents are equal files."""
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with ZipFile(written) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for part in parts.infolist():
            content = _MOMENT.sub(b"", parts.read(part)) if part.filename == "docProps/core.xml" else parts.read(part)
            again.writestr(ZipInfo(part.filename), content, ZIP_DEFLATED)
    return out.getvalue()
