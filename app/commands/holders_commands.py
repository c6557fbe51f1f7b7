"""The commands `peil holder`: make a key, choose key holders, write a holder's encrypted share, decrypt one."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.commands.out_files import write_out
from app.db import db, writing
from app.holders.shared_keys import SharedKey, shared_keys
from app.holding import Holder, Holders, HoldersUnsound
from app.programme.holders import set_holders
from app.programme.models import Programme
from app.programme.service import PLANNING
from app.vault.holder_keys import (
    HolderKey,
    NoRecipient,
    NotForThisKey,
    PassphraseNeeded,
    WrongPassphrase,
    checked_recipient,
    read_holder_key,
    write_holder_key,
)
from app.vault.key_files import KeyFileExists, KeyFileUnreadable
from app.vault.period_keys import PeriodKeys
from app.web.settings import settings

UNSOUND = {
    "none": "Give at least one --holder NAME=age1…",
    "too_many": "At most five holders.",
    "needed": "--needed is larger than the number of holders.",
    "one_is_enough": "With one of several, any of them could open everything alone. Choose --needed 2.",
    "same_key": "Two holders have the same age1 line; each makes a key of their own.",
    "same_name": "Two holders have the same name.",
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def holder() -> None:
    """Manage key holders: without enough of them nobody can open the answers of a period, not even the host."""


@holder.command()
@click.argument("file", type=NEW_FILE)
@click.option("--passphrase", envvar="PEIL_PASSPHRASE", default="", help="Locks the file; asked for with --lock.")
@click.option("--lock", is_flag=True, help="Ask for a passphrase.")
def make(*, file: Path, passphrase: str, lock: bool) -> None:
    """Make a key FILE, on the holder's own computer, and print its public address, the line to give away."""
    if lock and not passphrase:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    try:
        made = write_holder_key(file, passphrase=passphrase)
    except KeyFileExists:
        raise click.ClickException(f"{file} exists. Choose another name; nothing was changed.") from None
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}.") from None
    click.echo(made.recipient)


@holder.command("open-share")
@click.argument("share", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The holder's key file.")
@click.option("--passphrase", envvar="PEIL_PASSPHRASE", default="")
def open_share(*, share: Path, key_file: Path, passphrase: str) -> None:
    """Decrypt a SHARE file with the holder's key, and print its words."""
    key = holder_key(key_file, passphrase=passphrase)
    try:
        click.echo(key.open(share.read_bytes()).decode())
    except (NotForThisKey, ValueError):
        raise click.ClickException(f"{share} was not sealed to this key, or it is damaged.") from None


@holder.command("set")
@click.option("--holder", "lines", multiple=True, metavar="NAME=age1…[=EMAIL]", help="Once for each holder.")
@click.option("--needed", type=int, default=2, show_default=True, help="How many of them have to come.")
@click.option("--nobody", is_flag=True, help="Go back to periods that close by themselves.")
@click.option("--programme", "programme_id", default="", help="Its id; default: every programme.")
@with_appcontext
def choose(*, lines: tuple[str, ...], needed: int, nobody: bool, programme_id: str) -> None:
    """Choose who holds the keys of the periods that open from now on."""
    if nobody == bool(lines):
        raise click.UsageError("Give either --holder, once for each holder, or --nobody.")
    holders = None if nobody else holders_from(lines, needed=needed)
    with writing(db.session, turn=PLANNING):
        wanted = [db.session.get(Programme, programme_id)] if programme_id else db.session.query(Programme).all()
        found = [each for each in wanted if each]
        for each in found:
            set_holders(db.session, each, holders)
    if not found:
        raise click.ClickException("There is no such programme; nothing was changed.")
    how = f"with {needed} of: {', '.join(holders.names)}" if holders else "by themselves"
    click.echo(f"Periods that open from now on close {how}. An open period keeps the key it has.")


@holder.command()
@with_appcontext
def status() -> None:
    """Show who holds which key at present, who has brought a share, and how many are still needed."""
    for each in shared_keys(db.session, now=clock.now()):
        click.echo(f"{each.id}: {_state(each)}")
        for number, person in enumerate(each.holders):
            came = "  has brought the share" if number in each.brought else ""
            click.echo(f"  {number + 1}  {person.name}  {person.recipient}{came}")


@holder.command()
@click.argument("key_id", metavar="KEY")
@click.argument("number", type=click.IntRange(1))
@click.option("--out", type=NEW_FILE, required=True)
@with_appcontext
def share(*, key_id: str, number: int, out: Path) -> None:
    """Write the encrypted share of holder NUMBER (as `status` counts them) to a file for that holder."""
    found = key_named(key_id)
    if not found.over:
        raise click.ClickException(f"People can still answer until {found.closes_at:%Y-%m-%d %H:%M} UTC.")
    if number > len(found.holders):
        raise click.ClickException(f"{key_id} has {len(found.holders)} holders.")
    try:
        write_out(out, PeriodKeys(settings().keys).sealed_share(key_id, number - 1))
    except KeyFileUnreadable:
        raise click.ClickException(f"The key of {key_id} has no such share.") from None
    click.echo(f"Wrote {out}, for {found.holders[number - 1].name} alone.")


def holders_from(lines: tuple[str, ...], *, needed: int) -> Holders:
    """Read the holders from a command line. Raises ClickException, whose message says how to mend it."""
    found = []
    for line in lines:
        name, _equals, rest = line.partition("=")
        recipient, _equals, email = rest.partition("=")
        try:
            found.append(Holder(name.strip()[:60], checked_recipient(recipient), email.strip().casefold()))
        except NoRecipient:
            text = f"{line!r} should read NAME=age1… with the whole line that `peil holder make` printed."
            raise click.ClickException(text) from None
    try:
        return Holders(needed, tuple(found))
    except HoldersUnsound as unsound:
        raise click.ClickException(UNSOUND[unsound.reason]) from None


def holder_key(path: Path, *, passphrase: str = "") -> HolderKey:
    """Read the key in a holder's file, asking for its passphrase where it has one. Raises ClickException."""
    try:
        return read_holder_key(path, passphrase=passphrase)
    except PassphraseNeeded:
        return holder_key(path, passphrase=click.prompt(f"Passphrase of {path.name}", hide_input=True))
    except WrongPassphrase:
        raise click.ClickException(f"{path} does not open with this passphrase.") from None
    except KeyFileUnreadable:
        raise click.ClickException(f"{path} is not a holder's key file, or it is damaged.") from None


def key_named(key_id: str) -> SharedKey:
    """Return a key whose shares are with holders, by its own id or its period's. Raises ClickException."""
    for each in shared_keys(db.session, now=clock.now()):
        if key_id in {each.id, each.subject}:
            return each
    raise click.ClickException(f"No key of {key_id} is with holders. `peil holder status` names those there are.")


def _state(found: SharedKey) -> str:
    if not found.readable:
        return "its key file cannot be read"
    if not found.over:
        return f"open until {found.closes_at:%Y-%m-%d %H:%M} UTC; {found.needed} of these bring a share then"
    return f"waits for {found.missing} more of these"
