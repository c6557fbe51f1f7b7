"""Opens and makes the workbook of an XLSForm: sheets as rows of text, each cell with its place.

Must not know what the columns mean. A file that unpacks to far more than a questionnaire, and one with macros, is
refused unread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from app.content.plain_text import seen
from app.instrument.xlsform_writing import Sheets

MOST_UNPACKED = 40 * 1024 * 1024
"""The bytes to which a workbook may unpack; the largest questionnaire so far takes one million."""
MOST_ROWS = 12_000
MOST_COLUMNS = 200
NO_WORKBOOK = "this is no Excel workbook (.xlsx): save it as one"
MACROS = "this workbook holds macros: save it as .xlsx without macros"
TOO_LARGE = "this workbook unpacks to more than any questionnaire"


@dataclass(frozen=True, slots=True, order=True)
class SheetFault:
    """A fault in a workbook that its author has to mend; `row` from 1 and `column` A… as a spreadsheet shows them.

    `row` 0 means the whole sheet, `sheet` "" the whole file.
    """

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row, column = f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""
        place = ", ".join(part for part in (self.sheet, row, column) if part)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled row of a sheet: its number and the text of its filled cells by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One sheet: the letter of each heading's column, the filled rows, and faults of single cells."""

    columns: Mapping[str, str]
    rows: tuple[SheetRow, ...]
    faults: tuple[SheetFault, ...]


class WorkbookRefused(ValueError):
    """The file is no workbook that can be read; the message says what to do."""


def sheets_in(path: Path) -> dict[str, ReadSheet]:
    """Return the sheets of a workbook, by name in lower case. Raises WorkbookRefused for a file of another kind."""
    from openpyxl import load_workbook

    content = path.read_bytes()
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except BadZipFile as error:
        raise WorkbookRefused(NO_WORKBOOK) from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise WorkbookRefused(TOO_LARGE)
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise WorkbookRefused(MACROS)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return {
            sheet.title.strip().lower(): _read(
                sheet.title.strip().lower(),
                list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)),
            )
            for sheet in book.worksheets
        }
    except Exception as error:  # A damaged workbook can fail anywhere inside the library.
        raise WorkbookRefused(NO_WORKBOOK) from error


def workbook_of(sheets: Sheets) -> bytes:
    """Return the sheets as an Excel workbook; every text stays text, whatever it begins with."""
    from openpyxl import Workbook

    from app.workbooks import saved_workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading, cell in row.items() if cell is not None))
        sheet.append(headings)
        for number, row in enumerate(rows, start=2):
            for column, heading in enumerate(headings, start=1):
                cell = sheet.cell(number, column, row.get(heading))
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    return saved_workbook(book)


def _read(name: str, rows: list[tuple[object, ...]]) -> ReadSheet:
    """Return the sheet; its headings stand in the first filled row."""
    from openpyxl.utils import get_column_letter

    start = next((number for number, row in enumerate(rows) if any(cell is not None for cell in row)), None)
    if start is None:
        return ReadSheet({}, (), ())
    headings, faults = _headings(name, start + 1, rows[start])
    found, nameless = [], dict[str, int]()
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        cells: dict[str, str] = {}
        for place, cell in enumerate(row):
            text, fault = _text(cell)
            letter = get_column_letter(place + 1)
            if fault:
                faults.append(SheetFault(name, number, letter, fault))
            elif text and place not in headings:
                nameless.setdefault(letter, number)
            elif text:
                cells[headings[place]] = text
        if cells:
            found.append(SheetRow(number, cells))
    faults += [SheetFault(name, number, letter, "this column has no heading") for letter, number in nameless.items()]
    letters = {heading: get_column_letter(place + 1) for place, heading in headings.items()}
    return ReadSheet(letters, tuple(found), tuple(faults))


def _headings(name: str, number: int, row: tuple[object, ...]) -> tuple[dict[int, str], list[SheetFault]]:
    """Return the headings in a row by their place from 0; one that stands twice is a fault."""
    from openpyxl.utils import get_column_letter

    headings: dict[int, str] = {}
    faults: list[SheetFault] = []
    for place, cell in enumerate(row):
        heading = _heading("" if cell is None else str(cell))
        if heading in headings.values():
            faults.append(SheetFault(name, number, get_column_letter(place + 1), f"there are two columns '{heading}'"))
        elif heading:
            headings[place] = heading
    return headings, faults


def _heading(text: str) -> str:
    """Return a heading as XLSForm writes it: lower case before `::` (once `:`), and no space around it."""
    name, separator, language = " ".join(text.replace("\u00a0", " ").split()).partition(":")
    return f"{name.strip().lower().replace(' ', '_')}{'::' if separator else ''}{language.strip(' :')}"


def _text(cell: object) -> tuple[str, str]:
    """Return a cell's text, and what is wrong with it; "" for neither."""
    if type(cell).__module__ == "datetime":
        return "", "this cell holds a date: format it as text and type it again"
    match cell:
        case None:
            return "", ""
        case bool():
            return ("yes" if cell else "no"), ""
        case float() if cell == int(cell):
            return str(int(cell)), ""
    text = seen(str(cell).replace("\u00a0", " ")).strip()
    return ("", f"this cell could not be computed ({text})") if text.startswith("#") and text.isupper() else (text, "")
