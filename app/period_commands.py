"""`peil period`: close a period together with its key holders, or one that waits for a person."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.db import db
from app.holders.at_hand import taken, with_shares
from app.programme.models import Period
from app.releases.publish import release_period
from app.vault.brought import forget_shares


@click.group()
def period() -> None:
    """Periods that wait: for their key holders, or for a person who has looked at what was wrong."""


@period.command("close")
@click.argument("period_id", metavar="PERIOD")
@with_shares
@with_appcontext
def close(*, period_id: str, share_files: tuple[Path, ...], key_files: tuple[Path, ...]) -> None:
    """Release a PERIOD that waits for its key holders, or for a person who has looked at what was wrong."""
    found = db.session.get(Period, period_id)
    if found is None:
        raise click.ClickException(f"There is no period {period_id}. `peil release list` names those there are.")
    if found.state == "released":
        raise click.ClickException(f"Period {period_id} was released; a release never changes.")
    if found.closes_at > clock.now():
        raise click.ClickException(f"Period {period_id} can be answered until {found.closes_at:%Y-%m-%d %H:%M} UTC.")
    keys, shares = taken(period_id, share_files=share_files, key_files=key_files)
    outcome = release_period(db.session, period_id, keys=keys, now=clock.now(), brought=shares, by_hand=True)
    if outcome != "released":
        reason = db.session.get_one(Period, period_id, populate_existing=True).waiting_because
        click.echo(f"Not released: {reason or 'another run is at it.'}", err=True)
        raise click.exceptions.Exit(1)
    forget_shares(keys, period_id)
    click.echo(f"released {period_id}. The next tick destroys its key and draws its charts.")
