"""Shares of a key that holders bring to the operator, as files with words or as their own key files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app import clock
from app.commands.holders_commands import FILE, holder_key
from app.db import db, writing
from app.holders.shared_keys import period_keys
from app.lifecycle.ballot_box import BallotBox, close_box
from app.programme.concerns import mended
from app.vault.brought_shares import forget_shares, kept_shares
from app.vault.holder_keys import HolderKey
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, PeriodKeys, ShareOfAnotherKey, WrongHolderKey
from app.vault.shares import ShareDamaged, checked_share

MOST_BYTES = 64 * 1024
ADDED = (
    click.option("--share", "share_files", type=FILE, multiple=True, help="A file with the words of a share."),
    click.option("--key-file", "key_files", type=FILE, multiple=True, help="A holder's key file; the holder is there."),
)


def with_shares(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options `--share` and `--key-file` to a command."""
    for option in reversed(ADDED):
        command = option(command)
    return command


def close_with(
    box: BallotBox,
    *,
    share_files: tuple[Path, ...],
    key_files: tuple[Path, ...],
    leave_unopened: bool,
    why: Callable[[], str],
) -> PeriodKeys:
    """Count the ballots of a period or poll (`box`) with the key shares that holders brought.
    Return the keys folder, with the holders' keys that were used.

    `why`: returns the reason why it was not counted; the command then ends with status 1. Raises ClickException for a
    file that is no share.
    """
    keys, shares = taken(box.key_id, share_files=share_files, key_files=key_files)
    now = clock.now()
    outcome = close_box(db.session, box, keys=keys, now=now, brought=shares, leave_unopened=leave_unopened)
    if outcome != "counted":
        click.echo(why(), err=True)
        raise click.exceptions.Exit(1)
    forget_shares(keys, box.key_id)
    with writing(db.session):
        mended(db.session, box.subject)
    return keys


def taken(
    key_id: str, *, share_files: tuple[Path, ...], key_files: tuple[Path, ...]
) -> tuple[PeriodKeys, dict[int, str]]:
    """Read the key shares that holders brought; return the keys folder with the holders' keys, and the shares' words.
    The words are by holder number. `share_files` hold the words of shares; `key_files` are the holders' own keys.

    Raises ClickException for a file that is no share.
    """
    keys = period_keys()
    try:
        shares = {**kept_shares(keys, key_id, now=clock.now()), **_read_shares(keys, key_id, share_files)}
        present = [holder_key(path) for path in key_files]
        for path, key in zip(key_files, present, strict=True):
            _check(keys, key_id, key, path=path)
    except (PeriodKeyMissing, KeyFileUnreadable):
        return keys, {}  # Closing finds the same fault, and lets the period wait with that reason.
    return replace(keys, standing_by=(*keys.standing_by, *present)), shares


def _read_shares(keys: PeriodKeys, key_id: str, files: tuple[Path, ...]) -> dict[int, str]:
    found = {}
    for path in files:
        try:
            text = path.read_bytes()[:MOST_BYTES].decode()
            found[keys.holder_of(key_id, text)] = checked_share(text)
        except ShareDamaged as fault:
            word = f"{fault.word!r} is not one" if fault.word else "one is wrong, missing or in the wrong place"
            raise click.ClickException(f"{path} does not hold the words of a share: {word}.") from None
        except UnicodeDecodeError:
            raise click.ClickException(f"{path} does not hold the words of a share.") from None
        except ShareOfAnotherKey:
            raise click.ClickException(f"{path} holds a share of another period, not of {key_id}.") from None
    return found


def _check(keys: PeriodKeys, key_id: str, key: HolderKey, *, path: Path) -> None:
    try:
        keys.number_of(key_id, key)
    except WrongHolderKey:
        raise click.ClickException(f"{path}: its holder has no share of the key of {key_id}.") from None
