"""The commands `peil init` and `peil upgrade`, and the application in which the other commands run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.asking_settings import ask_settings
from app.config import database_url, instance_folder, secret_file
from app.installed_place import mark_place, require_place
from app.schema_version import State, database_state, require_database

if TYPE_CHECKING:
    from flask import Flask

RECOMMENDED = (
    "Recommended: key holders, so that this host alone cannot open what people answer. Let the works council, the "
    "platform of professionals and the host each run `peil holder make FILE` on a computer of their own, and choose "
    "them with the programme, on its page or with `peil holder set` (docs/key-holders.md)."
)


def make_app() -> Flask:
    """Make the application on a database of this version, for `flask.cli.with_appcontext`. Raises OtherDatabase.

    Its parts are imported when a command needs them.
    """
    return checked_app()


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a command so that it runs inside the application, on a database of this version."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with make_app().app_context():
            return command(*args, **kwargs)

    return run


def checked_app(*, but: tuple[State, ...] = ()) -> Flask:
    """Make the application after checking its folders and database. Raises OtherDatabase, SettingFault.
    `but`: states of the database that are accepted although it is not right.
    """
    require_place(os.environ)
    from app import create_app
    from app.db import db

    app = create_app()
    with app.app_context():
        require_database(db.engine, but=but)
    return app


@click.command()
@click.option(
    "--settings",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ask for each setting, explain it, and write them to this new file for the service, the timer and the shell.",
)
def init(*, file: Path | None) -> None:
    """Create the database and the secret of a real installation; refuses to overwrite."""
    if file is not None:
        os.environ.update(ask_settings(file, dict(os.environ)))
    refuse_second_installation()
    secret = secret_file(os.environ)
    make_secret(secret)
    try:
        upgrade_database(but=("missing", "older"))
    except BaseException:
        secret.unlink()  # Otherwise the next try would take this for an installation that was made before.
        raise
    mark_place(os.environ)
    if file is not None:
        click.echo(f"Wrote {file}. In a shell: set -a; . {file}; set +a")
    click.echo(f"Made {secret} and the database in {instance_folder(os.environ)}. Next: peil region create NAME")
    click.echo(RECOMMENDED)


def refuse_second_installation() -> None:
    """Raise ClickException when this installation has a secret or a database already. Changes nothing.
    Also raises SettingFault when one of its folders seems not to be mounted, and so may hide them.
    """
    require_place(os.environ)
    secret = secret_file(os.environ)
    from sqlalchemy import create_engine

    engine = create_engine(database_url(os.environ))
    try:
        state = database_state(engine)
        if secret.exists() and state == "missing":
            raise click.ClickException(
                f"{secret} exists, and there is no Peil database. Is PEIL_INSTANCE (or PEIL_DATABASE_URL) right, and "
                f"its disk mounted? Only if `peil init` was interrupted here before: remove {secret} and type it "
                "again. Nothing was changed."
            )
        if secret.exists():
            raise click.ClickException(f"{secret} exists: this installation was made before. Nothing was changed.")
        if state in {"right", "older"}:
            raise click.ClickException(
                f"There is a Peil database already, but its secret is not at {secret}. Is the disk with PEIL_KEYS "
                "mounted? Nothing was changed."
            )
        require_database(engine, but=("missing",))
    finally:
        engine.dispose()


def make_secret(path: Path) -> None:
    """Write a secret of 32 random bytes to a file that only the operator can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))


def upgrade_database(*, but: tuple[State, ...]) -> None:
    """Migrate the database to this version of Peil.
    Raises OtherDatabase when the state of the database is neither right nor one of `but`.
    """
    from flask_migrate import upgrade

    from app.commands.granting import grant_again

    with checked_app(but=but).app_context():
        upgrade()
        if said := grant_again():
            click.echo(said)


@click.command()
@click.option("--empty-database", is_flag=True, help="Also fill a database without tables, such as a new PostgreSQL.")
def upgrade(*, empty_database: bool) -> None:
    """Bring the database up to date with this version of Peil. A missing database is not created."""
    upgrade_database(but=("older", "missing") if empty_database else ("older",))
    mark_place(os.environ)
