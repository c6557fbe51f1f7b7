"""Encrypts and decrypts a backup as a stream, as an age file for one or more recipients.

Must not know what is in it. Source of the format: https://age-encryption.org/v1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyrage
from pyrage import x25519

from app.vault.holder_keys import HolderKey, checked_recipient


class NotThisBackupKey(ValueError):
    """The file is not encrypted to this key, is cut off, or is no backup."""


def encrypt_stream(source: BinaryIO, target: BinaryIO, *, recipients: Iterable[str]) -> None:
    """Encrypt `source` to every recipient (`age1…`). Raises NoRecipient."""
    keys = [x25519.Recipient.from_str(checked_recipient(each)) for each in recipients]
    pyrage.encrypt_io(source, target, keys)


def decrypt_stream(source: BinaryIO, target: BinaryIO, *, key: HolderKey) -> None:
    """Decrypt `source` into `target`. Raises NotThisBackupKey; what was written until then must not be used."""
    try:
        pyrage.decrypt_io(source, target, [x25519.Identity.from_str(key.secret)])
    except (pyrage.DecryptError, OSError, ValueError):
        raise NotThisBackupKey from None
