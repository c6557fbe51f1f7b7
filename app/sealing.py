"""Seals small secrets of the installation itself, such as what a staff member's code app knows.

Decides one thing: Fernet under a key that belongs to one purpose. Nothing of participants is sealed here; that is the
vault's, which features that show results may not even import. Must not know what it seals.
Why it stands apart: docs/decisions/0010-staff-access.md.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(ValueError):
    """The text was cut, changed, sealed for another purpose or under another secret."""


def seal(secret: bytes, purpose: str, text: str) -> str:
    """`text`, unreadable and unchangeable without the installation's `secret`; url-safe."""
    return _box(secret, purpose).encrypt(text.encode()).decode()


def unseal(secret: bytes, purpose: str, sealed: str) -> str:
    """Return what was sealed for this purpose. Raises SealBroken."""
    try:
        return _box(secret, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        raise SealBroken from None


def _box(secret: bytes, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.digest(secret, f"peil/v1/sealing/{purpose}".encode(), "sha256")))
