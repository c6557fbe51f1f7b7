"""Converts published rows to database rows and back, without rounding or leaving anything out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.releases.models import ReleaseRow
from app.releases.rules.cells import Cell, Published, Row, Withheld


def stored(row: Row, *, period_id: str, place: int) -> dict[str, Any]:
    """Return a row as columns of `ReleaseRow`; plain values, because a release can have a hundred thousand rows."""
    cell = row.cell
    shown = cell if isinstance(cell, Published) else None
    return {
        "period_id": period_id,
        "place": place,
        "level": row.level,
        "group": row.group,
        "group_name": row.group_name,
        "parent": row.parent,
        "breakdown": row.breakdown,
        "category": row.category,
        "item": row.item,
        "statistic": row.statistic,
        "option": row.option,
        "size_class": shown.size_class if shown else "",
        "value": shown.value if shown else None,
        "lower": shown.lower if shown else None,
        "upper": shown.upper if shown else None,
        "bin_lower": shown.bin_lower if shown else None,
        "bin_upper": shown.bin_upper if shown else None,
        "withheld": shown is None,
    }


CELL = (
    ReleaseRow.size_class,
    ReleaseRow.value,
    ReleaseRow.lower,
    ReleaseRow.upper,
    ReleaseRow.bin_lower,
    ReleaseRow.bin_upper,
)
"""The columns to select for `restored_cell`."""

FIGURE = (
    ReleaseRow.level,
    ReleaseRow.group,
    ReleaseRow.group_name,
    ReleaseRow.parent,
    ReleaseRow.breakdown,
    ReleaseRow.category,
    ReleaseRow.item,
    ReleaseRow.statistic,
    ReleaseRow.option,
    *CELL,
)
"""The columns to select for `restored`: plain, because a board reads hundreds of them while somebody waits."""


def restored(columns: Sequence[Any]) -> Row:
    """Return the released row made of these column values, which come in the order of `FIGURE`."""
    level, group, group_name, parent, breakdown, category, item, statistic, option, *cell = columns
    return Row(
        level=level,
        group=group,
        group_name=group_name,
        parent=parent,
        breakdown=breakdown,
        category=category,
        item=item,
        statistic=statistic,
        option=option,
        cell=restored_cell(cell),
    )


def restored_cell(columns: Sequence[Any]) -> Cell:
    """Return the figure made of these column values: size class, value, bounds, range; withheld without a value."""
    return Withheld() if columns[1] is None else Published(*columns)
