"""Encrypts small secrets of the installation itself, such as the secret of a staff member's code app.

Decides one thing: Fernet under a key that belongs to one purpose. Participants' answers are never encrypted here; the
vault does that, and features that show results may not import it. Must not know what it encrypts. Why it is separate:
docs/decisions/0010-staff-access.md.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken


class SealBroken(ValueError):
    """The text was cut or changed, or was encrypted for another purpose or under another secret."""


def seal(secret: bytes, purpose: str, text: str) -> str:
    """Encrypt `text` for one purpose under the installation's `secret`; the result is url-safe."""
    return _box(secret, purpose).encrypt(text.encode()).decode()


def unseal(secret: bytes, purpose: str, sealed: str) -> str:
    """Decrypt a text that was encrypted for this purpose. Raises SealBroken."""
    try:
        return _box(secret, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        raise SealBroken from None


def _box(secret: bytes, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(hmac.digest(secret, f"peil/v1/sealing/{purpose}".encode(), "sha256")))
