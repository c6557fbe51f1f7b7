"""Which published figures a board compares: with the group beside it, with the last time it was asked, and parts.

Only counts that every level shows are compared, so that the number of comparisons is known before any figure is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.boards.findings import Comparison, Kind
from app.charts.figures import Cells
from app.releases.cells import Level, Published, Row
from app.statistics.shares import fewest_people

Count = tuple[str, str]
"""An item (of a grid also its row) and an option."""

Shares = Mapping[Count, Published]
"""What was shown of one group in one period."""

PARTS = ("experience", "function")
"""The breakdowns whose parts are compared with the whole region."""


def beside(own: Sequence[Row], others: Sequence[Row], *, level: Level, counts: Sequence[Count]) -> Iterator[Comparison]:
    """The group and a larger one of this level that it belongs to, where both are shown."""
    return _compared("beside", shares_of(own), shares_of(others), counts=counts, whose=level)


def earlier(
    own: Sequence[Row], cells: Cells, *, periods: Sequence[str], counts: Sequence[Count]
) -> Iterator[Comparison]:
    """The group and itself the last time the same was shown, and the first time; `periods`: the newest first."""
    found: dict[Count, list[Comparison]] = {}
    for each in every_time(own, cells, periods=periods, counts=counts):
        found.setdefault((each.item, each.option), []).append(each)
    for times in found.values():
        yield from dict.fromkeys((times[0], times[-1]))


def every_time(
    own: Sequence[Row], cells: Cells, *, periods: Sequence[str], counts: Sequence[Count]
) -> Iterator[Comparison]:
    """The group and itself every time the same was shown, in the order of `periods`."""
    now = shares_of(own)
    for period in periods:
        yield from _compared("earlier", now, shares_in(cells, period=period), counts=counts, whose=period)


def parts(own: Sequence[Row], kinds: Sequence[Row], *, counts: Sequence[Count]) -> Iterator[Comparison]:
    """Kinds of organisation, and parts of the region by background, each against the whole region."""
    whole = shares_of(own)
    for part, figures in shares_by_part(own, kinds).items():
        yield from _compared("part", figures, whole, counts=counts, whose=part)


def _compared(
    kind: Kind, first: Shares, second: Shares, *, counts: Sequence[Count], whose: str
) -> Iterator[Comparison]:
    for count in counts:
        if count in first and count in second:
            item, option = count
            yield Comparison(kind=kind, item=item, option=option, first=first[count], second=second[count], whose=whose)


def shares_in(cells: Cells, *, period: str) -> Shares:
    """The shares that were shown in one period."""
    return {
        (item, option): cell
        for (item, statistic, option), by_period in cells.items()
        if statistic == "share" and isinstance(cell := by_period.get(period), Published)
    }


def people_of(figures: Shares) -> dict[str, int]:
    """By item the fewest people that its figures leave room for: all are about the same people."""
    fewest: dict[str, int] = {}
    for (item, _), cell in figures.items():
        fewest[item] = max(fewest.get(item, 0), fewest_people(cell))
    return fewest


def shares_by_part(own: Iterable[Row], kinds: Iterable[Row]) -> Mapping[str, Shares]:
    """The shares of each part of the region; see `part_of`."""
    found: dict[str, dict[Count, Published]] = {}
    for row in (*kinds, *(row for row in own if row.breakdown in PARTS)):
        if row.statistic == "share" and isinstance(row.cell, Published):
            found.setdefault(part_of(row), {})[row.item, row.option] = row.cell
    return found


def part_of(row: Row) -> str:
    """A name for the part of the region that a row is about: `org_type:certified`, `experience:0-3`."""
    return f"{row.breakdown}:{row.category}" if row.breakdown else f"org_type:{row.group}"


def shares_of(rows: Iterable[Row]) -> Shares:
    """The shares of a whole group."""
    return {
        (row.item, row.option): row.cell
        for row in rows
        if not row.breakdown and row.statistic == "share" and isinstance(row.cell, Published)
    }
