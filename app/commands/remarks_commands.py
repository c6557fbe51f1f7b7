"""The commands `peil remarks`: open or give up a remarks box that waits for a person."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app import clock
from app.db import db, writing
from app.lifecycle.ballot_box import close_box
from app.lifecycle.remark_box import RemarkBox
from app.lifecycle.remark_rounds import give_up_remarks, run_remarks
from app.programme.concerns import mended
from app.remarks.models import OPEN, PLANNED, RemarksOfPeriod
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings


@click.group()
def remarks() -> None:
    """Open remarks boxes that wait for a person, or destroy their remarks unread."""


@remarks.command("close")
@click.argument("period_id", metavar="PERIOD")
@click.option("--leave-unopened", is_flag=True, help="Keep the others although one in a hundred or more does not open.")
@with_appcontext
def close(*, period_id: str, leave_unopened: bool) -> None:
    """Open the remarks of a PERIOD that is over, for its programme team."""
    box, now = _waiting_box(period_id), clock.now()
    outcome = close_box(db.session, box, keys=box.keys, now=now, leave_unopened=leave_unopened)
    if outcome != "counted":
        because = box.state(db.session).waits_because
        raise click.ClickException(f"Not opened: {because or 'the period is not over, or another run is at it'}.")
    with writing(db.session):
        mended(db.session, box.subject)
    run_remarks(db.session, now=now, keys=box.keys)
    click.echo(f"opened the remarks of {period_id}. The key of their envelopes is destroyed.")


@remarks.command("give-up")
@click.argument("period_id", metavar="PERIOD")
@click.option("--yes", "sure", is_flag=True, help="Its remarks can then never be read.")
@with_appcontext
def abandon(*, period_id: str, sure: bool) -> None:
    """Destroy the remarks of a PERIOD unread, together with their key."""
    box = _waiting_box(period_id)
    if not sure:
        raise click.ClickException("To destroy these remarks and their key unread, add --yes.")
    try:
        give_up_remarks(db.session, box)
    except OSError:
        raise click.ClickException("The folder of keys cannot be written; the key is still there.") from None
    with writing(db.session):
        mended(db.session, box.subject)
    click.echo(f"gave up the remarks of {period_id}: they and their key are gone, unread.")


def _waiting_box(period_id: str) -> RemarkBox:
    """Return the box of a period whose remarks were not opened yet. Raises ClickException."""
    found = db.session.get(RemarksOfPeriod, period_id)
    if found is None or found.state not in (PLANNED, OPEN):
        raise click.ClickException(f"No remarks of a period {period_id} wait to be opened.")
    return RemarkBox(period_id, PeriodKeys(settings().keys))
