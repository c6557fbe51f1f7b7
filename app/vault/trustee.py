"""The key of a trustee (a works council, a platform): without their file a period cannot be opened.

Decides the trustee's key file and how a period's private key is sealed to it.
Must not know who the trustee is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.vault.key_files import KeyFileUnreadable, key_from, read_fields, write_once


class TrusteeKeyNeeded(ValueError):
    """The period key is sealed to a trustee, and no key file was handed in."""


class WrongTrusteeKey(ValueError):
    """This key file is not the one the period key was sealed to."""


@dataclass(frozen=True, slots=True, repr=False)
class TrusteeKey:
    """What stands in the trustee's file: 32 bytes each; only `public` may leave their hands."""

    public: bytes
    private: bytes

    @classmethod
    def read(cls, path: Path) -> "TrusteeKey":
        """Raises KeyFileUnreadable when the file is missing, damaged or no trustee key."""
        try:
            fields = read_fields(path)
        except FileNotFoundError:
            raise KeyFileUnreadable(path) from None
        private = key_from(fields, "trustee_private_key", path=path)
        return cls(public=bytes(PrivateKey(private).public_key), private=private)

    def __repr__(self) -> str:
        return "TrusteeKey(hidden)"


def make_trustee_key(path: Path) -> bytes:
    """Write a new key file for the trustee to keep, and return its public key (32 bytes).

    Raises KeyFileExists.
    """
    key = PrivateKey.generate()
    public = bytes(key.public_key)
    write_once(path, {"trustee_public_key": public.hex(), "trustee_private_key": bytes(key).hex()})
    return public


def sealed_fields(private_key: bytes, *, trustee_public_key: bytes) -> dict[str, str]:
    """What a period's key file holds instead of its private key."""
    sealed = SealedBox(PublicKey(trustee_public_key)).encrypt(private_key)
    return {"trustee_public_key": trustee_public_key.hex(), "sealed_private_key": sealed.hex()}


def opened_field(fields: Mapping[str, str], *, trustee: TrusteeKey | None, path: Path) -> bytes:
    """The private key of a period out of `sealed_fields`; `path` is named when the envelope is damaged.

    Raises TrusteeKeyNeeded, WrongTrusteeKey, KeyFileUnreadable.
    """
    if trustee is None:
        raise TrusteeKeyNeeded
    if trustee.public != key_from(fields, "trustee_public_key", path=path):
        raise WrongTrusteeKey
    try:
        return SealedBox(PrivateKey(trustee.private)).decrypt(bytes.fromhex(fields["sealed_private_key"]))
    except (CryptoError, ValueError, TypeError, KeyError):
        raise KeyFileUnreadable(path) from None
