"""The commands `peil period`: close or give up a period that waits for its key holders or for a person."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app import clock
from app.commands.shares_at_hand import close_with, with_shares
from app.db import db, writing
from app.languages import SOURCE
from app.lifecycle.ballot_box import destroy_counted, give_up
from app.lifecycle.key_watch import kind_of
from app.lifecycle.period_box import PeriodBox
from app.programme.concerns import Waiting, command_for, mended
from app.programme.models import Period
from app.programme.service import due_to_destroy
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings


@click.group()
def period() -> None:
    """Close or give up periods that wait for their key holders, or for a person to look at a problem."""


@period.command("close")
@click.argument("period_id", metavar="PERIOD")
@click.option("--leave-unopened", is_flag=True, help="Publish although one ballot in a hundred or more does not open.")
@with_shares
@with_appcontext
def close(*, period_id: str, share_files: tuple[Path, ...], key_files: tuple[Path, ...], leave_unopened: bool) -> None:
    """Release a PERIOD that waits for its key holders, or whose problem a person has looked at."""
    found = db.session.get(Period, period_id)
    if found is None:
        raise click.ClickException(f"There is no period {period_id}. `peil release list` names those there are.")
    if found.state == "released":
        raise click.ClickException(f"Period {period_id} was released; a release never changes.")
    if found.closes_at > clock.now():
        raise click.ClickException(f"Period {period_id} can be answered until {found.closes_at:%Y-%m-%d %H:%M} UTC.")
    if found.destroyed:
        raise click.ClickException(f"Period {period_id} was given up: its ballots and its key are gone.")
    keys = close_with(
        PeriodBox(period_id, by_hand=True),
        share_files=share_files,
        key_files=key_files,
        leave_unopened=leave_unopened,
        why=lambda: f"Not released: {_why(period_id)}",
    )
    if any(each.id == period_id for each in due_to_destroy(db.session, clock.now())):
        _destroy(period_id, keys=keys)
    click.echo(f"released {period_id}. The next tick draws its charts.")


def _why(period_id: str) -> str:
    """Return in plain words why a period was not released, what was found and how to mend it."""
    because = db.session.get_one(Period, period_id, populate_existing=True).waiting_because
    if because is None:
        return "another run is at it."
    waits, detail = Waiting(kind_of(because), period_id), because.partition(": ")[2]
    with force_locale(SOURCE):
        words = [waits.what, f"({detail})" if detail else "", waits.mend, command_for(waits)]
    return " ".join(part for part in words if part)


def _destroy(period_id: str, *, keys: PeriodKeys) -> None:
    """Destroy the ballots and the key after a release; the tick tries again when the keys folder cannot be written."""
    try:
        destroy_counted(db.session, PeriodBox(period_id), keys=keys)
    except OSError:
        click.echo("The folder of keys cannot be written: the key is still there. The tick tries again.", err=True)


@period.command("give-up")
@click.argument("period_id", metavar="PERIOD")
@click.option("--yes", "sure", is_flag=True, help="Its answers can then never be counted.")
@with_appcontext
def abandon(*, period_id: str, sure: bool) -> None:
    """Destroy ballots and key of a PERIOD that waits and can never be published. Diaries stay."""
    found = db.session.get(Period, period_id)
    if found is None or found.state != "waiting" or found.destroyed:
        raise click.ClickException(f"No period {period_id} waits for a person.")
    if not sure:
        raise click.ClickException(f"{_why(period_id)} To destroy its ballots and its key unread, add --yes.")
    try:
        give_up(db.session, PeriodBox(period_id), keys=PeriodKeys(settings().keys))
    except OSError:
        raise click.ClickException("The folder of keys cannot be written; the key is still there.") from None
    with writing(db.session):
        mended(db.session, period_id)
    click.echo(f"gave up {period_id}: its ballots and its key are gone, unread.")
