"""The commands `peil init` and `peil upgrade`, and the application in which the other commands run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.config import instance_folder, secret_file
from app.schema_version import State, require_database

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
    """Make the application and check its database. Raises OtherDatabase.

    `but`: states of the database that may pass although it is not right.
    """
    from app import create_app
    from app.db import db

    app = create_app()
    with app.app_context():
        require_database(db.engine, but=but)
    return app


@click.command()
def init() -> None:
    """Create the database and the secret of a real installation; refuses to overwrite."""
    secret = secret_file(os.environ)
    if secret.exists():
        raise click.ClickException(f"{secret} exists: this installation was made before. Nothing was changed.")
    make_secret(secret)
    upgrade_database()
    click.echo(f"Made {secret} and the database in {instance_folder(os.environ)}. Next: peil region create NAME")
    click.echo(RECOMMENDED)


def make_secret(path: Path) -> None:
    """Write a secret of 32 random bytes to a file that only the operator can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))


def upgrade_database() -> None:
    """Migrate the database to this version. Raises OtherDatabase when it is newer, or silent."""
    from flask_migrate import upgrade

    with checked_app(but=("missing", "older")).app_context():
        upgrade()


@click.command()
def upgrade() -> None:
    """Bring the database up to date with this version of Peil."""
    upgrade_database()
