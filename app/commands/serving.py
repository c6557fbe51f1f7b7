"""The commands `peil serve` (the production server) and `peil tick` (what is due every minute)."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from app import clock
from app.commands.installation import checked_app, with_app
from app.config import read_settings

if TYPE_CHECKING:
    from app.programme.concerns import Waiting


class MomentParameter(click.ParamType[datetime]):
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


@click.command()
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
    """Return how many requests a worker handles at once: 2 on SQLite, 8 on PostgreSQL.

    On SQLite more threads only take the processor from the one that writes (docs/decisions/0014-way-of-an-answer.md).
    """
    return 2 if database_url.startswith("sqlite") else 8


def refuse_taken_port(host: str, port: int) -> None:
    """Refuse a port on which another program listens. Raises ClickException."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            text = f"Cannot listen on {host}:{port} ({fault.strerror}). Choose another --port."
            raise click.ClickException(text) from None


def _tick_every_minute() -> None:
    """Run `peil tick` every minute in a process of its own, so that drawing charts does not slow the server."""
    pause = threading.Event()
    while not pause.wait(60):
        subprocess.run([sys.executable, "-m", "app.commands", "tick"], check=False, stdout=subprocess.DEVNULL)


@click.command("tick")
@click.option("--at", type=MomentParameter(), default=None, help="Do what is due at this moment (default: now).")
@click.option(
    "--yes-the-clock-is-right",
    "clock_is_right",
    is_flag=True,
    help="Do it although more than one period has passed since the last tick, or the clock was set back.",
)
@with_app
def run_tick(*, at: datetime | None, clock_is_right: bool) -> None:
    """Do everything that is due: periods, releases, theme rounds, keys, reminders, charts.

    Two ticks at the same time do no harm. Exit status 1 while anything waits for a person, with a line for each; 2 when
    the clock cannot be believed.
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
    """Print one line for each key of a closed period that still needs shares, with the holders who did not come."""
    from app.db import db
    from app.holders.shared_keys import waiting_keys

    for key in waiting_keys(db.session, now=now):
        names = ", ".join(each.name for number, each in enumerate(key.holders) if number not in key.brought)
        click.echo(f"needs {key.missing} more shares: {key.id} ({names}); peil holder status")


def tell_concerns(found: Iterable[Waiting]) -> None:
    """Print one line for each thing that waits for a person. Raises Exit(1) when there is any."""
    from flask_babel import force_locale

    from app.languages import SOURCE
    from app.programme.concerns import command_for

    waits = list(found)
    with force_locale(SOURCE):
        for each in waits:
            command = command_for(each)
            words = f"{each.what} {each.mend}" + (f" ({command})" if command else "")
            click.echo(f"waits {each.kind} {each.subject}: {words}", err=True)
    if waits:
        raise click.exceptions.Exit(1)
