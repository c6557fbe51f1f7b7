"""A release as a workbook: the columns of the CSV with real numbers, and a sheet that explains them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row
from app.releases.rules.csv_table import COLUMNS, Labels, Salts, in_order, no_labels

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
    (
        "value",
        "De beste waarde: wat je binnen de grenzen verwacht.",
        "The best value: what to expect within the bounds.",
    ),
    (
        "lower",
        "De ondergrens: het echte cijfer van de groep ligt in 95 van de 100 gevallen tussen de grenzen.",
        "The lower bound: the group's true figure lies between the bounds in 95 of 100 cases.",
    ),
    ("upper", "De bovengrens.", "The upper bound."),
    (
        "withheld",
        "1: niet getoond. Dit zegt niets over de antwoorden.",
        "1: not shown. This says nothing about the answers.",
    ),
    (
        "bin_lower",
        "De ondergrens van het vervaagde cijfer zelf.",
        "The lower bound of the blurred figure itself.",
    ),
    ("bin_upper", "De bovengrens van het vervaagde cijfer zelf.", "The upper bound of the blurred figure itself."),
    ("salt", "Om de vingerafdruk na te rekenen.", "To check the fingerprint with."),
    ("item_label", "De vraag in woorden.", "The question in words."),
    ("option_label", "Het antwoord in woorden.", "The answer in words."),
    ("category_label", "De categorie in woorden.", "The category in words."),
)
_MOMENT = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_WIDTHS = (16, 12, 14, 28, 14, 12, 14, 32, 10, 28)


def as_workbook(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """An XLSX file with the sheets `release` and `columns` (name, Dutch, English)."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "Peil"
    release = book.worksheets[0]
    release.title = "release"
    _fill(release, (COLUMNS, *_lines(rows, period, salts=salts or {}, labels=labels)), widths=_WIDTHS)
    release.auto_filter.ref = release.dimensions
    _fill(book.create_sheet("columns"), EXPLAINED, widths=(14, 70, 70))
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
    """The file without the moment of writing, so that the same release is the same file, whoever asks and when."""
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with ZipFile(written) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for part in parts.infolist():
            content = _MOMENT.sub(b"", parts.read(part)) if part.filename == "docProps/core.xml" else parts.read(part)
            again.writestr(ZipInfo(part.filename), content, ZIP_DEFLATED)
    return out.getvalue()
