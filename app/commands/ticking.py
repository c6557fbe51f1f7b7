"""The command `peil tick`: does what is due, once or again and again.

A tick that finds nothing due is cheap: what an earlier one noted (`app/quiet.py`) spares it loading the program.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from app import clock
from app.commands.stop_signals import StopSignals
from app.config import SettingFault, Settings, read_settings
from app.quiet import is_quiet, keep_quiet, settled_state, state_of

if TYPE_CHECKING:
    from flask import Flask

    from app.programme.concerns import Waiting


OLDEST, LATEST = 2000, 2199
"""The years in which a tick can take place; a typo beyond them would be stored as the moment of the last tick."""
AWAY = "waits database: it does not answer; the next tick tries again."


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
        if not OLDEST <= moment.year <= LATEST:
            self.fail(f"{value!r} is not a moment from {OLDEST} to {LATEST}; look for a typo.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command("tick")
@click.option("--at", type=MomentParameter(), default=None, help="Do what is due at this moment (default: now).")
@click.option(
    "--every",
    metavar="SECONDS",
    type=click.IntRange(1, 3600),
    default=None,
    help="Stay, and do it again every so many seconds, until SIGTERM or Ctrl-C.",
)
@click.option(
    "--yes-the-clock-is-right",
    "clock_is_right",
    is_flag=True,
    help="Do it although more than one period has passed since the last tick, or the clock was set back.",
)
def run_tick(*, at: datetime | None, every: int | None, clock_is_right: bool) -> None:
    """Do everything that is due: periods, releases, theme rounds, keys, reminders, charts.

    Two ticks at the same time do no harm. Exit status 1 while anything waits for a person, with a line for each; 2 when
    the clock cannot be believed. With --every those lines come again at each change, and the exit status is 0.
    """
    if every is not None:
        if at is not None:
            raise click.UsageError("--at is one moment and --every is many; choose one of them.")
        _stay(every, clock_is_right=clock_is_right)
        return
    if at is None and not clock_is_right and _is_quiet_now():
        return
    lines = _tick_and_tell(_program(), now=at or clock.now(), clock_is_right=clock_is_right)
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise click.exceptions.Exit(1)


def _program() -> Flask:
    from app.commands.installation import make_app

    return make_app()


def _is_quiet_now() -> bool:
    try:
        return is_quiet(read_settings(), clock.now())
    except SettingFault:
        return False  # Making the program says what is wrong.


def _stay(every: int, *, clock_is_right: bool) -> None:
    """Tick every so many seconds until a signal comes; what waits is told when it changes."""
    with StopSignals() as stop:
        program = _program()
        told: list[str] = []
        while not stop.asked:
            if clock_is_right or not _is_quiet_now():
                waits = _waits(program, clock_is_right=clock_is_right)
                if waits != told:
                    click.echo("\n".join(waits) or "nothing waits", err=True)
                told, clock_is_right = waits, False
            stop.wait(every)


def _waits(program: Flask, *, clock_is_right: bool) -> list[str]:
    """Tick once and return the lines about what waits for a person; a database that is away is one of them.

    Raises OtherDatabase when the database is not of this version any more.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from app.db import db
    from app.schema_version import database_state, require_database
    from app.storage_faults import STORAGE_WORDS, storage_cause, storage_line

    try:
        with program.app_context():
            state = database_state(db.engine)
            if state == "silent":
                return [AWAY]
            if state in STORAGE_WORDS:
                return [f"waits database: {storage_line(state)}"]
            require_database(db.engine)
        return _tick_and_tell(program, now=clock.now(), clock_is_right=clock_is_right)
    except SQLAlchemyError as fault:
        cause = storage_cause(fault)
        if cause is None:
            raise
        return [AWAY if cause == "away" else f"waits database: {storage_line(cause)}"]
    except click.ClickException as fault:
        return [f"waits clock: {fault.format_message()}"]


def _tick_and_tell(program: Flask, *, now: datetime, clock_is_right: bool) -> list[str]:
    """Do what is due at `now`, print a line for each period that moved, and return one for each thing that waits.

    Raises ClickException when the clock cannot be believed.
    """
    from app.db import db
    from app.holders.shared_keys import period_keys
    from app.jobs import ClockAhead, tick
    from app.web.settings import settings

    states: list[str] = []
    with program.app_context():
        settled = partial(settled_state, settings())
        try:
            done = tick(
                db.session,
                now=now,
                keys=period_keys(),
                clock_is_right=clock_is_right,
                when_noted=lambda: states.append(settled()),
            )
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
        if not done.concerns and not done.elsewhere:
            _keep_if_quiet(settings(), states=states, now=now)
        return lines_of(done.concerns)


def _keep_if_quiet(settings: Settings, *, states: list[str], now: datetime) -> None:
    """Note that nothing is due when nothing was written while this tick looked, also not by itself."""
    from app.db import db
    from app.programme.next_moment import next_moment

    until = next_moment(db.session, now)
    db.session.remove()
    if states == [state_of(settings)]:
        keep_quiet(settings, state=states[0], since=now, until=until)


def tell_missing_shares(now: datetime) -> None:
    """Print one line for each key of a closed period that still needs shares, with the holders who brought none yet."""
    from app.db import db
    from app.holders.shared_keys import waiting_keys

    for key in waiting_keys(db.session, now=now):
        names = ", ".join(each.name for number, each in enumerate(key.holders) if number not in key.brought)
        click.echo(f"needs {key.missing} more shares: {key.id} ({names}); peil holder status")


def lines_of(found: Iterable[Waiting]) -> list[str]:
    """Return one line of log for each thing that waits for a person: what, why, and which command to type."""
    return [f"waits {each.kind} {each.subject}: {words_of(each)}" for each in found]


def words_of(waiting: Waiting) -> str:
    """Return why something waits for a person, and which command to type, in the language of logs."""
    from flask_babel import force_locale

    from app.languages import SOURCE
    from app.programme.concerns import command_for

    with force_locale(SOURCE):
        command = command_for(waiting)
        return f"{waiting.what} {waiting.mend}" + (f" ({command})" if command else "")
