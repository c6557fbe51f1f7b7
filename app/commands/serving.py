"""The command `peil serve`: the production server."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

import click

from app.commands.installation import checked_app
from app.config import Settings, read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--ticking", is_flag=True, help="Also run `peil tick` every minute (instead of a timer).")
def serve(*, host: str, port: int, workers: int, ticking: bool) -> None:
    """Run the production server: several processes behind one port, until SIGTERM or Ctrl-C."""
    from app.commands.request_order import ConnectionCounts
    from app.commands.web_server import WorkerProcesses, listen, serve_here
    from app.db import db

    application, settings = checked_app(), read_settings()
    refuse_closed_folders(settings)
    threads = threads_for(settings.database_url)
    refuse_taken_port(host, port)
    opened = listen(host, port)
    with application.app_context():
        for engine in db.engines.values():
            engine.dispose()  # No process may inherit a connection of another.
    if ticking:
        threading.Thread(target=_tick_every_minute, daemon=True).start()
    place = opened.getsockname()
    click.echo(f"Peil listens on http://{host}:{place[1]} with {workers} processes of {threads} threads.", err=True)
    counts = ConnectionCounts(workers)

    def work(place: int) -> None:
        serve_here(application, opened, threads=threads, counts=counts, place=place)

    status = WorkerProcesses(work, workers).run()
    if status:
        raise click.ClickException("No process could serve; the lines above say why.")


def threads_for(database_url: str) -> int:
    """Return how many requests a worker handles at once: 2 on SQLite, 8 on PostgreSQL.

    On SQLite more threads only take the processor from the one that writes (docs/decisions/0014-way-of-an-answer.md).
    """
    return 2 if database_url.startswith("sqlite") else 8


def refuse_closed_folders(settings: Settings) -> None:
    """Raise ClickException when the folder of the database or of keys cannot be written.
    Without the first no answers could be stored; without the second the rows of people who leave could not be listed,
    and would come back with a restored backup.
    """
    from app.condition import OPEN_IT, can_write, closed_places

    for name, folder in (("PEIL_INSTANCE", settings.instance), ("PEIL_KEYS", settings.keys)):
        if not can_write(folder):
            raise click.ClickException(f"{folder} ({name}) cannot be written. {OPEN_IT}")
    for place in closed_places(settings):
        raise click.ClickException(f"{place} cannot be written. {OPEN_IT}")


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
