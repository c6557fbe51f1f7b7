"""Takes a list apart as a spreadsheet wrote it: encoding, hint line, separator, and cells with the line they stand on.

Pure. Must not know what the columns mean, apart from `known`, the words by which a line of headings is recognised.
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
"""Among so many filled lines the headings are looked for: exports of personnel systems have titles above them."""
HINT = re.compile(r'[\s\ufeff]*"?sep=([^"\r\n])"?[;,\t| ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""Excel's own first line, which tells the separator and is no data."""
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
"""Signs without width that copying brings along. Those that turn text around stay, to be refused."""


class ListUnreadable(ValueError):
    """The list cannot be taken apart from `line` on; `kind` as in `RowFault`, `last`: the line where it goes wrong."""

    def __init__(self, kind: str, *, line: int, last: int = 0) -> None:
        super().__init__(f"{kind} on line {line}")
        self.kind, self.line, self.last = kind, line, last


@dataclass(frozen=True, slots=True)
class TextRow:
    """One filled line of the file; `line` counts from 1 as a text editor does."""

    line: int
    cells: tuple[str, ...]


def decoded(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8 or UTF-16 with or without a mark, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    start = content[:200]
    if start.count(0) > len(start) // 3:  # Every other byte of plain letters: UTF-16 that lost its mark.
        order = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        return content.decode(order, errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def plain(text: str) -> str:
    """Text as it is kept and compared: composed letters, single spaces, nothing without width."""
    return " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())


def word(cell: str) -> str:
    """Return a heading as it is recognised: without capitals, and without a mark for what must be filled in."""
    return plain(cell).casefold().strip(" *:")


def rows_in(text: str, *, known: Collection[str]) -> list[TextRow]:
    """Return the filled lines, the headings first; what stands above them is left out.

    Raises ListUnreadable where a quotation mark is not closed, or a cell goes on over the end of its line.
    """
    hint = HINT.match(text)
    separators = (hint[1],) if hint else SEPARATORS
    body, skipped = (text[hint.end() :], 1) if hint else (text, 0)
    separator = max(separators, key=lambda each: _likely(body, each, known))
    rows = _filled(body, separator, skipped=skipped)
    return rows[_place_of_headings(rows, known) :]


def _likely(text: str, separator: str, known: Collection[str]) -> tuple[int, int]:
    """Return how many headings one line shows with this separator, and how often it stands there."""
    head = [line.split(separator) for line in text.splitlines()[: 2 * LINES_TO_HEADINGS]]
    found = [len({word(cell.strip(' "')) for cell in cells} & set(known)) for cells in head]
    return max(found, default=0), sum(len(cells) - 1 for cells in head)


def _filled(text: str, separator: str, *, skipped: int) -> list[TextRow]:
    """Return every line with something in it, with the number it has in the file."""
    reader, last = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True), skipped
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
    """Return the line with the most headings among the first ones."""
    found = [len({word(cell) for cell in row.cells} & set(known)) for row in rows[:LINES_TO_HEADINGS]]
    return found.index(max(found)) if found else 0
