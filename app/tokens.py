"""Unguessable one-time tokens for invitations and sign-in addresses; only their hash is ever stored."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable


def make_token(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Make 144 random bits as 24 letters that are safe in an address."""
    return urlsafe_b64encode(random_bytes(18)).decode()


def token_hash(token: str) -> bytes:
    """SHA-256 of the token, 32 bytes: enough for 144 random bits, nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
