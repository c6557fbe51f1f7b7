"""Encrypts the contents of cookies, so that they cannot be read or changed on the way.

Decides the encryption only. Must not know cookie names, ages or contents.
"""

import base64
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.vault.derivation import derive

SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SecretTooShort(ValueError):
    """The installation's secret has fewer than `SECRET_BYTES` bytes."""


class CookieBroken(ValueError):
    """The text was cut or changed, or was encrypted for another purpose or under another secret."""


class CookieSeal:
    """Encrypts under the installation's secret; each purpose has a key of its own."""

    def __init__(self, secret: bytes) -> None:
        """Take the `secret`, at least 32 random bytes. Raises SecretTooShort."""
        if len(secret) < SECRET_BYTES:
            raise SecretTooShort
        self._secret = secret

    def __repr__(self) -> str:
        return "CookieSeal(hidden)"

    def seal(self, purpose: str, content: bytes) -> str:
        """Encrypt `content` as url-safe text, about 4/3 × (length + 28) characters; a different text at each call."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher(purpose).encrypt(nonce, content, None)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, purpose: str, text: str) -> bytes:
        """Decrypt what was encrypted for this purpose. Raises CookieBroken."""
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return self._cipher(purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (ValueError, InvalidTag):
            raise CookieBroken from None

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(derive(self._secret, label=f"cookie/{purpose}"))
