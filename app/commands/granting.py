"""Grants the rights of `database_roles` in PostgreSQL, and says what a role may do there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from sqlalchemy import Connection, Engine, TextClause, create_engine, text
from sqlalchemy.exc import ProgrammingError

from app.database_roles import NameNotAllowed, RoleTable, role_names, role_statements


def grant_again() -> str:
    """Grant the rights of the roles that were made before, after a migration; return what to say about it.

    Empty where there are no roles, or another database than PostgreSQL.
    """
    from app.db import db

    prefix = str(db.engine.url.database)
    if db.engine.dialect.name != "postgresql" or not _made_before(db.engine, prefix):
        return ""
    try:
        run_all(db.engine, tuple(statements_for(db.engine, prefix)))
    except ProgrammingError:
        return "Rights on new tables were not granted: run the SQL of `peil database roles` as a superuser."
    return "The rights of the roles were granted again."


def owns_tables(url: str) -> bool:
    """Return whether the role in this address may change or drop Peil's tables. Raises SQLAlchemyError."""
    owned = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER')"
    with _connected(url) as connection:
        return bool(connection.execute(text(owned)).scalar_one())


def private_tables_read(url: str) -> list[str]:
    """Return the private tables of which the role in this address may read any column. Raises SQLAlchemyError."""
    readable = text("SELECT has_any_column_privilege(:name, 'SELECT')")
    with _connected(url) as connection:
        return [each.name for each in tables_of_roles() if each.private and _scalar(connection, readable, each.name)]


def _scalar(connection: Connection, query: TextClause, name: str) -> bool:
    return connection.execute(query, {"name": f'public."{name}"'}).scalar_one() is True


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def statements_for(engine: Engine, prefix: str) -> Iterator[str]:
    """Yield the SQL that makes and grants the roles of this database. Raises NameNotAllowed."""
    return role_statements(tables_of_roles(), prefix=prefix, database=str(engine.url.database))


def tables_of_roles() -> list[RoleTable]:
    """Return every table of Peil's database as `database_roles` wants it."""
    import_module("app.wiring")  # It imports the models of every feature.
    from app.db import Base

    made = [
        RoleTable(table.name, tuple(table.columns.keys()), private=bool(table.info.get("private")))
        for table in Base.metadata.sorted_tables
    ]
    return [*made, RoleTable("alembic_version", ("version_num",), private=False)]


def _made_before(engine: Engine, prefix: str) -> bool:
    try:
        wanted = list(role_names(prefix).values())
    except NameNotAllowed:
        return False
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = ANY(:names)"), {"names": wanted})
        return int(found.scalar_one()) == len(wanted)


def run_all(engine: Engine, statements: tuple[str, ...]) -> None:
    """Run all statements in one transaction. Raises ProgrammingError, and then nothing was changed."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
