"""The personal code: 100 random bits that a person can read aloud and type, with a check that catches typos.

Decides alphabet, grouping, check character and what is forgiven while typing. Must not know which codes exist.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from app.speakable import ALPHABET, check_character, plain_signs, without_layout

SYMBOLS = 20
GROUP = 4
LENGTH = SYMBOLS + 1
_LAYOUTS = ((GROUP,) * 5 + (1,), (GROUP,) * 4 + (5,), (SYMBOLS, 1), (LENGTH,))


class CodeEmpty(ValueError):
    """Nothing was typed that could be part of a code."""


class CodeIncomplete(ValueError):
    """The text has fewer characters than a code; `length` of `LENGTH` were read."""

    def __init__(self, length: int) -> None:
        super().__init__(f"{length} of {LENGTH} characters")
        self.length = length


class CodeTypo(ValueError):
    """The text cannot be a code: a character is wrong, two are swapped, or there are too many."""


class CodeAmbiguous(ValueError):
    """Two or more different codes stand in this text."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonalCode:
    """The secret that only its participant holds. Made by `make` or `read`; its repr hides it."""

    _symbols: str = field(repr=False)

    @classmethod
    def make(cls, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> "PersonalCode":
        """Make a new code of 100 random bits. Only the demonstration builder passes its own `random_bytes`."""
        number = int.from_bytes(random_bytes(13), "big") >> 4  # 104 random bits, of which 100 are used.
        return cls("".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SYMBOLS))))

    @classmethod
    def read(cls, text: str) -> "PersonalCode":
        """Read a code as a person typed it: case, spaces, dashes and look-alikes (O, I, L) do not matter.

        Raises CodeEmpty, CodeIncomplete (too short) or CodeTypo.
        """
        typed = without_layout(text)
        if not typed:
            raise CodeEmpty
        if len(typed) < LENGTH:
            raise CodeIncomplete(len(typed))
        symbols, check = typed[:SYMBOLS], typed[SYMBOLS:]
        if not set(symbols) <= set(ALPHABET) or check != check_character(symbols):
            raise CodeTypo
        return cls(symbols)

    @classmethod
    def find(cls, text: str) -> "PersonalCode":
        """Find the one code in a pasted text, which may have words or an address around it, or repeat the code.

        Raises CodeAmbiguous for two different codes, else what `read` raises.
        """
        try:
            return cls.read(_once(text))
        except (CodeIncomplete, CodeTypo):
            found = {
                symbols for symbols in _candidates(text) if check_character(symbols[:SYMBOLS]) == symbols[SYMBOLS:]
            }
            if len(found) > 1:
                raise CodeAmbiguous from None
            if not found:
                raise
        return cls(found.pop()[:SYMBOLS])

    @property
    def groups(self) -> tuple[str, ...]:
        """Return five groups of four symbols, and the check character."""
        fours = (self._symbols[start : start + GROUP] for start in range(0, SYMBOLS, GROUP))
        return (*fours, check_character(self._symbols))

    @property
    def text(self) -> str:
        """Return the code as it is shown: "7K4M-9QX2-T80H-VRD3-WN8C-P"."""
        return "-".join(self.groups)

    @property
    def secret(self) -> bytes:
        """Return the bytes that keys are derived from: the 20 symbols, without dashes and check character."""
        return self._symbols.encode()

    def __repr__(self) -> str:
        return "PersonalCode(hidden)"


def _once(text: str) -> str:
    """Return a code that was pasted several times without anything between once; any other text as it is."""
    typed = without_layout(text)
    parts = {typed[start : start + LENGTH] for start in range(0, len(typed), LENGTH)}
    return parts.pop() if len(parts) == 1 else text


def _candidates(text: str) -> set[str]:
    """Return the parts of a text that may be a code: whole words in a row with its length.

    Where any is grouped as Peil writes codes, only those: an address or a number before the code can have that length
    by chance.
    """
    words = re.findall(r"[^\W_]+", plain_signs(text))
    rows = {tuple(words[start:end]) for start in range(len(words)) for end in range(start + 1, start + LENGTH + 1)}
    fitting = {row for row in rows if len("".join(row)) == LENGTH and set("".join(row)) <= set(ALPHABET)}
    as_written = {row for row in fitting if tuple(map(len, row)) in _LAYOUTS}
    return {"".join(row) for row in as_written or fitting}
