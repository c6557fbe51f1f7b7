"""Encrypts what somebody filled in and has not sent yet, so that nobody can read it once the period has closed.

The result is kept inside the person's diary entry, which only their personal code opens. The key here belongs to the
period and is deleted when it closes; after that not even the owner can read the draft. Must not know what a form asks.
"""

import base64
import binascii
import json
import secrets
import zlib
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DRAFT_KEY_BYTES: Final = 32
MAX_DRAFT_BYTES: Final = 60_000  # As JSON; reading unpacks no more than this either.
_NONCE_BYTES: Final = 12


class DraftTooLarge(ValueError):
    """The draft takes more than `MAX_DRAFT_BYTES` as JSON; nothing was encrypted."""


def new_draft_key() -> bytes:
    """Return a new key for the drafts of one period, `DRAFT_KEY_BYTES` long."""
    return secrets.token_bytes(DRAFT_KEY_BYTES)


def seal_draft(key: bytes, content: Any) -> str:
    """Encrypt a draft (what JSON can hold) with the period's key, as text in base64. Raises DraftTooLarge."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    if len(text) > MAX_DRAFT_BYTES:
        raise DraftTooLarge
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, zlib.compress(text, 9), None)).decode()


def open_draft(key: bytes, sealed: str) -> Any | None:
    """Decrypt a draft; None when it was made with another key or was damaged."""
    try:
        packed = base64.b64decode(sealed, validate=True)
        text = AESGCM(key).decrypt(packed[:_NONCE_BYTES], packed[_NONCE_BYTES:], None)
    except (InvalidTag, binascii.Error, ValueError):
        return None
    return json.loads(zlib.decompressobj().decompress(text, MAX_DRAFT_BYTES))
