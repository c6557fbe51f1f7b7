"""Upgrading and going back keeps every row, on both databases and from every version there was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import MetaData, func, inspect, select, text

from app.config import ROOT
from app.db import Base, db
from tests.databases import downgrade
from tests.migrations_with_data import fill

LOST_ON_PURPOSE = {"staff_session"}
"""Nobody is kept signed in over 0003: the rows of before do not tell since when."""

DROPPED = {"0003": LOST_ON_PURPOSE, "0016": {"conclusion"}}
"""By version the tables whose rows are given up: what followed from published rows can be worked out anew."""


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
            if name != "alembic_version"
        }


def fill_everything() -> dict[str, int]:
    with db.engine.begin() as connection:
        return fill(connection)


@pytest.fixture
def emptied(any_app: Flask) -> Iterator[Flask]:
    """A database without any table, as before the first migration."""
    db.session.remove()
    downgrade(revision="base")
    yield any_app
    db.engine.dispose()


def test_every_migration_keeps_every_row_up_and_down(emptied: Flask) -> None:
    """At each version two rows in every table; one version on, and back, they are all still there."""
    for before, after in zip(revisions(), revisions()[1:], strict=False):
        downgrade(revision="base")
        upgrade(revision=before)
        filled = fill_everything()
        upgrade(revision=after)
        kept = rows()
        lost = {name for name, number in filled.items() if kept.get(name) != number}
        assert lost <= DROPPED.get(after, set()), (after, lost)
        downgrade(revision=before)
        back = rows()
        lost = {name for name, number in filled.items() if back.get(name) != number}
        assert lost <= DROPPED.get(after, set()), (after, lost)


def test_from_the_first_version_with_data_to_the_newest_in_one_go(emptied: Flask) -> None:
    """`peil upgrade` of an old installation: nothing is refused, nothing is lost, every reference holds."""
    upgrade(revision="0001")
    filled = fill_everything()
    upgrade()
    kept = rows()
    assert {name for name, number in filled.items() if kept[name] != number} <= LOST_ON_PURPOSE
    downgrade(revision="0001")
    assert {name for name, number in filled.items() if rows()[name] != number} <= LOST_ON_PURPOSE


def test_the_newest_version_full_of_rows_can_be_undone(emptied: Flask) -> None:
    """Down to nothing with rows in every table, also those that older versions did not know."""
    upgrade()
    assert set(fill_everything()) == set(Base.metadata.tables)
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


@pytest.mark.sqlite("PostgreSQL keeps references while tables change")
def test_a_migration_that_breaks_references_changes_nothing(app: Flask) -> None:
    """SQLite: foreign keys are off while tables are copied, so references are checked before anything is kept."""
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = off")
        raw.execute("INSERT INTO team VALUES ('t', 'nowhere', 'Team', 5, NULL, NULL)")
        raw.execute("PRAGMA foreign_keys = on")
    with pytest.raises(Exception, match="team"):
        downgrade(revision="0001")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == revisions()[-1]
        assert connection.scalar(text("SELECT count(*) FROM concern")) == 0
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.sqlite("PostgreSQL has no row numbers")
def test_private_tables_of_sqlite_never_get_row_numbers(app: Flask) -> None:
    """As the migrations leave them, not only as the models say."""
    private = {name for name, table in Base.metadata.tables.items() if table.info.get("private")}
    with db.engine.connect() as connection:
        tables = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    made = {row.name: row.sql for row in tables}
    assert [name for name in private if "WITHOUT ROWID" not in made[name].upper()] == []
