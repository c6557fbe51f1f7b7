"""A release as a workbook: the columns of the CSV with real numbers, and a sheet that explains them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from app.releases.cells import Published, Row, order
from app.releases.read import ReleasedPeriod
from app.releases.table import COLUMNS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Field = str | float | int | None

EXPLAINED = (
    ("column", "kolom", "column"),
    ("period", "Wat samen is gepubliceerd.", "What was published together."),
    (
        "level",
        "Regio (region), soort organisatie (orgtype), organisatie (organisation) of team.",
        "Region, kind of organisation (orgtype), organisation or team.",
    ),
    ("group", "De groep waar het cijfer over gaat.", "The group that the figure is about."),
    ("group_name", "De naam van die groep toen de periode begon.", "Its name when the period opened."),
    ("parent", "De groep waar deze groep bij hoort.", "The group that it belongs to."),
    (
        "breakdown",
        "Leeg: de hele groep. Anders het kenmerk of de vraag waarop is uitgesplitst.",
        "Empty: the whole group. Otherwise the background or the question it is broken down by.",
    ),
    ("category", "Voor wie binnen die uitsplitsing.", "Whom within that breakdown."),
    ("item", "De vraag.", "The question."),
    (
        "statistic",
        "share: aandeel; mean: gemiddelde; relation: aandeel met option én category, van wie beide vragen invulde.",
        "share; mean; relation: share with both option and category, of all who answered both questions.",
    ),
    (
        "option",
        "Het antwoord. favourable: de gunstige antwoorden samen; >=: dit antwoord of hoger.",
        "The answer. favourable: the favourable answers together; >=: this answer or higher.",
    ),
    ("size_class", "Hoeveel mensen antwoord gaven, als klasse.", "How many people answered, as a class."),
    ("value", "Het midden van het blok.", "The midpoint of the bin."),
    ("lower", "De ondergrens van het blok.", "The lower bound of the bin."),
    ("upper", "De bovengrens van het blok.", "The upper bound of the bin."),
    (
        "withheld",
        "1: niet getoond. Dit zegt niets over de antwoorden.",
        "1: not shown. This says nothing about the answers.",
    ),
)
_WIDTHS = (16, 12, 14, 28, 14, 12, 14, 32, 10, 28)


def as_workbook(rows: Sequence[Row], period: ReleasedPeriod) -> bytes:
    """An XLSX file with the sheets `release` and `columns` (name, Dutch, English)."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Peil"
    release = book.worksheets[0]
    release.title = "release"
    _fill(release, (COLUMNS, *_lines(rows, period)), widths=_WIDTHS)
    release.auto_filter.ref = release.dimensions
    _fill(book.create_sheet("columns"), EXPLAINED, widths=(14, 70, 70))
    return _saved(book)


def _lines(rows: Sequence[Row], period: ReleasedPeriod) -> Iterator[tuple[Field, ...]]:
    for row in sorted(rows, key=order):
        place = (period.id, row.level, row.group, row.group_name, row.parent, row.breakdown, row.category)
        yield (*place, row.item, row.statistic, row.option, *_cell(row))


def _cell(row: Row) -> tuple[Field, ...]:
    if not isinstance(row.cell, Published):
        return (None, None, None, None, 1)
    return (row.cell.size_class, row.cell.value, row.cell.lower, row.cell.upper, 0)


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
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
