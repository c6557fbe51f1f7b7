"""Turns the first sheet of a workbook into the text that a spreadsheet would write as CSV, a line for each row.

Pure. Must not know what the columns mean. A file that unpacks to far more than any list is refused unread.
"""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from app.organisations.spreadsheet_text import ListUnreadable, plain

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice begin, new and old."""
MOST_UNPACKED = 40 * 1024 * 1024
MOST_LINES = 12_000
MOST_COLUMNS = 40


def text_of_workbook(content: bytes) -> str:
    """Return the first sheet, separated by semicolons; line 7 is row 7. Raises ListUnreadable for other files."""
    try:
        return _sheet(content)
    except ListUnreadable:
        raise
    except Exception as error:  # A damaged workbook can fail anywhere inside the library.
        raise ListUnreadable("workbook", line=0) from error


def _sheet(content: bytes) -> str:
    from openpyxl import load_workbook

    with ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise BadZipFile
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for cells in book.worksheets[0].iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS, values_only=True):
        writer.writerow(["" if cell is None else plain(str(cell)) for cell in cells])
    return text.getvalue()
