"""The `peil` command: everything an operator does.

Exit status 0: done; 1: the check did not hold; 2: wrong use.
"""

from __future__ import annotations

import os
import sys

import click
from flask.cli import ScriptInfo

from app.commands import installation
from app.commands.serving import run_tick, serve
from app.config import SettingFault
from app.schema_version import OtherDatabase


@click.group()
def peil() -> None:
    """Run Peil: pulse surveys whose group results nobody can take apart."""


def all_commands() -> click.Group:
    """Return `peil` with the commands of every feature, which are imported only when somebody types one."""
    from app.commands.accounts_commands import staff
    from app.commands.cards_commands import cards
    from app.commands.conversation_commands import conversation
    from app.commands.demo_commands import demo
    from app.commands.estimates_commands import estimate
    from app.commands.holders_commands import holder
    from app.commands.instrument_commands import instrument
    from app.commands.language_commands import language
    from app.commands.period_commands import period
    from app.commands.region_commands import region
    from app.commands.release_commands import release
    from app.commands.report_command import report
    from app.commands.theme_commands import theme

    release.add_command(estimate)
    for command in (installation.init, installation.upgrade, report, serve, run_tick):
        peil.add_command(command)
    for group in (demo, instrument, cards, conversation, holder, language, period, region, release, staff, theme):
        peil.add_command(group)
    return peil


def main() -> int:
    """Run the command line; a person's mistake is one line, never a traceback.

    Every folder and file that a command makes is closed to everybody but the user it runs as.
    """
    os.umask(0o077)
    from app.content.reading import ContentFault

    try:
        status = all_commands()(
            standalone_mode=False, prog_name="peil", obj=ScriptInfo(create_app=installation.make_app)
        )
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
        words = file_fault(fault) if isinstance(fault, OSError) else database_fault(fault)
        if words is None:
            raise
        click.echo(f"peil: {words}", err=True)
        return 2
    return status if isinstance(status, int) else 0


def file_fault(fault: OSError) -> str:
    """Return one line about a file or folder that a command could not read, make or write."""
    place, why = fault.filename or "A file", fault.strerror or type(fault).__name__
    return f"{place} cannot be used: {why}. Choose another place, or see to who may write there; then try again."


def database_fault(fault: Exception) -> str | None:
    """Return one line about what the database refused, without what was written; None for other faults.

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
