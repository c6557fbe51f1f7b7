"""The command `peil theme`: counts a poll of a theme round with its key holders."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.commands.shares_at_hand import close_with, with_shares
from app.db import db
from app.lifecycle.theme_rounds import poll_box, run_rounds
from app.themes.models import ThemeRound

WAITS: dict[str | None, str] = {
    "key_missing": "The private key of this poll is missing; its ballots cannot be opened. The round can be stopped.",
    "holders_needed": "Key holders bring their shares: on the page /keys, or by peil theme close ROUND --share FILE.",
    "wrong_share": "The shares do not give the key of this poll; nothing was opened.",
    "key_unreadable": "A key file cannot be read; it is damaged or not a key file.",
    "key_does_not_fit": "The key that lies there belongs to something else. Put the right file back.",
    "ballots_unopened": "One in a hundred or more does not open. Find out why; then add --leave-unopened.",
    "released_before": "This poll was counted before: the database is an older copy. The round can be stopped.",
}


@click.group()
def theme() -> None:
    """Count polls of theme rounds, in which professionals propose and choose a theme."""


@theme.command("close")
@click.argument("round_id", metavar="ROUND")
@click.option("--leave-unopened", is_flag=True, help="Count although one in a hundred or more does not open.")
@with_shares
@with_appcontext
def close(*, round_id: str, share_files: tuple[Path, ...], key_files: tuple[Path, ...], leave_unopened: bool) -> None:
    """Count the poll of ROUND that waits for its key holders, and go on with the round."""
    found, now = db.session.get(ThemeRound, round_id), clock.now()
    if found is None:
        raise click.ClickException(f"There is no theme round {round_id}.")
    box = poll_box(db.session, round_id)
    if box is None:
        raise click.ClickException(f"Nothing waits to be counted in {round_id}: it is {found.state}.")
    closes = found.moments.closing(box.poll)
    if now < closes:
        raise click.ClickException(f"People can still {box.poll} until {closes:%Y-%m-%d %H:%M} UTC.")
    keys = close_with(
        box,
        share_files=share_files,
        key_files=key_files,
        leave_unopened=leave_unopened,
        why=lambda: f"Not counted: {WAITS.get(box.state(db.session).waits_because, 'another run is at it.')}",
    )
    run_rounds(db.session, now=now, keys=keys)
    click.echo(f"counted {round_id}. The key of this poll is destroyed.")
