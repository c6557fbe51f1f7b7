"""Signs that a person can read aloud and type over: the alphabet, the check character, and what is forgiven.

Pure. Both kinds of code on paper stand on it: the personal code (`vault.codes`) and the code of an invitation card
(`organisations.card_codes`). Must not know what a code opens.
"""

from __future__ import annotations

import unicodedata

# Crockford's base32: no I, L, O (they look like 1, 1, 0) and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")


def check_character(symbols: str) -> str:
    """Return the check character of a code, a symbol of `ALPHABET` computed from `symbols`, by which typos are found.

    One wrong character, two that changed places (also apart) and a double typed wrongly ("44" as "77") are always
    noticed: the symbols count for different powers of x in GF(2^5), polynomial x^5 + x^2 + 1. Source: H. M. Damm, Total
    anti-symmetrische Quasigruppen, Marburg 2004, over this field.
    """
    total = 0
    for symbol in symbols:
        doubled = (total ^ ALPHABET.index(symbol)) << 1
        total = doubled ^ 0b100101 if doubled > 31 else doubled
    return ALPHABET[total]


def without_layout(text: str) -> str:
    """Return only the letters and digits of a text, in capitals and with look-alikes replaced (`plain_signs`)."""
    return "".join(filter(str.isalnum, plain_signs(text)))


def plain_signs(text: str) -> str:
    """Return the text in capitals, with look-alikes replaced and invisible characters removed."""
    seen = (sign for sign in unicodedata.normalize("NFKC", text).upper() if unicodedata.category(sign) != "Cf")
    return "".join(seen).translate(_LOOK_ALIKES)
