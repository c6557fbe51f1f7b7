"""Checks whether a key file belongs to its period or poll.

A file can be valid and still be another's: decrypting with it finds nothing, and destroying ballots after that loses
everything.
"""

from typing import Literal

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, PeriodKeys

KeyFault = Literal["key_missing", "key_unreadable", "key_does_not_fit"]


class KeyDoesNotFit(ValueError):
    """The private key does not belong to the public key that ballots were encrypted to."""


def require_fit(private_key: bytes, public_key: bytes | None) -> bytes:
    """Return the private key when it belongs to `public_key`. Raises KeyDoesNotFit."""
    if public_key is None or _public_half(private_key) != public_key:
        raise KeyDoesNotFit
    return private_key


def key_fault(keys: PeriodKeys, name: str, *, public_key: bytes | None) -> KeyFault | None:
    """Return what is wrong with the key file `name`; None when it fits `public_key`.

    Of a key whose shares are with holders only the public key can be compared.
    """
    try:
        halves: set[bytes | None] = {keys.public(name)}
        if keys.holders_of(name) is None:
            halves.add(_public_half(keys.private(name)))
    except PeriodKeyMissing:
        return "key_missing"
    except (KeyFileUnreadable, OSError):
        return "key_unreadable"
    return None if halves == {public_key} else "key_does_not_fit"


def _public_half(private_key: bytes) -> bytes | None:
    try:
        return bytes(PrivateKey(private_key).public_key)
    except (CryptoError, TypeError, ValueError):
        return None
