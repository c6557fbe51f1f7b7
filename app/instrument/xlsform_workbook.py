"""Opens and makes the workbook of an XLSForm: sheets as rows of text, each cell with its place.

Must not know what the columns mean. A file that unpacks to far more than a questionnaire, and one with macros, is
refused unread; nothing that stands in a sheet is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from app.content.plain_text import seen
from app.instrument.xlsform_writing import Sheets

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_UNPACKED = 40 * 1024 * 1024
"""The bytes to which a workbook may unpack; the largest questionnaire so far takes one million."""
MOST_ROWS, MOST_COLUMNS = 1500, 200
"""What a sheet may hold: the checks of 1,500 questions take some 5 seconds, of 3,000 more than 20."""
LAST_ROW = 1_048_576
"""Of a sheet in any spreadsheet; a file can name a later one."""
NO_WORKBOOK = "this is no Excel workbook (.xlsx): save it as one"
MACROS = "this workbook holds macros: save it as .xlsx without macros"
TOO_LARGE = "this workbook unpacks to more than any questionnaire"
TOO_FAR = f"a sheet holds at most {MOST_ROWS} rows and {MOST_COLUMNS} columns: remove what stands here and beyond"
NOT_COMPUTED = "this formula was never computed: open the workbook in a spreadsheet and save it, or type what it gives"
_MACROS = ("vbaproject", "macroenabled", "/macrosheets/", "/macrosheet")
"""What the parts of a workbook with macros, or their types, hold in their names, in lower case."""
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)


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
    """The file is no workbook that can be read; `fault` says what to do, and where."""

    def __init__(self, message: str, *, sheet: str = "", row: int = 0, column: str = "") -> None:
        super().__init__(message)
        self.fault = SheetFault(sheet, row, column, message)


def sheets_in(path: Path) -> dict[str, ReadSheet]:
    """Return the sheets of a workbook, by name in lower case. Raises WorkbookRefused for a file of another kind."""
    content = path.read_bytes()
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise WorkbookRefused(TOO_LARGE)
            types = packed.read("[Content_Types].xml").decode(errors="replace")
            formulas = any(b"<f" in packed.read(part) for part in parts if part.filename.startswith("xl/worksheets/"))
    except WorkbookRefused:
        raise
    except Exception as error:  # A damaged file can fail anywhere inside the library.
        raise WorkbookRefused(NO_WORKBOOK) from error
    if any(sign in "\n".join((types, *(part.filename for part in parts))).lower() for sign in _MACROS):
        raise WorkbookRefused(MACROS)
    try:
        return _sheets(content, formulas=formulas)
    except WorkbookRefused:
        raise
    except Exception as error:  # A damaged workbook can fail anywhere inside the library.
        raise WorkbookRefused(NO_WORKBOOK) from error


def _sheets(content: bytes, *, formulas: bool) -> dict[str, ReadSheet]:
    """Return the sheets of a workbook by name. Raises WorkbookRefused for one that holds more than would be read."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    written = load_workbook(BytesIO(content), read_only=True) if formulas else None
    found: dict[str, ReadSheet] = {}
    for sheet in book.worksheets:
        name = sheet.title.strip().lower()
        if name in found:
            raise WorkbookRefused(f"there are two sheets '{name}'", sheet=name)
        rows = _rows(sheet, name)
        found[name] = _read(name, rows, faults=_not_computed(name, rows, written[sheet.title]) if written else [])
    return found


def _rows(sheet: Worksheet, name: str) -> list[tuple[object, ...]]:
    """Return what the cells of a sheet hold. Raises WorkbookRefused for a filled cell that lies too far."""
    from openpyxl.utils import get_column_letter

    rows: list[tuple[object, ...]] = []
    for number, row in enumerate(_whole_rows(sheet), start=1):
        filled = [place for place, cell in enumerate(row, start=1) if cell is not None]
        if filled and (number > MOST_ROWS or filled[-1] > MOST_COLUMNS):
            column = filled[-1] if number <= MOST_ROWS else filled[0]
            raise WorkbookRefused(TOO_FAR, sheet=name, row=number, column=get_column_letter(column))
        if number <= MOST_ROWS:
            rows.append(row[:MOST_COLUMNS])
    return rows


def _whole_rows(sheet: Worksheet) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a sheet up to its last filled cell, whatever size the file says that it has."""
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # Of a sheet that is read only.
    yield from sheet.iter_rows(max_row=LAST_ROW, values_only=True)


def _not_computed(name: str, rows: list[tuple[object, ...]], written: Worksheet) -> list[SheetFault]:
    """Return a fault for each formula without a result; `written`: the sheet with its formulas."""
    from openpyxl.utils import get_column_letter

    return [
        SheetFault(name, number, get_column_letter(place), NOT_COMPUTED)
        for number, (row, cells) in enumerate(zip(rows, written.iter_rows(max_row=MOST_ROWS), strict=False), start=1)
        for place, (value, cell) in enumerate(zip(row, cells, strict=False), start=1)
        if value is None and cell.data_type == "f"
    ]


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


def _read(name: str, rows: list[tuple[object, ...]], *, faults: list[SheetFault]) -> ReadSheet:
    """Return the sheet; its headings stand in the first filled row. `faults`: those that are known of its cells."""
    from openpyxl.utils import get_column_letter

    start = next((number for number, row in enumerate(rows) if any(cell is not None for cell in row)), None)
    if start is None:
        return ReadSheet({}, (), tuple(faults))
    headings, doubled = _headings(name, start + 1, rows[start])
    faults = [*faults, *doubled]
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
            return str(cell).upper(), ""
        case float() if cell.is_integer():
            return str(int(cell)), ""
    text = seen(str(cell).replace("\u00a0", " ")).strip()
    return ("", f"this cell could not be computed ({text})") if text in _ERRORS else (text, "")
