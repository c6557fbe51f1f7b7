"""Splits a key into shares: any few of them restore it, and one fewer tells nothing (SLIP-39, Shamir's scheme).

Decides how a share is written: 33 English words with a checksum, to be read aloud or copied by hand. Must not know who
holds one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

WORDS = 33
"""The number of words in a share of a 32-byte key."""


class ShareDamaged(ValueError):
    """A word of a key share is unknown, missing or wrong; `word` is the unknown one, or empty."""

    def __init__(self, word: str = "") -> None:
        super().__init__(word)
        self.word = word


class SharesDoNotFit(ValueError):
    """The shares belong to different keys, or there are too few."""


def split(key: bytes, *, needed: int, count: int) -> list[str]:
    """Split a key (32 bytes) into `count` shares of which any `needed` restore it; SLIP-39 refuses 1 of several."""
    return list(generate_mnemonics(1, [(needed, count)], key, iteration_exponent=0)[0])


def join(shares: Sequence[str]) -> bytes:
    """Restore the key (32 bytes) from exactly as many shares as are needed. Raises SharesDoNotFit."""
    try:
        return bytes(combine_mnemonics(shares))
    except MnemonicError:
        raise SharesDoNotFit from None


def checked_share(text: str) -> str:
    """Return the words of a key share in lower case with single spaces; drop numbers and punctuation between them.

    Raises ShareDamaged.
    """
    words = [word.strip(".,;:0123456789)(").lower() for word in text.split()]
    words = [word for word in words if word]
    if unknown := next((word for word in words if word not in WORD_INDEX_MAP), None):
        raise ShareDamaged(unknown[:40])
    share = " ".join(words)
    try:
        Share.from_mnemonic(share)
    except MnemonicError:
        raise ShareDamaged from None
    return share


def share_mark(share: str) -> str:
    """Return a fingerprint of a key share that tells nothing of it: SHA-256, 64 hexadecimal digits.

    A share has 256 random bits, so nobody finds it by trying.
    """
    return hashlib.sha256(share.encode()).hexdigest()
