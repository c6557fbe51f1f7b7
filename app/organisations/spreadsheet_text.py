"""Splits a spreadsheet's CSV export into rows: finds encoding, separator and headings, and keeps line numbers.

Pure. Must not know what the columns mean, apart from `known`, the words by which a line of headings is
recognised.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO

SEPARATORS = (";", ",", "\t", "|")
LINES_TO_HEADINGS = 20
"""The number of filled lines in which to look for headings: some exports have titles above them."""
HINT = re.compile(r'[\s\ufeff]*"?sep=([^"\r\n])"?[;,\t| ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The first line that Excel may write, which names the separator and is no data."""
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
"""Invisible characters that copying brings along. Those that change the direction of text stay, to be refused."""
SPREADSHEET_ERROR = re.compile(r"#(?:[A-ZÄÖÜ/0]+[!?]|N/A|NB|NV|#*)", re.IGNORECASE)
"""What spreadsheets show in a cell that they cannot compute or that is too narrow, in Dutch, English and German."""
DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
"""A date as a workbook holds it; spreadsheets turn a name such as 3-12 into one."""
MISREAD = re.compile(
    r"(?<=[^\W\d_])[‘“”•™‚„](?=[^\W\d_])|[^\W\d_][ƒ†‡ˆ‰‹›˜¢¤‚„]|[ƒ†‡ˆ‰‹›˜¢¤](?=[^\W\d_])|[ŠšŽžŸŒœ]"
    r"|\A[^‚]*[^\W\d_]‘"
)
"""What accents of the encodings of MS-DOS and the old Macintosh look like when they are read as Windows-1252."""


class ListUnreadable(ValueError):
    """The file cannot be read from line `line` on. `kind`: what is wrong, as in `RowFault`.
    `last`: where one row was found to go on over several lines, the last of these; else 0.
    """

    def __init__(self, kind: str, *, line: int, last: int = 0) -> None:
        super().__init__(f"{kind} on line {line}")
        self.kind, self.line, self.last = kind, line, last


_UNLIKELY = re.compile("[\u0240-\u02af\u0530-\u058f\u0700-\u07ff]")
"""Rare letters, Armenian, Syriac, N'Ko and the like: what "CAFÉ’S" and "Spaß’n" would be if their bytes were UTF-8."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One filled line of the file; `line` counts from 1 as in a text editor."""

    line: int
    cells: tuple[str, ...]


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding: UTF-8, UTF-16 or else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    start = content[:200]
    if start.count(0) > len(start) // 3:  # Every other byte is zero: UTF-16 without its byte order mark.
        order = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        return content.decode(order, errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def is_garbled(text: str, *, guessed: bool) -> bool:
    """Return whether this text was saved in another encoding than it was read in, so that its accents are wrong.

    `guessed`: the encoding was taken to be Windows-1252, because the file is not UTF-8.
    """
    if "\ufffd" in text or (guessed and MISREAD.search(text)):
        return True
    return any(_is_twice_encoded(each) for each in text.split())


def _is_twice_encoded(text: str) -> bool:
    """Return whether these are the bytes of UTF-8 read as Windows-1252: "CafÃ©" for "Café"."""
    try:
        meant = text.encode("cp1252").decode()
    except UnicodeError:
        return False
    return meant != text and not _UNLIKELY.search(meant)


def plain(text: str) -> str:
    """Return the text with letters and accents as one character, single spaces, and nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())


def word(cell: str) -> str:
    """Return a heading in the form in which it is recognised: no capitals, and no mark for a required field."""
    return plain(cell).casefold().strip(" *:")


def rows_in(text: str, *, known: Collection[str]) -> list[TextRow]:
    """Return the filled lines of the text, headings first; lines above the headings are left out.

    Raises ListUnreadable where a quotation mark is not closed, or a cell goes on past the end of its line.
    """
    hint = HINT.match(text)
    separators = (hint[1],) if hint else SEPARATORS
    body, skipped = (text[hint.end() :], 1) if hint else (text, 0)
    separator = max(separators, key=lambda each: _likely(body, each, known))
    rows = _filled(body, separator, skipped=skipped)
    return rows[_place_of_headings(rows, known) :]


def _likely(text: str, separator: str, known: Collection[str]) -> tuple[int, int]:
    """Return how likely a separator is: the most headings on one line with it, then how often it occurs."""
    head = [line.split(separator) for line in text.splitlines()[: 2 * LINES_TO_HEADINGS]]
    found = [len({word(cell.strip(' "')) for cell in cells} & set(known)) for cells in head]
    return max(found, default=0), sum(len(cells) - 1 for cells in head)


def _filled(text: str, separator: str, *, skipped: int) -> list[TextRow]:
    """Return every line that is not empty, with its line number in the file."""
    reader, last = (
        csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True),
        skipped,
    )
    rows: list[TextRow] = []
    while True:
        line = last + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            kind = "quote_inside" if "expected after" in str(error) else "quote_open"
            raise ListUnreadable(kind, line=line) from error
        if cells is None:
            return rows
        last = reader.line_num + skipped
        if last > line:
            raise ListUnreadable("line_end", line=line, last=last)
        if any(tidy := [plain(cell) for cell in cells]):
            rows.append(TextRow(line, tuple(tidy)))


def _place_of_headings(rows: list[TextRow], known: Collection[str]) -> int:
    """Return the index of the row with the most known headings among the first rows."""
    found = [len({word(cell) for cell in row.cells} & set(known)) for row in rows[:LINES_TO_HEADINGS]]
    return found.index(max(found)) if found else 0
