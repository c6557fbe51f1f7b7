"""Decides which passwords are good enough, and how they are hashed. Knows no account.

Length counts most; a leaked password is refused however long it is. The list of leaked passwords is short and comes
with Peil: no outside service is asked.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app import content

LEAST_LETTERS = 12
MOST_LETTERS = 200
LEAST_DIFFERENT = 5
# OWASP's second choice for argon2id: 19 MiB and two passes, so that a small server can do several at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_PLAIN = str.maketrans("013457@$!", "oieastasi")


class PasswordRefused(ValueError):
    """The password is not good enough; `reason` is short, long, breached or simple."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_new(password: str, *, email: str) -> None:
    """Raise PasswordRefused for a password of under 12 or over 200 characters, or one that is leaked or easy to guess.

    Easy to guess: few different characters, or nearly the same as the part of `email` before the @.
    """
    if len(password) < LEAST_LETTERS:
        raise PasswordRefused("short")
    if len(password) > MOST_LETTERS:
        raise PasswordRefused("long")
    if _is_breached(password):
        raise PasswordRefused("breached")
    own = email.partition("@")[0].lower()
    if len(set(password)) < LEAST_DIFFERENT or (len(own) > 3 and _core(password.lower()) == _core(own)):
        raise PasswordRefused("simple")


def hash_of(password: str) -> str:
    """Hash a password for storage: argon2id with its salt and settings, about 97 characters."""
    return _HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Return whether a typed password is the right one. `kept`: the stored hash; None: the account has no password."""
    try:
        return _HASHER.verify(kept or _nothing(), password[:MOST_LETTERS]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _is_breached(password: str) -> bool:
    """Return whether the list of leaked passwords has it, also decorated with figures and signs, or doubled."""
    lowered = password.lower()
    core = _core(lowered)
    half = core[: len(core) // 2]
    return not breached().isdisjoint({lowered, core, half if half * 2 == core else lowered})


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
