"""Derives many independent secrets from one.

Decides the label scheme (`peil/v1/…`). A label never changes: whoever changes one makes every existing diary
unreadable. Must not know what the derived bytes are used for.
"""

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(secret: bytes, *, label: str, length: int = 32) -> bytes:
    """Derive `length` bytes from this secret and label. Source: RFC 5869 (HKDF-SHA256, no salt)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"peil/v1/{label}".encode()).derive(secret)


def keyed_name(key: bytes, *parts: str) -> bytes:
    """Return 32 bytes that look random without `key`: HMAC-SHA256 over the parts.

    Each part is preceded by its length, so that ("a", "bc") and ("ab", "c") have different names.
    """
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in encoded), "sha256")
