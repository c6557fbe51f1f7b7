"""The command `peil database roles`: the roles of least privilege on PostgreSQL, as SQL or granted at once."""

from __future__ import annotations

import click
from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from app.commands.granting import run_all, statements_for
from app.commands.installation import with_app
from app.database_roles import NameNotAllowed, role_names

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
        statements = tuple(statements_for(engine, prefix or str(engine.url.database)))
        names = role_names(prefix or str(engine.url.database))
    except NameNotAllowed:
        raise click.ClickException(
            "Names of roles have small letters, figures and underscores; give one as --prefix."
        ) from None
    if not at_once:
        click.echo("BEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;")
        return
    try:
        run_all(engine, statements)
    except ProgrammingError as fault:
        said = str(fault.orig).strip().splitlines()[0]
        raise click.ClickException(
            f"PostgreSQL refused: {said}. Nothing was changed. Print the SQL without --apply and run it as a superuser."
        ) from None
    click.echo(f"Granted: {', '.join(names.values())}. {AFTER.format(**names)}")


def _postgresql() -> Engine:
    from app.db import db

    if db.engine.dialect.name != "postgresql":
        raise click.ClickException("Only PostgreSQL has roles; PEIL_DATABASE_URL names SQLite. Nothing was changed.")
    return db.engine
