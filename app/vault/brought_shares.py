"""Stores shares that holders have brought and that wait for the others: in the keys folder, for a week at most.

Decides where they lie and until when. Encrypting them would gain nothing: whoever reads the folder could read the key
to them as well. One share fewer than needed tells nothing about the key (`shares`); the last one is never stored,
because it closes the period. Must not know whether a period is over.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.vault.key_files import KeyFileExists, KeyFileUnreadable, destroy, read_fields, write_once
from app.vault.period_keys import PeriodKeys
from app.vault.shares import checked_share

KEPT = timedelta(days=7)


def keep_share(keys: PeriodKeys, period_id: str, share: str, *, now: datetime) -> int:
    """Store a holder's share of a key until enough have come, at most a week; return the holder's number.

    A share that is stored already stays as it is. Raises what `PeriodKeys.holder_of` raises.
    """
    number = keys.holder_of(period_id, share)
    until = (now + KEPT).isoformat()
    with suppress(KeyFileExists):
        write_once(keys.place_of(period_id, f"share-{number}"), {"share": checked_share(share), "until": until})
    return number


def kept_shares(keys: PeriodKeys, period_id: str, *, now: datetime) -> dict[int, str]:
    """Return the stored shares of a key that have not expired, by their holder's number; changes nothing."""
    kept = {path: _share_in(path, now=now) for path in sorted(keys.folder.glob(f"{period_id}.key~share-*"))}
    return {_number_of(path): share for path, share in kept.items() if share}


def forget_old_shares(keys: PeriodKeys, *, now: datetime) -> None:
    """Destroy the stored shares of keys that are a week old or cannot be read."""
    for path in keys.folder.glob("*.key~share-*"):
        if not _is_draft(path) and not _share_in(path, now=now):
            destroy(path)


def forget_shares(keys: PeriodKeys, period_id: str) -> None:
    """Destroy the stored shares of this period's key, after they were used."""
    for path in keys.folder.glob(f"{period_id}.key~share-*"):
        destroy(path)


def _share_in(path: Path, *, now: datetime) -> str:
    """Return the words in a share file; empty when it has expired, cannot be read, or is being written."""
    if _is_draft(path):
        return ""
    try:
        fields = read_fields(path)
        return fields["share"] if datetime.fromisoformat(fields["until"]) > now else ""
    except (FileNotFoundError, KeyFileUnreadable, KeyError, ValueError):
        return ""


def _is_draft(path: Path) -> bool:
    return path.name.count("~") > 1


def _number_of(path: Path) -> int:
    return int(path.name.rpartition("-")[2])
