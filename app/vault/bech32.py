"""Writes bytes as the text that age uses for its keys, and reads it back (Bech32, BIP 173, by its reference code)."""

from __future__ import annotations

from bech32 import bech32_decode, bech32_encode, convertbits


class NoBech32(ValueError):
    """The text has another prefix, a character that Bech32 does not have, or a typo: its checksum does not fit."""


def encode(prefix: str, content: bytes) -> str:
    """Encode bytes as Bech32: `prefix`, a 1, the content and a checksum of six characters, in lower case."""
    return bech32_encode(prefix, convertbits(content, 8, 5) or [])


def decode(prefix: str, text: str) -> bytes:
    """Decode what `encode` wrote; capitals are accepted too. Raises NoBech32."""
    found, groups = bech32_decode(text)
    content = convertbits(groups, 5, 8, False) if found == prefix and groups is not None else None
    if content is None:
        raise NoBech32
    return bytes(content)
