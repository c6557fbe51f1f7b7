"""The release as a file: columns, order, and the digest that binds it to the release before.

Decides one way to write a release, so that everybody computes the same digest. Must not know where a file
comes from. Reading refuses what Peil did not write (CONTRACT.md, "Release CSV").
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence

from app.releases.cells import LEVELS, STATISTICS, Cell, Published, Row, Withheld, order

COLUMNS = (
    *(
        "period",
        "level",
        "group",
        "group_name",
        "parent",
        "breakdown",
        "category",
        "item",
        "statistic",
        "option",
    ),
    *("size_class", "value", "lower", "upper", "withheld"),
)
_WORDS = ("group", "group_name", "parent", "breakdown", "category", "item", "option")


class ReleaseUnreadable(ValueError):
    """The file is not a release."""


class ForeignColumns(ReleaseUnreadable):
    """The columns are not those of a release."""


class CellUnreadable(ReleaseUnreadable):
    """A row holds something no release holds."""


class NegativeFigure(ReleaseUnreadable):
    """A figure or a bound is below zero."""


class RowsOutOfOrder(ReleaseUnreadable):
    """The rows are not in the order in which a release is written."""


class AlteredRows(ReleaseUnreadable):
    """The rows do not have the digest that was published with them."""


def write_csv(rows: Iterable[Row], *, period: str) -> str:
    """The rows as CSV text in their fixed order, with `period` in the first column."""
    return write_periods({period: tuple(rows)})


def write_periods(releases: Mapping[str, Sequence[Row]]) -> str:
    """Several releases as one CSV text, in the order given."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for period, rows in releases.items():
        writer.writerows(_fields(row, period) for row in sorted(rows, key=order))
    return text.getvalue()


def digest(rows: Iterable[Row], previous: str, *, period: str = "") -> str:
    """SHA-256 in hexadecimal digits of the digest of the release before ("" for the first) and these rows."""
    return hashlib.sha256(f"{previous}\n{write_csv(rows, period=period)}".encode()).hexdigest()


def check_digest(rows: Iterable[Row], previous: str, *, expected: str, period: str = "") -> None:
    """Raise AlteredRows unless the rows have the digest that was published with them."""
    if digest(rows, previous, period=period) != expected:
        raise AlteredRows(f"The rows of period {period!r} are not the ones that were published.")


def read_csv(text: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a release file, by period. Raises a ReleaseUnreadable that names the line and the fault."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise ReleaseUnreadable(f"Line {reader.line_num}: {error}.") from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise ForeignColumns(f"A release has exactly these columns: {','.join(COLUMNS)}.")
    releases: dict[str, list[Row]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS):
            raise CellUnreadable(f"Line {number}: {len(line)} fields where {len(COLUMNS)} belong.")
        fields = dict(zip(COLUMNS, line, strict=True))
        rows = releases.setdefault(fields["period"], [])
        rows.append(_read_row(fields, number))
        if len(rows) > 1 and order(rows[-2]) > order(rows[-1]):
            raise RowsOutOfOrder(f"Line {number} belongs before the line above it.")
    return {period: tuple(rows) for period, rows in releases.items()}


def _fields(row: Row, period: str) -> tuple[str, ...]:
    place = (period, row.level, row.group, row.group_name, row.parent, row.breakdown, row.category)
    return (*place, row.item, row.statistic, row.option, *_cell_fields(row.cell))


def _cell_fields(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Withheld):
        return ("", "", "", "", "1")
    return (cell.size_class, f"{cell.value:g}", f"{cell.lower:g}", f"{cell.upper:g}", "0")


def _read_row(fields: Mapping[str, str], number: int) -> Row:
    level = next((each for each in LEVELS if each == fields["level"]), None)
    statistic = next((each for each in STATISTICS if each == fields["statistic"]), None)
    if level is None or statistic is None:
        raise CellUnreadable(f"Line {number}: no such level or statistic.")
    words = {name: fields[name] for name in _WORDS}
    return Row(level=level, statistic=statistic, cell=_read_cell(fields, number), **words)


def _read_cell(fields: Mapping[str, str], number: int) -> Cell:
    if fields["withheld"] not in {"0", "1"}:
        raise CellUnreadable(f"Line {number}: withheld is 0 or 1.")
    figures = [fields[name] for name in ("value", "lower", "upper")]
    if fields["withheld"] == "1":
        if any((fields["size_class"], *figures)):
            raise CellUnreadable(f"Line {number}: a withheld figure tells something.")
        return Withheld()
    try:
        value, lower, upper = (float(figure) for figure in figures)
    except ValueError as error:
        raise CellUnreadable(f"Line {number}: value, lower and upper are numbers.") from error
    if min(value, lower, upper) < 0 or fields["size_class"].startswith("-"):
        raise NegativeFigure(f"Line {number}: a figure is below zero.")
    if not lower <= value <= upper < float("inf") or not fields["size_class"]:
        raise CellUnreadable(f"Line {number}: a value lies between its bounds and has a size class.")
    return Published(size_class=fields["size_class"], value=value, lower=lower, upper=upper)
