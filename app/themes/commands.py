"""`peil theme`: count a poll of a theme round together with a trustee."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.db import db, writing
from app.programme.concerns import mended
from app.themes.counting import close_poll, run_rounds
from app.themes.models import ThemeRound
from app.themes.stages import poll_of
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeys
from app.vault.trustee import TrusteeKey
from app.web.settings import settings

WAITS: dict[str | None, str] = {
    "key_missing": "The private key of this poll is missing; its ballots cannot be opened. The round can be stopped.",
    "trustee_needed": "The trustee takes part in counting: peil theme close ROUND --key-file FILE.",
    "wrong_trustee": "This is not the key file that the poll was opened with.",
    "key_unreadable": "A key file cannot be read; it is damaged or not a key file.",
    "key_does_not_fit": "The key that lies there belongs to something else. Put the right file back.",
    "ballots_unopened": "One in a hundred or more does not open. Find out why; then add --leave-unopened.",
    "released_before": "This poll was counted before: the database is an older copy. The round can be stopped.",
}


@click.group()
def theme() -> None:
    """Theme rounds: what professionals propose and choose."""


@theme.command("close")
@click.argument("round_id", metavar="ROUND")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The trustee's file.")
@click.option("--leave-unopened", is_flag=True, help="Count although one in a hundred or more does not open.")
@with_appcontext
def close(*, round_id: str, key_file: Path | None, leave_unopened: bool) -> None:
    """Count the poll of ROUND that waits for its trustee, and go on with the round."""
    found, now = db.session.get(ThemeRound, round_id), clock.now()
    if found is None:
        raise click.ClickException(f"There is no theme round {round_id}.")
    poll = poll_of(found.state)
    if poll is None:
        raise click.ClickException(f"Nothing waits to be counted in {round_id}: it is {found.state}.")
    if now < found.moments.closing(poll):
        raise click.ClickException(f"People can still {poll} until {found.moments.closing(poll):%Y-%m-%d %H:%M} UTC.")
    keys = PeriodKeys(settings().keys)
    if not close_poll(
        db.session, round_id, now=now, keys=keys, trustee=_trustee(key_file), leave_unopened=leave_unopened
    ):
        waits = db.session.get_one(ThemeRound, round_id, populate_existing=True).waiting_because
        click.echo(f"Not counted: {WAITS.get(waits, 'another run is at it.')}", err=True)
        raise click.exceptions.Exit(1)
    with writing(db.session):
        mended(db.session, round_id)
    run_rounds(db.session, now=now, keys=keys)
    click.echo(f"counted {round_id}. The key of this poll is destroyed.")


def _trustee(key_file: Path | None) -> TrusteeKey | None:
    try:
        return TrusteeKey.read(key_file) if key_file else None
    except KeyFileUnreadable:
        raise click.ClickException(f"{key_file} is not a trustee's key file, or it is damaged.") from None
