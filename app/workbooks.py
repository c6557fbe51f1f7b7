"""Makes Excel workbooks in memory, so that nothing of one ever lies on the disk.

The library would write each sheet to a file of its own: on a full disk that fails in another way with each XML library
and leaves the half file behind, with what was to be sent, until the server stops.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter


class LongSheet(WriteOnlyWorksheet):
    """A sheet that takes one row after another and keeps none of them as objects."""

    _writer: WorksheetWriter | None

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = writer = WorksheetWriter(self, out=BytesIO())
            writer.write_top()


class _WriterInMemory(ExcelWriter):
    """Writes the sheets of a workbook that has neither charts nor pictures."""

    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        if isinstance(ws, LongSheet):
            ws.close()
        else:
            ws._writer = WorksheetWriter(ws, out=BytesIO())
            ws._writer.write()
        ws._rels = ws._writer._rels
        self._archive.writestr(ws.path[1:], ws._writer.out.getvalue())
        self.manifest.append(ws)


def add_long_sheet(book: Workbook, title: str) -> Worksheet:
    """Add a sheet to a workbook of the kind `write_only`, and return it; it knows what that kind of sheet knows."""
    sheet = LongSheet(book, title)
    book._add_sheet(sheet)  # type: ignore[attr-defined]  # Known to the library, not to those who describe its types.
    return cast(Worksheet, sheet)


def saved_workbook(book: Workbook) -> bytes:
    """Return the file (XLSX) of a workbook; its sheets are ordinary ones or made by `add_long_sheet`."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        _WriterInMemory(book, archive).write_data()
    return packed.getvalue()
