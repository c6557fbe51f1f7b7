"""Turns a sheet of a workbook into the text that a spreadsheet would write as CSV, a line for each row.

Pure. Must not know what the columns mean. A file that unpacks to far more than any list is refused unread.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from app.organisations.spreadsheet_text import LINES_TO_HEADINGS, ListUnreadable, plain, word

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice begin, new and old."""
MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 12_000
LAST_LINE = 1_048_576
"""Of a sheet in any spreadsheet."""
MOST_COLUMNS = 40
MOST_SHEETS = 20


def text_of_workbook(content: bytes, *, known: Collection[str]) -> str:
    """Return the sheet with the headings, separated by semicolons; line 7 is row 7. Raises ListUnreadable.

    `known`: the words by which headings are recognised. The first sheet is taken where none has more of them.
    """
    try:
        return _sheet(content, known)
    except ListUnreadable:
        raise
    except Exception as error:  # A damaged workbook can fail anywhere inside the library.
        raise ListUnreadable("workbook", line=0) from error


def _sheet(content: bytes, known: Collection[str]) -> str:
    from openpyxl import load_workbook

    with ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise BadZipFile
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    return _text_of(max(book.worksheets[:MOST_SHEETS], key=lambda sheet: _headings_on(sheet, known)))


def _headings_on(sheet: Worksheet, known: Collection[str]) -> int:
    """Return the most known headings on one of the first lines of the sheet."""
    lines = sheet.iter_rows(max_row=LINES_TO_HEADINGS, max_col=MOST_COLUMNS, values_only=True)
    return max((len({word(str(cell)) for cell in cells} & set(known)) for cells in lines), default=0)


def _text_of(sheet: Worksheet) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for number, cells in enumerate(sheet.iter_rows(max_row=LAST_LINE, max_col=MOST_COLUMNS, values_only=True), start=1):
        if number <= MOST_LINES:
            writer.writerow(["" if cell is None else plain(str(cell)) for cell in cells])
        elif any(cell is not None for cell in cells):
            raise ListUnreadable("too_many_rows", line=0, last=number)
    return text.getvalue()
