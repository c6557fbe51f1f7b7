"""The `peil` command: everything an operator does. Exit status 0 done, 1 the check did not hold, 2 wrong use."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask
from flask.cli import ScriptInfo

from app import clock
from app.config import SettingFault, instance_folder, read_settings, secret_file
from app.schema_version import OtherDatabase, State, require_database

if TYPE_CHECKING:
    from app.programme.concerns import Waiting

RECOMMENDED = (
    "Recommended: key holders, so that this host alone cannot open what people answer. Let the works council, the "
    "platform of professionals and the host each run `peil holder make FILE` on a computer of their own, and choose "
    "them with the programme, on its page or with `peil holder set` (docs/key-holders.md)."
)


class Moment(click.ParamType[datetime]):
    """A moment as ISO 8601; without a zone it is UTC."""

    name = "ISO8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment such as 2026-11-30T00:00:00Z.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def make_app() -> Flask:
    """The application on a database of this version: `flask.cli.with_appcontext` runs commands inside it.

    Imported when a command needs it. Raises OtherDatabase.
    """
    return checked_app()


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application, on a database of this version."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with make_app().app_context():
            return command(*args, **kwargs)

    return run


def checked_app(*, but: tuple[State, ...] = ()) -> Flask:
    """The application; a database that is missing or of another version passes only where `but` names that.

    Raises OtherDatabase.
    """
    from app import create_app
    from app.db import db

    app = create_app()
    with app.app_context():
        require_database(db.engine, but=but)
    return app


@click.group()
def peil() -> None:
    """Peil: pulse surveys whose group results nobody can take apart."""


@peil.command()
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
    """Write 32 random bytes that only the operator can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))


def upgrade_database() -> None:
    """Raises OtherDatabase when the database is of a newer version, or silent."""
    from flask_migrate import upgrade

    with checked_app(but=("missing", "older")).app_context():
        upgrade()


@peil.command()
def upgrade() -> None:
    """Bring the database up to date with this version."""
    upgrade_database()


@peil.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--ticking", is_flag=True, help="Also run `peil tick` every minute (instead of a timer).")
def serve(*, host: str, port: int, workers: int, ticking: bool) -> None:
    """Run the production server."""
    from granian.constants import Interfaces
    from granian.server import Server

    checked_app()
    threads = threads_for(read_settings().database_url)
    refuse_taken_port(host, port)
    if ticking:
        threading.Thread(target=_tick_every_minute, daemon=True).start()
    Server(
        "app.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
    ).serve()


def threads_for(database_url: str) -> int:
    """How many requests a worker handles at once: few where the database is in the process itself.

    Then threads only take the processor from whoever is writing (docs/decisions/0014-way-of-an-answer.md).
    """
    return 2 if database_url.startswith("sqlite") else 8


