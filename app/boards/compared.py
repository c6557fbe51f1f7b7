"""Which published figures a board compares: with the group beside it, with the last time it was asked, and parts.

Only counts that every level shows are compared, so that the number of comparisons is known before any figure is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.boards.findings import Comparison
from app.charts.figures import Cells
from app.releases.cells import Published, Row

Count = tuple[str, str]
"""An item (of a grid also its row) and an option."""

PARTS = ("experience", "function")
"""The breakdowns whose parts are compared with the whole region."""


def beside(own: Sequence[Row], others: Sequence[Row], *, counts: Iterable[Count]) -> Iterator[Comparison]:
    """The group and the one beside it, where both are shown."""
    first, second = _whole(own), _whole(others)
    for item, option in counts:
        mine, theirs = first.get((item, option)), second.get((item, option))
        if mine and theirs:
            yield Comparison(kind="beside", item=item, option=option, first=mine, second=theirs)


def earlier(
    own: Sequence[Row], cells: Cells, *, periods: Sequence[str], counts: Iterable[Count]
) -> Iterator[Comparison]:
    """The group and itself the last time the same was asked; `periods`: earlier ones, the newest first."""
    now = _whole(own)
    for item, option in counts:
        before = cells.get((item, "share", option), {})
        last = next((period for period in periods if period in before), None)
        mine, theirs = now.get((item, option)), before.get(last) if last else None
        if mine and last and isinstance(theirs, Published):
            yield Comparison(kind="earlier", item=item, option=option, first=mine, second=theirs, whose=last)


def parts(own: Sequence[Row], kinds: Sequence[Row], *, counts: Iterable[Count]) -> Iterator[Comparison]:
    """Kinds of organisation, and parts of the region by background, each against the whole region."""
    whole, wanted = _whole(own), frozenset(counts)
    for row in (*kinds, *(row for row in own if row.breakdown in PARTS)):
        count = (row.item, row.option)
        region = whole.get(count)
        if row.statistic == "share" and count in wanted and region and isinstance(row.cell, Published):
            yield Comparison(
                kind="part", item=row.item, option=row.option, first=row.cell, second=region, whose=part_of(row)
            )


def part_of(row: Row) -> str:
    """A name for the part of the region that a row is about: `org_type:certified`, `experience:0-3`."""
    return f"{row.breakdown}:{row.category}" if row.breakdown else f"org_type:{row.group}"


def _whole(rows: Iterable[Row]) -> Mapping[Count, Published]:
    return {
        (row.item, row.option): row.cell
        for row in rows
        if not row.breakdown and row.statistic == "share" and isinstance(row.cell, Published)
    }
