"""The `peil` command: everything an operator does.

Exit status 0: done; 1: the check did not hold; 2: wrong use.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from app.config import SettingFault
from app.schema_version import OtherDatabase
from app.storage_faults import storage_cause, storage_line

COMMANDS = {
    "backup": ("backup_commands:backup", "Write an encrypted, consistent copy while people answer."),
    "cards": ("cards_commands:cards", "Check recommendation cards and try them on typical people."),
    "conversation": ("conversation_commands:conversation", "Check the open questions of conversation pages."),
    "database": ("database_commands:database", "Give each part of Peil only the rights it needs in PostgreSQL."),
    "demo": ("demo_commands:demo", "Build a region of invented people, to look at and to test with."),
    "doctor": ("doctor_commands:doctor", "Say what is wrong here, and how to mend it."),
    "holder": ("holders_commands:holder", "Manage key holders, without whom nobody opens the answers of a period."),
    "init": ("installation:init", "Create the database and the secret of a real installation."),
    "instrument": ("instrument_commands:instrument", "Check, export and import questionnaires."),
    "language": ("language_commands:language", "Add or check a language of the interface and the content."),
    "period": ("period_commands:period", "Close or give up periods that wait."),
    "reference": ("reference_commands:reference", "Take in other regions' public releases."),
    "region": ("region_commands:region", "Make a region: the organisations that are measured together."),
    "release": ("release_commands:release", "List, export and audit what has been published, period by period."),
    "remarks": ("remarks_commands:remarks", "Open or give up remarks boxes that wait."),
    "report": ("report_command:report", "Write the report of a period as PDF or HTML."),
    "restore": ("backup_commands:restore", "Bring an installation back, and say what does not come back."),
    "serve": ("serving:serve", "Run the production server."),
    "staff": ("accounts_commands:staff", "Manage staff accounts."),
    "theme": ("theme_commands:theme", "Count polls of theme rounds."),
    "tick": ("ticking:run_tick", "Do everything that is due, once or every so many seconds."),
    "upgrade": ("installation:upgrade", "Bring the database up to date with this version of Peil."),
    "worker": ("worker_command:worker", "Help a ticker elsewhere to count, through a scheduler of dask."),
}
"""Where each command stands in `app/commands/`, and its help in one line: `peil --help` imports none of them."""


class CommandsAtUse(click.Group):
    """A group of commands that imports a command only when somebody types it: importing all takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"app.commands.{module}"), name)
        if ctx.obj is None and "flask.cli" in sys.modules:  # Who did not import it does not ask for the application.
            ctx.obj = _script()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_place, words) in sorted(COMMANDS.items())])


@click.group(cls=CommandsAtUse)
def peil() -> None:
    """Run Peil: pulse surveys whose group results do not disclose anybody's answers."""


def all_commands() -> click.Group:
    """Return `peil` with the commands of every feature, which are imported only when somebody types one."""
    return peil


def _script() -> object:
    """Return what `flask.cli.with_appcontext` makes the application with."""
    from flask.cli import ScriptInfo

    from app.commands import installation

    return ScriptInfo(create_app=installation.make_app)


def main() -> int:
    """Run the command line and return its exit status. A user's mistake is reported in one line, without a traceback.

    Every folder and file that a command makes is closed to everybody but the user it runs as.
    """
    os.umask(0o077)
    try:
        status = all_commands()(standalone_mode=False, prog_name="peil")
    except click.Abort:
        return 2
    except click.ClickException as fault:
        click.echo(f"peil: {fault.format_message()}", err=True)
        return 2
    except (SettingFault, OtherDatabase) as fault:
        click.echo(f"peil: {fault}", err=True)
        return 2
    except Exception as fault:
        if faults := content_faults(fault):
            click.echo("\n".join(faults), err=True)
            return 1
        words = file_fault(fault) if isinstance(fault, OSError) else database_fault(fault)
        if words is None:
            raise
        click.echo(f"peil: {words}", err=True)
        return 2
    return status if isinstance(status, int) else 0


def content_faults(fault: Exception) -> list[str]:
    """Return one line for each fault in a content file when `fault` is a ContentFault; empty for another exception."""
    if "app.content.reading" not in sys.modules:
        return []
    from app.content.reading import ContentFault

    return [str(each) for each in fault.faults] if isinstance(fault, ContentFault) else []


def file_fault(fault: OSError) -> str:
    """Return one line about a file or folder that a command could not read, make or write."""
    place, why = fault.filename or "A file", fault.strerror or type(fault).__name__
    if storage_cause(fault) == "full":
        return f"{place} cannot be written: the disk is full. Make room, or choose another place; then try again."
    return f"{place} cannot be used: {why}. Choose another place, or see to who may write there; then try again."


def database_fault(fault: Exception) -> str | None:
    """Return one line about an error of the database; None for other errors. The line holds no value that was stored.

    SQLAlchemy is imported only where a fault of its own can have been raised: `peil --help` needs none of it.
    """
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy.exc import SQLAlchemyError

    cause = storage_cause(fault)
    if cause:
        said = next(iter(str(getattr(fault, "orig", fault)).strip().splitlines()), "no answer").rstrip(".")
        return f"the database cannot be used: {storage_line(cause)} ({said})"
    if isinstance(fault, SQLAlchemyError):
        return (
            f"the database refused ({type(fault).__name__}); nothing of this step was kept. `peil upgrade` may mend it."
        )
    return None
