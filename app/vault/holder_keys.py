"""The key file of a key holder: an ordinary age identity, made by the holder and never by the server.

Decides the format of such a file and how a share is encrypted to it (age, https://age-encryption.org/v1). A trustee's
file of an earlier Peil is the same key in another notation. Must not know whose it is.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pyrage
from pyrage import passphrase as by_passphrase
from pyrage import x25519

from app.vault.bech32 import NoBech32, decode, encode
from app.vault.key_files import KeyFileExists, KeyFileUnreadable

PREFIX = "AGE-SECRET-KEY-"
SEALED_MARKS = (b"-----BEGIN AGE ENCRYPTED FILE-----", b"age-encryption.org/v1")
MOST_BYTES = 64 * 1024


class NoRecipient(ValueError):
    """The text is no X25519 address of age (`age1` and 58 characters), or has a typo."""


class PassphraseNeeded(ValueError):
    """The key file is locked with a passphrase."""


class WrongPassphrase(ValueError):
    """The key file does not open with this passphrase."""


class NotForThisKey(ValueError):
    """The share of a key was encrypted to another holder's key, or it is damaged."""


@dataclass(frozen=True, slots=True, repr=False)
class HolderKey:
    """A key holder's private key; `recipient` (the address) is given away, `secret` never leaves their hands."""

    secret: str

    def __repr__(self) -> str:
        return "HolderKey(hidden)"

    @property
    def recipient(self) -> str:
        """Return the address that shares are encrypted to (`age1…`)."""
        return str(x25519.Identity.from_str(self.secret).to_public())

    @property
    def private(self) -> bytes:
        """Return the private key as 32 bytes."""
        return decode(PREFIX.lower(), self.secret)

    def open(self, sealed: str | bytes) -> bytes:
        """Decrypt what was encrypted to this holder. Raises NotForThisKey."""
        content = sealed.encode() if isinstance(sealed, str) else sealed
        try:
            return bytes(pyrage.decrypt(content, [x25519.Identity.from_str(self.secret)]))
        except pyrage.DecryptError:
            raise NotForThisKey from None


def seal_to(recipient: str, content: bytes) -> str:
    """Encrypt `content` to one age address, as an age file in text form. Raises NoRecipient."""
    return bytes(pyrage.encrypt(content, [_recipient(recipient)], armored=True)).decode()


def checked_recipient(text: str) -> str:
    """Return a valid age address (`age1…`) without the spaces around it. Raises NoRecipient."""
    return str(_recipient(text.strip()))


def recipient_bytes(recipient: str) -> bytes:
    """Return the public key in an age address: 32 bytes. Raises NoRecipient."""
    try:
        return decode("age", checked_recipient(recipient))
    except NoBech32:
        raise NoRecipient from None


def new_holder_key() -> HolderKey:
    return HolderKey(str(x25519.Identity.generate()))


def write_holder_key(path: Path, *, passphrase: str = "") -> HolderKey:
    """Make the key pair of a key holder, write it to a new file and return it. Raises KeyFileExists.
    The file is encrypted with `passphrase`, unless that is empty.
    """
    made = new_holder_key()
    text = f"# A key of Peil: keep this file to yourself.\n# public key: {made.recipient}\n{made.secret}\n".encode()
    content = bytes(by_passphrase.encrypt(text, passphrase, armored=True)) if passphrase else text
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode=0o600)) as file:
            file.write(content)
    except FileExistsError:
        raise KeyFileExists(path) from None
    return made


def read_holder_key(path: Path, *, passphrase: str = "") -> HolderKey:
    """Read a holder's key file. Raises KeyFileUnreadable, PassphraseNeeded, WrongPassphrase."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError:
        raise KeyFileUnreadable(path) from None
    if content.startswith(SEALED_MARKS):
        content = _unlocked(content, passphrase)
    key = _key_in(content)
    if key is None:
        raise KeyFileUnreadable(path)
    return key


def _unlocked(content: bytes, passphrase: str) -> bytes:
    if not passphrase:
        raise PassphraseNeeded
    try:
        return bytes(by_passphrase.decrypt(content, passphrase))
    except pyrage.DecryptError:
        raise WrongPassphrase from None


def _key_in(content: bytes) -> HolderKey | None:
    """Return the first key in an age file, or the one in a trustee's file; None when there is none."""
    try:
        lines = content.decode().splitlines()
        secret = next((line.strip() for line in lines if line.startswith(PREFIX)), "") or _of_trustee(content)
        return HolderKey(str(x25519.Identity.from_str(secret))) if secret else None
    except (ValueError, TypeError, KeyError, pyrage.IdentityError):
        return None


def _of_trustee(content: bytes) -> str:
    """Return the key in a single trustee's file of an earlier Peil, in age's notation; empty when there is none.

    Such a file holds 32 bytes of the same curve (X25519) as hexadecimal digits.
    """
    fields = json.loads(content)
    private = bytes.fromhex(fields["trustee_private_key"]) if isinstance(fields, dict) and fields else b""
    return encode(PREFIX.lower(), private).upper() if len(private) == 32 else ""


def _recipient(text: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):
        raise NoRecipient from None
