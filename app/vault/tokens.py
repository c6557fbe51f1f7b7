"""One-time links and invitation cards: a token that is handed out, and the hash that is kept.

Must not know what a token is for, or until when it holds.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable


def make_token(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """24 url-safe characters, 144 random bits. Only the demonstration builder hands in `random_bytes`."""
    return base64.urlsafe_b64encode(random_bytes(18)).decode()


def token_hash(token: str) -> bytes:
    """What is stored instead of the token (SHA-256, 32 bytes). No salt: 144 random bits cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
