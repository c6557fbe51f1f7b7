"""Rows for a database of any version: two in every table that there is, with every reference in place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select, types

ROWS = 2
FIXED: dict[tuple[str, str], Any] = {
    ("period", "state"): "open",
    ("agreement", "state"): "open",
    ("theme_round", "state"): "planned",
    ("staff_account", "role"): "region",
    ("staff_invitation", "role"): "team",
    ("reading", "author_role"): "region",
    ("programme", "colluders"): 2,
    ("programme", "min_group"): 7,
    ("programme", "grace_days"): 3,
    ("remarks_of_period", "state"): "open",
    ("period", "colluders"): 2,
    ("period", "min_group"): 7,
    ("period", "grace_days"): 3,
}
"""What a check of the database wants; everything else is made up from the column's type."""


def fill(connection: Connection) -> dict[str, int]:
    """Put two rows into every table; how many rows each has then."""
    metadata = MetaData()
    metadata.reflect(connection)
    numbers = itertools.count(1)
    filled = {}
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        for place in range(ROWS):
            connection.execute(insert(table), dict(_row(connection, table, place=place, numbers=numbers)))
        filled[table.name] = ROWS
    return filled


def _row(connection: Connection, table: Table, *, place: int, numbers: Iterator[int]) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        target = next(iter(column.foreign_keys), None)
        if target is not None:
            parents = connection.execute(select(target.column).order_by(target.column)).scalars().all()
            yield column.name, parents[place]
        elif (table.name, column.name) in FIXED:
            yield column.name, FIXED[table.name, column.name]
        else:
            yield column.name, _value(column, next(numbers))


def _value(column: Column[Any], number: int) -> Any:
    text = str(number)[: getattr(column.type, "length", None) or 20]
    made: list[tuple[type[types.TypeEngine[Any]], Any]] = [
        (types.Boolean, True),
        (types.JSON, ["professional_space"]),
        (types.DateTime, datetime(2026, 3, 2, tzinfo=UTC)),
        (types.Date, date(2026, 3, 2)),
        (types.LargeBinary, number.to_bytes(16, "big")),
        (types.String, text),
    ]
    return next((value for kind, value in made if isinstance(column.type, kind)), number)