def refuse_taken_port(host: str, port: int) -> None:
    """Say in one line that another program listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            text = f"Cannot listen on {host}:{port} ({fault.strerror}). Choose another --port."
            raise click.ClickException(text) from None


def _tick_every_minute() -> None:
    """In a process of its own: drawing charts must not hold the server back."""
    pause = threading.Event()
    while not pause.wait(60):
        subprocess.run([sys.executable, "-m", "app.commands", "tick"], check=False, stdout=subprocess.DEVNULL)


@peil.command("tick")
@click.option("--at", type=Moment(), default=None, help="Do what is due at this moment (default: now).")
@click.option(
    "--yes-the-clock-is-right",
    "clock_is_right",
    is_flag=True,
    help="Do it although more than one period has passed since the last tick, or the clock was set back.",
)
@with_app
def run_tick(*, at: datetime | None, clock_is_right: bool) -> None:
    """Do whatever is due: periods, releases, theme rounds, keys, reminders, charts. Safe beside itself.

    Exit status 1 while anything waits for a person, with a line for each; 2 when the clock cannot be believed.
    """
    from app.db import db
    from app.holders.shared_keys import period_keys
    from app.jobs import ClockAhead, tick

    now = at or clock.now()
    try:
        done = tick(db.session, now=now, keys=period_keys(), clock_is_right=clock_is_right)
    except ClockAhead as ahead:
        raise click.ClickException(
            f"It would be {ahead.now:%Y-%m-%d %H:%M} UTC, more than one period after the last tick "
            f"({ahead.last:%Y-%m-%d %H:%M} UTC). Nothing was done. Set the clock right; if it is right: "
            "peil tick --yes-the-clock-is-right"
        ) from None
    for what in ("opened", "released", "waiting", "destroyed"):
        for period in getattr(done, what):
            click.echo(f"{what} {period}")
    tell_missing_shares(now)
    tell_concerns(done.concerns)


def tell_missing_shares(now: datetime) -> None:
    """One line for each key that is over and whose holders have not all come, with who has not."""
    from app.db import db
    from app.holders.shared_keys import waiting_keys

    for key in waiting_keys(db.session, now=now):
        names = ", ".join(each.name for number, each in enumerate(key.holders) if number not in key.brought)
        click.echo(f"needs {key.missing} more shares: {key.id} ({names}); peil holder status")


def tell_concerns(found: Iterable[Waiting]) -> None:
    """One line for each thing that waits for a person. Raises Exit(1) when there is any."""
    from flask_babel import force_locale

    from app.languages import SOURCE
    from app.programme.concerns import COMMANDS

    waits = list(found)
    with force_locale(SOURCE):
        for each in waits:
            command = COMMANDS.get(each.kind, "").replace("PERIOD", each.subject)
            words = f"{each.what} {each.mend}" + (f" ({command})" if command else "")
            click.echo(f"waits {each.kind} {each.subject}: {words}", err=True)
    if waits:
        raise click.exceptions.Exit(1)


def all_commands() -> click.Group:
    """`peil` with the commands of every feature, which are imported only when somebody types one."""
    from app.boards.commands import conversation
    from app.cards.commands import cards
    from app.demo.commands import demo
    from app.estimates.commands import estimate
    from app.holders.commands import holder
    from app.instrument.commands import instrument
    from app.language_commands import language
    from app.organisations.commands import region
    from app.period_commands import period
    from app.releases.commands import release
    from app.staff.commands import staff
    from app.theme_commands import theme

    release.add_command(estimate)
    for group in (demo, instrument, cards, conversation, holder, language, period, region, release, staff, theme):
        peil.add_command(group)
    return peil


def main() -> int:
    """Entry point of the console script; a person's mistake is one line, never a traceback.

    Every folder and file that a command makes is closed to everybody but the user it runs as.
    """
    os.umask(0o077)
    from app.content.reading import ContentFault

    try:
        status = all_commands()(standalone_mode=False, prog_name="peil", obj=ScriptInfo(create_app=make_app))
    except click.Abort:
        return 2
    except click.ClickException as fault:
        click.echo(f"peil: {fault.format_message()}", err=True)
        return 2
    except (SettingFault, OtherDatabase) as fault:
        click.echo(f"peil: {fault}", err=True)
        return 2
    except ContentFault as fault:
        for each in fault.faults:
            click.echo(str(each), err=True)
        return 1
    except Exception as fault:
        words = database_fault(fault)
        if words is None:
            raise
        click.echo(f"peil: {words}", err=True)
        return 2
    return status if isinstance(status, int) else 0


def database_fault(fault: Exception) -> str | None:
    """One line about what the database refused, without a statement or what was written; None for other faults.

    SQLAlchemy is imported only where a fault of its own can have been raised: `peil --help` needs none of it.
    """
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    if isinstance(fault, OperationalError):
        said = next(iter(str(fault.orig).strip().splitlines()), "no answer").rstrip(".")
        return f"the database cannot be used: {said}. Look at PEIL_DATABASE_URL and whether it runs; try again then."
    if isinstance(fault, SQLAlchemyError):
        return (
            f"the database refused ({type(fault).__name__}); nothing of this step was kept. `peil upgrade` may mend it."
        )
    return None


if __name__ == "__main__":
    sys.exit(main())
