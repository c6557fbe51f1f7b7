"""Unguessable one-time tokens for invitations and sign-in addresses; only their hash is ever stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable

# Punctuation of the sentence or page around an address, spaces, and signs that cannot be seen. No token has any of
# them; the dash and the underscore, which a token may end in, are not among them.
_ADDED = re.compile(
    r"[\s.,;:!?*|=/\\()\[\]{}<>'\"`\u00ab\u00ad\u00bb\u200b-\u200f\u2018-\u201f\u2026\u2028-\u202f\u2039\u203a\u2060"
    r"\u3000-\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\ufeff]+\Z"
)


def make_token(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make a random token of 144 bits, as 24 characters that need no escaping in an address (url-safe base64)."""
    return urlsafe_b64encode(random_bytes(18)).decode()


def keyed_token(secret: bytes, purpose: str, text: str) -> str:
    """Return the token that belongs to a short text: the same every time, and unguessable without the `secret`."""
    digest = hmac.digest(secret, f"peil/v1/token/{purpose}/{text}".encode(), "sha256")
    return urlsafe_b64encode(digest[:18]).decode()


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of the token (32 bytes); with 144 random bits there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def without_ending(address: str) -> str:
    """Return the address, or its last part, without the punctuation that mail programs and sentences add at its end."""
    return _ADDED.sub("", address)
