"""`peil period`: the keys of periods, and closing one together with a trustee."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app import clock
from app.db import db, writing
from app.key_watch import kind_of
from app.programme.concerns import COMMANDS, Waiting, mended
from app.programme.models import Period
from app.programme.service import due_to_destroy, set_trustee
from app.releases.destroying import destroy_period, give_up
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
@click.option("--leave-unopened", is_flag=True, help="Publish although one ballot in a hundred or more does not open.")
@with_appcontext
def close(*, period_id: str, key_file: Path | None, leave_unopened: bool) -> None:
    """Release a PERIOD that waits for its trustee, or for a person who has looked at what was wrong."""
    found = db.session.get(Period, period_id)
    if found is None:
        raise click.ClickException(f"There is no period {period_id}. `peil release list` names those there are.")
    if found.state == "released":
        raise click.ClickException(f"Period {period_id} was released; a release never changes.")
    if found.closes_at > clock.now():
        raise click.ClickException(f"Period {period_id} can be answered until {found.closes_at:%Y-%m-%d %H:%M} UTC.")
    if found.destroyed:
        raise click.ClickException(f"Period {period_id} was given up: its ballots and its key are gone.")
    keys = PeriodKeys(settings().keys)
    outcome = release_period(
        db.session,
        period_id,
        keys=keys,
        now=clock.now(),
        trustee=_trustee(key_file),
        by_hand=True,
        leave_unopened=leave_unopened,
    )
    if outcome != "released":
        click.echo(f"Not released: {_why(period_id)}", err=True)
        raise click.exceptions.Exit(1)
    _mended(period_id)
    if any(each.id == period_id for each in due_to_destroy(db.session, clock.now())):
        _destroy(period_id, keys=keys)
    click.echo(f"released {period_id}. The next tick draws its charts.")


def _why(period_id: str) -> str:
    """The reason in plain words, with what was found and how to mend it."""
    because = db.session.get_one(Period, period_id, populate_existing=True).waiting_because
    if because is None:
        return "another run is at it."
    waits, detail = Waiting(kind_of(because), period_id), because.partition(": ")[2]
    command = COMMANDS.get(waits.kind, "").replace("PERIOD", period_id)
    with force_locale("en"):
        words = [waits.what, f"({detail})" if detail else "", waits.mend, command]
    return " ".join(part for part in words if part)


def _mended(period_id: str) -> None:
    with writing(db.session):
        mended(db.session, period_id)


def _destroy(period_id: str, *, keys: PeriodKeys) -> None:
    """What goes after a release; what cannot be done now the tick does, and says so until it is done."""
    try:
        destroy_period(db.session, period_id, keys=keys)
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
        give_up(db.session, period_id, keys=PeriodKeys(settings().keys))
    except OSError:
        raise click.ClickException("The folder of keys cannot be written; the key is still there.") from None
    _mended(period_id)
    click.echo(f"gave up {period_id}: its ballots and its key are gone, unread.")


def _trustee(key_file: Path | None) -> TrusteeKey | None:
    try:
        return TrusteeKey.read(key_file) if key_file else None
    except KeyFileUnreadable:
        raise click.ClickException(f"{key_file} is not a trustee's key file, or it is damaged.") from None
