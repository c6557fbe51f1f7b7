"""Decides which passwords are good enough, and how they are hashed. Knows no account.

Length counts most; a leaked password is refused however long it is. Lists and estimate come with Peil: no outside
service is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app import content

LEAST_LETTERS = 12
MOST_LETTERS = 200
LEAST_GUESSES = 10**8
CONTEXT_WORDS = (
    "peil", "peiling", "puls", "pulse", "survey", "enquete", "vragenlijst", "umfrage", "jeugd", "jeugdhulp",
    "jeugdzorg", "zorg", "care", "gemeente", "regio", "region", "organisatie", "organisation", "team", "staff",
    "admin", "beheer", "welkom", "welcome", "willkommen", "wachtwoord", "password", "passwort", "kennwort",
    "geheim", "secret",
)  # fmt: skip  # Words of this program and its work, which guessers here try first.
LEAST_OWN_LETTERS = 6
# OWASP's second choice for argon2id: 19 MiB and two passes, so that a small server can do several at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_PLAIN = str.maketrans("013457@$!", "oieastasi")


class PasswordRefused(ValueError):
    """The password is not good enough; `reason` is short, long, breached or simple."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_new(password: str, *, email: str, names: Iterable[str] = ()) -> None:
    """Raise PasswordRefused for a password of under 12 or over 200 characters, or one that is leaked or easy to guess.

    Easy to guess: within 10^8 tries, or with fewer than 6 letters besides `CONTEXT_WORDS`, the e-mail address and
    `names` (of the group).
    """
    if len(password) < LEAST_LETTERS:
        raise PasswordRefused("short")
    if len(password) > MOST_LETTERS:
        raise PasswordRefused("long")
    if _is_breached(password):
        raise PasswordRefused("breached")
    known = {word for text in (email, *names) for word in re.findall(r"[^\W\d_]{3,}", text.lower())}
    if (
        _is_of_words_only(password.lower(), {*known, *CONTEXT_WORDS})
        or _guesses(password, sorted(known)) < LEAST_GUESSES
    ):
        raise PasswordRefused("simple")


def hash_of(password: str) -> str:
    """Hash a password for storage: argon2id with its salt and settings, about 97 characters."""
    return _HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Return whether a typed password is the right one. `kept`: the stored hash; None: the account has no password."""
    try:
        if len(password) > MOST_LETTERS:  # None is longer; the work is done all the same.
            password, kept = "", None
        return _HASHER.verify(kept or _nothing(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _is_breached(password: str) -> bool:
    """Return whether the list of leaked passwords has it, also decorated with figures and signs, or doubled."""
    lowered = password.lower()
    core = _core(lowered)
    half = core[: len(core) // 2]
    return not breached().isdisjoint({lowered, core, half if half * 2 == core else lowered})


def _is_of_words_only(lowered: str, words: Iterable[str]) -> bool:
    """Return whether a password with one of these words has fewer than 6 letters besides them.

    A password without letters, such as a long row of figures, is judged by its guesses alone.
    """
    letters = re.sub(r"[\W\d_]", "", lowered.translate(_PLAIN))
    rest = letters
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != letters and len(rest) < LEAST_OWN_LETTERS


def _guesses(password: str, known: list[str]) -> float:
    """Return about how many guesses a program needs that knows common passwords, names, words and rows of keys.

    Judges the first 72 characters. Source: D. L. Wheeler, zxcvbn, USENIX Security 2016.
    """
    from zxcvbn import zxcvbn

    return float(zxcvbn(password[:72], user_inputs=[*CONTEXT_WORDS, *known])["guesses"])


def _core(lowered: str) -> str:
    """Return the word without its decoration: `W3lkom-2026!!` is `welkom`, `p@ssw0rd-2026` is `password`."""
    return re.sub(r"[^a-z]", "", re.sub(r"^[\d\W_]+|[\d\W_]+$", "", lowered).translate(_PLAIN))


@cache
def breached() -> frozenset[str]:
    """Return the bundled list of leaked passwords, and of words that such passwords are made of, in lower case."""
    path = Path(content.__file__).with_name("breached_passwords.txt")
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _nothing() -> str:
    return hash_of("nobody has this password")
