"""One secret becomes many that say nothing about each other; checked against the standards, written out anew."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.vault.derivation import derive, keyed_name

SECRETS = st.binary(min_size=1, max_size=64)
LABELS = st.text(max_size=40)
PARTS = st.lists(st.text(max_size=12), max_size=4)


def by_the_standard(secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 without salt, as RFC 5869, sections 2.2 and 2.3, says it."""
    key = hmac.new(b"\0" * 32, secret, hashlib.sha256).digest()
    made, block, number = b"", b"", 0
    while len(made) < length:
        number += 1
        block = hmac.new(key, block + info + bytes([number]), hashlib.sha256).digest()
        made += block
    return made[:length]


@given(SECRETS, LABELS, st.integers(1, 100))
def test_a_derived_key_is_that_of_the_standard(secret: bytes, label: str, length: int) -> None:
    """Under our own prefix: another program can open a diary that was taken along."""
    expected = by_the_standard(secret, b"peil/v1/" + label.encode(), length)
    assert derive(secret, label=label, length=length) == expected


@given(SECRETS, SECRETS, LABELS, LABELS)
def test_another_secret_or_another_label_is_another_key(one: bytes, two: bytes, first: str, second: str) -> None:
    """HMAC pads short keys with zeros, so secrets are compared without these."""
    assume((one.rstrip(b"\0"), first) != (two.rstrip(b"\0"), second))
    assert derive(one, label=first) != derive(two, label=second)


@given(SECRETS, PARTS, PARTS)
def test_two_names_are_the_same_only_for_the_same_parts(key: bytes, first: list[str], second: list[str]) -> None:
    """However the letters are divided among period, item and channel."""
    assert (keyed_name(key, *first) == keyed_name(key, *second)) is (first == second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("a", "bc"), ("ab", "c")),
        (("ab",), ("a", "b")),
        (("a", ""), ("a",)),
        (("", "a"), ("a", "")),
        ((), ("",)),
        (("\0\0\0\1a",), ("a",)),
    ],
)
def test_no_division_of_the_same_letters_has_the_same_name(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Else an answer to one question would replace that to another."""
    assert keyed_name(b"key", *first) != keyed_name(b"key", *second)


@given(SECRETS, PARTS)
def test_a_name_is_an_hmac_over_parts_with_their_lengths(key: bytes, parts: list[str]) -> None:
    text = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    assert keyed_name(key, *parts) == hmac.new(key, text, hashlib.sha256).digest()


def test_what_a_browser_may_send_has_a_name_too() -> None:
    """Half a pair of surrogates is no text for a file; it is refused elsewhere, and breaks nothing here."""
    assert len(keyed_name(b"key", "\ud800")) == 32
    assert keyed_name(b"key", "\ud800") != keyed_name(b"key", "\ud801")


@given(SECRETS, st.integers(1, 60), st.integers(1, 60))
def test_a_shorter_key_is_the_beginning_of_a_longer_one(secret: bytes, one: int, two: int) -> None:
    """Which is why every purpose has a label of its own, and none derives two lengths under one."""
    short, long = sorted((one, two))
    assert derive(secret, label="x", length=long).startswith(derive(secret, label="x", length=short))
