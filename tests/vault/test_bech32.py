"""A key as text survives every slip by being refused, and is what age itself writes (BIP 173)."""

from __future__ import annotations

import pytest
from bech32 import CHARSET as LETTERS
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from app.vault.bech32 import NoBech32, decode, encode

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS, st.sampled_from(("age", "age-secret-key-")))
def test_what_was_written_is_read(key: bytes, prefix: str) -> None:
    """In small letters and in capitals, as age writes its secret keys."""
    text = encode(prefix, key)
    assert decode(prefix, text) == decode(prefix, text.upper()) == key
    assert text == text.lower()


@given(KEYS, st.data())
def test_any_one_or_two_wrong_letters_are_noticed(key: bytes, data: st.DataObject) -> None:
    """Up to four are, by the standard."""
    text = encode("age", key)
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(4, len(text) - 1))
        text = text[:place] + data.draw(st.sampled_from(LETTERS.replace(text[place], ""))) + text[place + 1 :]
    if text != encode("age", key):
        with pytest.raises(NoBech32):
            decode("age", text)


@given(KEYS, st.integers(4, 60))
def test_two_neighbours_that_changed_places_are_noticed(key: bytes, place: int) -> None:
    text = encode("age", key)
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(NoBech32):
            decode("age", swapped)


@pytest.mark.parametrize("text", ["", "1", "age", "age1", "age1qqqqq", "qpzry", "age1" + "b" * 58, "age1" + "é" * 58])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoBech32):
        decode("age", text)


@given(KEYS)
def test_a_key_of_one_kind_is_not_read_as_another(key: bytes) -> None:
    """A secret key typed where an address belongs is refused, and the other way round; so are mixed letters."""
    for written, asked in (("age", "age-secret-key-"), ("age-secret-key-", "age")):
        with pytest.raises(NoBech32):
            decode(asked, encode(written, key))
    text = encode("age", key)
    with pytest.raises(NoBech32):
        decode("age", text[:3].upper() + text[3:])


def test_the_test_vectors_of_the_standard_are_read() -> None:
    """BIP 173: the program of a witness is its letters after the version; here a text with an empty content."""
    assert decode("a", "A12UEL5L") == decode("a", "a12uel5l") == b""
    with pytest.raises(NoBech32):
        decode("a", "A1G7SGD8")


def test_age_reads_what_is_written_here() -> None:
    """The program's own library gives the same texts for the same key."""
    for _ in range(5):
        identity = x25519.Identity.generate()
        secret = decode("age-secret-key-", str(identity))
        assert encode("age-secret-key-", secret).upper() == str(identity)
        address = str(identity.to_public())
        assert encode("age", decode("age", address)) == address
