"""The release CSV: its columns, its order, and the digest that chains it to the release before.

Decides one way to write a release, so that everybody computes the same digest (the hash tree: `merkle`). Must not know
where a file comes from. Reading refuses what Peil did not write (CONTRACT.md, "Release CSV").
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import LEVELS, STATISTICS, Cell, Level, Published, Row, Withheld, order
from app.releases.rules.merkle import chained, leaf, root

_PLACE = ("period", "level", "group", "group_name", "parent", "breakdown", "category", "item", "statistic", "option")
_SHOWN = ("size_class", "value", "lower", "upper", "withheld")
FORMER_COLUMNS = (*_PLACE, *_SHOWN)
"""The columns of releases before bounds were widened: their bounds were those of the bin, the value its middle."""
HASHED_COLUMNS = (*FORMER_COLUMNS, "bin_lower", "bin_upper")
"""The columns that the digest of a release covers."""
COLUMNS = (*HASHED_COLUMNS, "salt", "item_label", "option_label", "category_label")
_WORDS = ("group", "group_name", "parent", "breakdown", "category", "item", "option")

GroupKey = tuple[Level, str]
"""The level and id of a group."""
Salts = Mapping[GroupKey, str]
Labels = Callable[[Row], tuple[str, str, str]]
"""Returns a row's question, answer and category in the reader's words."""


@dataclass(frozen=True, slots=True)
class WordedLabels:
    """Labels of rows, with the words for a file's columns, statistics and measures, by their key.

    `of_breakdown`: the words for what a group is broken down by. `groups`: by id the groups whose name differs by
    language, such as a kind of organisation. What has no word is called by its key. `codebook` returns the lines of
    the questionnaire's codebook, the heading first; without a questionnaire none.
    """

    of_row: Labels
    words: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    of_breakdown: Callable[[str], str] = str
    codebook: Callable[[], Sequence[tuple[str, ...]]] = tuple

    def __call__(self, row: Row) -> tuple[str, str, str]:
        """Return the question, answer and category of a row."""
        return self.of_row(row)

    def group(self, row: Row) -> str:
        """Return the name of a row's group in the reader's language."""
        return self.groups.get(row.group, row.group_name) if row.level == "orgtype" else row.group_name

    def population(self, row: Row) -> str:
        """Return which people of its group a row is about, such as "Experience: 0-3 years", or "all"."""
        if not row.breakdown:
            return self.words.get("all", "all")
        return f"{self.of_breakdown(row.breakdown)}: {self.of_row(row)[2]}"


class ReleaseUnreadable(ValueError):
    """The file is not a release, or cannot be used as one; the message says why."""


class ForeignColumns(ReleaseUnreadable):
    """The columns are not those of a release."""


class CellUnreadable(ReleaseUnreadable):
    """A row holds a value that no release holds."""


class NegativeFigure(ReleaseUnreadable):
    """A figure or a bound is below zero."""


class RowsOutOfOrder(ReleaseUnreadable):
    """The rows are not in the order in which a release is written."""


class AlteredRows(ReleaseUnreadable):
    """The rows do not have the digest that was published with them."""


def no_labels(row: Row) -> tuple[str, str, str]:
    """Return the keys of item, option and category as labels, where no questionnaire is available."""
    return row.item, row.option, row.category


def write_csv(rows: Iterable[Row], *, period: str, salts: Salts | None = None, labels: Labels = no_labels) -> str:
    """Return the rows as CSV text in their fixed order, with `period` in the first column."""
    return _written(COLUMNS, (fields_of(row, period, salts=salts or {}, labels=labels) for row in in_order(rows)))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return the rows in the fixed order of a release file."""
    return sorted(rows, key=order)


def fields_of(row: Row, period: str, *, salts: Salts, labels: Labels) -> tuple[str, ...]:
    """Return the texts of one row's line in the file, in the order of `COLUMNS`."""
    return (*_hashed(row, period), salts.get((row.level, row.group), ""), *labels(row))


def digest(rows: Iterable[Row], previous: str, *, salts: Salts, period: str = "") -> str:
    """Compute the digest to publish: a hash over the digest of the release before and the hash tree of these rows.
    `previous`: "" for the first release. `period`: the id that stands in each row.
    """
    return chained(previous, root_of(rows, salts=salts, period=period))


def root_of(rows: Iterable[Row], *, salts: Salts, period: str = "") -> str:
    """Compute the root of the hash tree over these rows: a hash over one hash per group, in the order of the file."""
    return root(list(leaves_of(rows, salts=salts, period=period).values()))


