"""The command `peil database roles`: the roles of least privilege on PostgreSQL, as SQL or granted at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click
from sqlalchemy import Connection, Engine, TextClause, create_engine, text
from sqlalchemy.exc import ProgrammingError

from app.commands.installation import with_app
from app.database_roles import NameNotAllowed, RoleTable, role_names, role_statements

AFTER = (
    "Set a password for each with \\password in psql. Then: PEIL_DATABASE_URL as {web} for peil serve and as {ticker} "
    "for peil tick, PEIL_READ_URL as {reader}; migrate and run other commands as the owner."
)


@click.group()
def database() -> None:
    """Manage what each part of Peil may do in PostgreSQL."""


@database.command("roles")
@click.option("--prefix", default="", help="What their names begin with. Default: the name of the database.")
@click.option("--apply", "at_once", is_flag=True, help="Make and grant them now, instead of printing the SQL.")
@with_app
def roles(*, prefix: str, at_once: bool) -> None:
    """Print the SQL that makes the roles web, ticker and reader with no more rights than they need.

    It may be run again at any time. Give it to psql as a user that may make roles, or run it here with --apply.
    """
    engine = _postgresql()
    try:
        statements = tuple(_statements(engine, prefix or str(engine.url.database)))
        names = role_names(prefix or str(engine.url.database))
    except NameNotAllowed:
        raise click.ClickException(
            "Names of roles have small letters, figures and underscores; give one as --prefix."
        ) from None
    if not at_once:
        click.echo("BEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;")
        return
    try:
        _run(engine, statements)
    except ProgrammingError as fault:
        said = str(fault.orig).strip().splitlines()[0]
        raise click.ClickException(
            f"PostgreSQL refused: {said}. Nothing was changed. Print the SQL without --apply and run it as a superuser."
        ) from None
    click.echo(f"Granted: {', '.join(names.values())}. {AFTER.format(**names)}")


def grant_again() -> str:
    """Grant the rights of the roles that were made before, after a migration; return what to say about it.

    Empty where there are no roles, or another database than PostgreSQL.
    """
    from app.db import db

    prefix = str(db.engine.url.database)
    if db.engine.dialect.name != "postgresql" or not _made_before(db.engine, prefix):
        return ""
    try:
        _run(db.engine, tuple(_statements(db.engine, prefix)))
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


def _postgresql() -> Engine:
    from app.db import db

    if db.engine.dialect.name != "postgresql":
        raise click.ClickException("Only PostgreSQL has roles; PEIL_DATABASE_URL names SQLite. Nothing was changed.")
    return db.engine


def _statements(engine: Engine, prefix: str) -> Iterator[str]:
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


def _run(engine: Engine, statements: tuple[str, ...]) -> None:
    """Run all statements in one transaction. Raises ProgrammingError, and then nothing was changed."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
