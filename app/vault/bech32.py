"""Writes 32 bytes as the text that age uses for its keys, and reads it back (BIP 173, Bech32, no key is made here)."""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class NoBech32(ValueError):
    """The text has another prefix, other letters, or a mistyped one: its checksum does not fit."""


def encode(prefix: str, content: bytes) -> str:
    """`prefix`, a 1, and the bytes in groups of five bits with six letters of checksum, in small letters."""
    groups = list(_regroup(content, 8, 5, pad=True))
    rest = _checksum([*_expanded(prefix), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    return f"{prefix}1" + "".join(LETTERS[each] for each in [*groups, *(rest >> 5 * (5 - i) & 31 for i in range(6))])


def decode(prefix: str, text: str) -> bytes:
    """The bytes that `encode` wrote; capitals are as good as small letters. Raises NoBech32."""
    plain = text.lower()
    head, one, body = plain.rpartition("1")
    if head != prefix or not one or len(body) < 6 or text not in {plain, text.upper()}:
        raise NoBech32
    try:
        groups = [LETTERS.index(letter) for letter in body]
    except ValueError:
        raise NoBech32 from None
    if _checksum([*_expanded(prefix), *groups]) != 1:
        raise NoBech32
    return bytes(_regroup(groups[:-6], 5, 8, pad=False))


def _expanded(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _checksum(groups: Iterable[int]) -> int:
    value = 1
    for group in groups:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ group
        for place, generator in enumerate(_GENERATORS):
            value ^= generator if top >> place & 1 else 0
    return value


def _regroup(content: Iterable[int], old: int, new: int, *, pad: bool) -> Iterable[int]:
    """The same bits in groups of another size; without `pad` what is left over is dropped."""
    bits = value = 0
    for each in content:
        value, bits = (value << old | each) & 0xFFFF, bits + old
        while bits >= new:
            bits -= new
            yield value >> bits & (1 << new) - 1
    if pad and bits:
        yield value << (new - bits) & (1 << new) - 1
