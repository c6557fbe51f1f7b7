"""A published row on its way into the database and back; nothing is rounded or left out either way."""

from __future__ import annotations

from typing import cast

from app.releases.cells import Cell, Level, Published, Row, Statistic, Withheld
from app.releases.models import ReleaseRow


def stored(row: Row, *, period_id: str, place: int) -> ReleaseRow:
    cell = row.cell
    shown = cell if isinstance(cell, Published) else None
    return ReleaseRow(
        period_id=period_id,
        place=place,
        level=row.level,
        group=row.group,
        group_name=row.group_name,
        parent=row.parent,
        breakdown=row.breakdown,
        category=row.category,
        item=row.item,
        statistic=row.statistic,
        option=row.option,
        size_class=shown.size_class if shown else "",
        value=shown.value if shown else None,
        lower=shown.lower if shown else None,
        upper=shown.upper if shown else None,
        withheld=shown is None,
    )


def restored(row: ReleaseRow) -> Row:
    return Row(
        level=cast(Level, row.level),
        group=row.group,
        group_name=row.group_name,
        parent=row.parent,
        breakdown=row.breakdown,
        category=row.category,
        item=row.item,
        statistic=cast(Statistic, row.statistic),
        option=row.option,
        cell=_cell(row),
    )


def _cell(row: ReleaseRow) -> Cell:
    if row.withheld or row.value is None or row.lower is None or row.upper is None:
        return Withheld()
    return Published(row.size_class, row.value, row.lower, row.upper)
