"""The personal code: 100 random bits that a person can read aloud and type, with a check that catches typos.

Decides alphabet, grouping, check character and what is forgiven while typing. Must not know which codes exist.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

# Crockford's base32: no I, L, O (they look like 1, 1, 0) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 20
GROUP = 4
LENGTH = SYMBOLS + 1
_LAYOUTS = ((GROUP,) * 5 + (1,), (GROUP,) * 4 + (5,), (SYMBOLS, 1), (LENGTH,))
_LOOK_ALIKES = str.maketrans("OIL", "011")


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
        typed = _without_layout(text)
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
            return cls.read(text)
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


def check_character(symbols: str) -> str:
    """Return the check character of a code: one more symbol of `ALPHABET`, which does not fit after a typo.

    One wrong character, two that changed places (also apart) and a double typed wrongly ("44" as "77") are
    always noticed: the symbols count for different powers of x in GF(2^5), polynomial x^5 + x^2 + 1.
    Source: H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004, over this field.
    """
    total = 0
    for symbol in symbols:
        doubled = (total ^ ALPHABET.index(symbol)) << 1
        total = doubled ^ 0b100101 if doubled > 31 else doubled
    return ALPHABET[total]


def _without_layout(text: str) -> str:
    return "".join(filter(str.isalnum, _plain(text)))


def _plain(text: str) -> str:
    """Return the text in capitals, with look-alikes replaced and invisible characters removed."""
    seen = (sign for sign in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(sign) != "Cf")
    return "".join(seen).translate(_LOOK_ALIKES)


def _candidates(text: str) -> set[str]:
    """Return the parts of a text that may be a code: whole words in a row with its length.

    Where any is grouped as Peil writes codes, only those: an address or a number before the code can have that length
    by chance.
    """
    words = re.findall(r"[^\W_]+", _plain(text))
    rows = {tuple(words[start:end]) for start in range(len(words)) for end in range(start + 1, start + LENGTH + 1)}
    fitting = {row for row in rows if len("".join(row)) == LENGTH and set("".join(row)) <= set(ALPHABET)}
    as_written = {row for row in fitting if tuple(map(len, row)) in _LAYOUTS}
    return {"".join(row) for row in as_written or fitting}
