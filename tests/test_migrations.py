"""The migrations make exactly the tables that the code expects, and can be undone, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from app.db import Base, db
from tests.databases import downgrade


def test_the_newest_migration_equals_the_models(any_app: Flask) -> None:
    """Whoever changes a model without a migration is stopped here."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_can_be_undone_and_done_again(any_app: Flask) -> None:
    """Down to nothing and up again: no table is left over, none is missing."""
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


@pytest.mark.parametrize("table", [table for table in Base.metadata.tables.values() if table.info.get("private")])
def test_private_tables_keep_no_time_no_number_and_no_order(table: object) -> None:
    """No column of a private table is a moment or counts up, and SQLite adds no row number on the side."""
    from sqlalchemy import Table

    assert isinstance(table, Table)
    assert not table.dialect_options["sqlite"]["with_rowid"]
    for column in table.columns:
        assert "DATETIME" not in str(column.type).upper()
        assert not (column.primary_key and "INT" in str(column.type).upper())
