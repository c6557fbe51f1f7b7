"""The short code of an invitation card: twelve signs in three groups that a person can type over from paper.

The card's square holds the long address; the code leads to the same address, by way of a secret of the installation.
So the database holds one hash for both, and a thief of it cannot find a card by trying short codes. Pure. Why twelve
signs are enough: docs/decisions/0022-cards-on-paper.md.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from app.speakable import ALPHABET, check_character, plain_signs, without_layout
from app.tokens import keyed_token

SYMBOLS = 11
GROUP = 4
LENGTH = SYMBOLS + 1
_GROUP = rf"([0-9A-Z]{{{GROUP}}})"
_GROUPED = re.compile(rf"(?<![0-9A-Z])(?={_GROUP}\W?{_GROUP}\W?{_GROUP}(?![0-9A-Z]))")


class CardCodeUnreadable(ValueError):
    """The text cannot be the code of an invitation card; `length`: how many characters were typed."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} signs")
        self.length = length


@dataclass(frozen=True, slots=True, repr=False)
class CardCode:
    """The code of an invitation card: eleven random characters (55 bits) and a check character. Its repr hides it."""

    _symbols: str = field(repr=False)

    @classmethod
    def make(cls, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> CardCode:
        number = int.from_bytes(random_bytes(7), "big") >> 1  # 56 bits drawn, 55 kept
        return cls("".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SYMBOLS))))

    @classmethod
    def read(cls, text: str) -> CardCode:
        """Return the code that a person typed; case, spaces, dashes and look-alikes (O, I, L) do not matter.

        Also with the address before it: then the last code counts. Raises CardCodeUnreadable.
        """
        typed = without_layout(text)
        grouped = ["".join(groups) for groups in _GROUPED.findall(plain_signs(text))]
        fitting = [each for each in (typed, *reversed(grouped)) if _fits(each)]
        if not fitting:
            raise CardCodeUnreadable(len(typed))
        return cls(fitting[0][:SYMBOLS])

    @property
    def text(self) -> str:
        """Return the code as it is printed: "7K4M-9QX2-T80H"."""
        whole = self._symbols + check_character(self._symbols)
        return "-".join(whole[start : start + GROUP] for start in range(0, LENGTH, GROUP))

    def token(self, secret: bytes) -> str:
        """Return the token in the address of the card's QR code, computed from the code; the same every time."""
        return keyed_token(secret, "card", self._symbols)

    def __repr__(self) -> str:
        return "CardCode(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class NewCard:
    """A one-time invitation card that was just made: its code, and the token for its address; neither is stored."""

    code: CardCode
    token: str

    def __repr__(self) -> str:
        return "NewCard(hidden)"


def _fits(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and check_character(text[:SYMBOLS]) == text[SYMBOLS]