def leaves_of(rows: Iterable[Row], *, salts: Salts, period: str = "") -> dict[GroupKey, bytes]:
    """Return a hash (32 bytes) per group, (level, id), over its salt and its rows as CSV lines. Raises AlteredRows."""
    found: dict[GroupKey, bytes] = {}
    for key, of_group in groupby(in_order(rows), key=lambda row: (row.level, row.group)):
        if key not in salts:
            raise AlteredRows(f"{key[0]} {key[1]} was not in period {period!r} when it was published.")
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(_hashed(row, period) for row in of_group)
        found[key] = leaf(salts[key], text.getvalue())
    return found


def former_digest(rows: Iterable[Row], previous: str, *, period: str = "") -> str:
    """Compute the digest as older releases had it, without salts: a hash over one file with all rows.
    `previous`: the digest of the release before.
    """
    lines = (_hashed(_as_bins(row), period)[: len(FORMER_COLUMNS)] for row in in_order(rows))
    return chained(previous, _written(FORMER_COLUMNS, lines))


def check_digest(rows: Iterable[Row], previous: str, *, expected: str, salts: Salts, period: str = "") -> None:
    """Raise AlteredRows unless the rows have the digest `expected`; `previous`: the digest of the release before.
    Without `salts` it is computed by the method of older releases (`former_digest`).
    """
    rows = list(rows)
    found = (
        digest(rows, previous, salts=salts, period=period) if salts else former_digest(rows, previous, period=period)
    )
    if found != expected:
        raise AlteredRows(f"The rows of period {period!r} are not the ones that were published.")


def read_csv(text: str) -> dict[str, tuple[Row, ...]]:
    """Parse the rows of a release file, by period. Raises a ReleaseUnreadable that names the line and the fault."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise ReleaseUnreadable(f"Line {reader.line_num}: {error}.") from error
    columns = tuple(lines[0]) if lines else ()
    if columns not in (COLUMNS, FORMER_COLUMNS):
        raise ForeignColumns(f"A release has exactly these columns: {','.join(COLUMNS)}.")
    releases: dict[str, list[Row]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            raise CellUnreadable(f"Line {number}: {len(line)} fields where {len(columns)} belong.")
        fields = dict(zip(columns, line, strict=True))
        rows = releases.setdefault(fields["period"], [])
        rows.append(_read_row(fields, number))
        if len(rows) > 1 and order(rows[-2]) > order(rows[-1]):
            raise RowsOutOfOrder(f"Line {number} belongs before the line above it.")
    if columns == FORMER_COLUMNS:
        return {period: with_bounds(rows) for period, rows in releases.items()}
    return {period: tuple(rows) for period, rows in releases.items()}


def _written(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue()


def _hashed(row: Row, period: str) -> tuple[str, ...]:
    place = (period, row.level, row.group, row.group_name, row.parent, row.breakdown, row.category)
    return (*place, row.item, row.statistic, row.option, *_cell_fields(row.cell))


def _cell_fields(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Withheld):
        return ("", "", "", "", "1", "", "")
    best, bin_ = (cell.value, cell.lower, cell.upper), (cell.bin_lower, cell.bin_upper)
    return (cell.size_class, *(f"{figure:g}" for figure in best), "0", *(f"{figure:g}" for figure in bin_))


def _as_bins(row: Row) -> Row:
    """Return the row as it was written before bounds were widened: with the bin as bounds."""
    if not isinstance(row.cell, Published):
        return row
    lower, upper = row.cell.bin_lower, row.cell.bin_upper
    return replace(row, cell=Published(row.cell.size_class, (lower + upper) / 2, lower, upper))


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
    figures = [fields[name] for name in ("value", "lower", "upper", "bin_lower", "bin_upper") if name in fields]
    if fields["withheld"] == "1":
        if any((fields["size_class"], *figures)):
            raise CellUnreadable(f"Line {number}: a withheld figure tells something.")
        return Withheld()
    try:
        numbers = [float(figure) for figure in figures]
    except ValueError as error:
        raise CellUnreadable(f"Line {number}: a figure and its bounds are numbers.") from error
    if min(numbers) < 0 or fields["size_class"].startswith("-"):
        raise NegativeFigure(f"Line {number}: a figure is below zero.")
    cell = Published(fields["size_class"], *numbers)
    if not _in_its_place(cell):
        raise CellUnreadable(f"Line {number}: a value and a bin lie between their bounds and have a size class.")
    return cell


def _in_its_place(cell: Published) -> bool:
    inside = cell.lower <= cell.bin_lower <= cell.bin_upper <= cell.upper < float("inf")
    return inside and cell.lower <= cell.value <= cell.upper and bool(cell.size_class)
