"""Whether a key belongs to the period or poll that it lies there for.

A file can be valid and still be another's: opening with it finds nothing, and destroying after it loses everything.
"""

from typing import Literal

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, PeriodKeys

KeyFault = Literal["key_missing", "key_unreadable", "key_does_not_fit"]


class KeyDoesNotFit(ValueError):
    """The private key is not the other half of the public one that ballots were sealed to."""


def require_fit(private_key: bytes, public_key: bytes | None) -> bytes:
    """Return the private key when it opens what was sealed to `public_key`. Raises KeyDoesNotFit."""
    if public_key is None or _public_half(private_key) != public_key:
        raise KeyDoesNotFit
    return private_key


def key_fault(keys: PeriodKeys, name: str, *, public_key: bytes | None) -> KeyFault | None:
    """Return what is wrong with the key that lies there under `name`; None when it fits `public_key`.

    Of a key that its holders have only the public half can be compared.
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
