"""Runs the migrations inside the application: the same settings, the same connection habits.

SQLite changes a table by copying it and dropping the old one. With foreign keys on that takes along, or refuses for,
the rows that refer to it; so they are off meanwhile, and every reference is checked before anything is committed.
"""

from alembic import context
from flask import current_app

from app.db import UtcDateTime
from app.schema_version import ReferencesBroken


def render_item(kind, value, _autogen):
    """Migrations do not depend on the code of the day: our own types are written as what the database sees."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def migrate(connection):
    """All of it or nothing, also on SQLite: its schema changes belong to the transaction like any other."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise ReferencesBroken(sorted({row[0] for row in broken}))


engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata

with engine.connect() as connection:
    raw = connection.connection.dbapi_connection
    if engine.dialect.name == "sqlite":
        raw.execute("PRAGMA foreign_keys = off")  # Before the transaction begins: inside one it does nothing.
    try:
        migrate(connection)
    finally:
        if engine.dialect.name == "sqlite":
            connection.rollback()
            raw.execute("PRAGMA foreign_keys = on")
