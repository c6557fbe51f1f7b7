"""`peil period`: the keys of periods, and closing one together with a trustee."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.db import db, writing
from app.programme.models import Period
from app.programme.service import set_trustee
from app.releases.publish import release_period
from app.vault.key_files import KeyFileExists, KeyFileUnreadable
from app.vault.period_keys import PeriodKeys
from app.vault.trustee import TrusteeKey, make_trustee_key
from app.web.settings import settings

KEY_BYTES = 32


@click.group()
def period() -> None:
    """Keys of periods, and closing with a trustee."""


@period.command("trustee-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_key(file: Path) -> None:
    """Make a trustee's key FILE, on the trustee's own machine, and print the public key to hand over."""
    try:
        public = make_trustee_key(file)
    except KeyFileExists:
        raise click.ClickException(f"{file} exists. Choose another name; nothing was changed.") from None
    click.echo(public.hex())


@period.command("key")
@click.option("--trustee", metavar="PUBLIC_KEY", help="64 hexadecimal digits, as `peil period trustee-key` printed.")
@click.option("--no-trustee", is_flag=True, help="Go back to periods that close by themselves.")
def choose_trustee(*, trustee: str | None, no_trustee: bool) -> None:
    """Let a trustee take part in closing every period that opens from now on."""
    if no_trustee == bool(trustee):
        raise click.UsageError("Give either --trustee PUBLIC_KEY or --no-trustee.")
    _keep_trustee(_public_key(trustee) if trustee else None)


def _public_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise click.ClickException("A trustee's public key is 64 hexadecimal digits. Copy the whole line.")
    return key


@with_appcontext
def _keep_trustee(public_key: bytes | None) -> None:
    with writing(db.session):
        programmes = set_trustee(db.session, public_key)
    if not programmes:
        raise click.ClickException("There is no programme yet; nothing was changed.")
    word = "with the trustee" if public_key else "by themselves"
    click.echo(f"Periods that open from now on close {word}. An open period keeps the key it has.")


@period.command("close")
@click.argument("period_id", metavar="PERIOD")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The trustee's file.")
@with_appcontext
def close(*, period_id: str, key_file: Path | None) -> None:
    """Release a PERIOD that waits for its trustee, or for a person who has looked at what was wrong."""
    found = db.session.get(Period, period_id)
    if found is None:
        raise click.ClickException(f"There is no period {period_id}. `peil release list` names those there are.")
    if found.state == "released":
        raise click.ClickException(f"Period {period_id} was released; a release never changes.")
    if found.closes_at > clock.now():
        raise click.ClickException(f"Period {period_id} can be answered until {found.closes_at:%Y-%m-%d %H:%M} UTC.")
    outcome = release_period(
        db.session,
        period_id,
        keys=PeriodKeys(settings().keys),
        now=clock.now(),
        trustee=_trustee(key_file),
        by_hand=True,
    )
    if outcome != "released":
        reason = db.session.get_one(Period, period_id, populate_existing=True).waiting_because
        click.echo(f"Not released: {reason or 'another run is at it.'}", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"released {period_id}. The next tick destroys its key and draws its charts.")


def _trustee(key_file: Path | None) -> TrusteeKey | None:
    try:
        return TrusteeKey.read(key_file) if key_file else None
    except KeyFileUnreadable:
        raise click.ClickException(f"{key_file} is not a trustee's key file, or it is damaged.") from None
