"""A token for a link cannot be guessed, and what is stored of it does not let anyone in."""

import hashlib
import random
import re

from app.tokens import make_token, token_hash


def test_a_token_is_url_safe_and_long_enough() -> None:
    """24 characters of six bits each: 144 bits, on one line of a printed card."""
    tokens = [make_token() for _ in range(500)]
    assert len(set(tokens)) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", token) for token in tokens)


def test_the_same_randomness_makes_the_same_token() -> None:
    """The demonstration region prints the same links at every build."""
    assert make_token(random.Random(7).randbytes) == make_token(random.Random(7).randbytes)


def test_the_hash_of_a_token_never_changes() -> None:
    """Cards that were handed out keep working after an upgrade."""
    assert token_hash("abc") == hashlib.sha256(b"abc").digest()
    assert token_hash("abc").hex().startswith("ba7816bf8f01cfea")


def test_any_text_from_an_address_has_a_hash() -> None:
    """A broken link is unknown, not an error."""
    assert len(token_hash("\ud800é" * 1000)) == 32
