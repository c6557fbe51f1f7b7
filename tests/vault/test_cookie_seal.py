"""What travels in a cookie can be neither read nor changed on the way, and serves one purpose."""

import re

import pytest

from app.vault.cookie_seal import CookieBroken, CookieSeal, SecretTooShort

SECRET = bytes(range(32))
CONTENT = b"Good morning"


@pytest.mark.parametrize("content", [b"", CONTENT, bytes(112), bytes(range(256)) * 8])
def test_what_was_sealed_comes_back(content: bytes) -> None:
    """Who is signed in stays signed in."""
    seal = CookieSeal(SECRET)
    assert seal.open("session", seal.seal("session", content)) == content


def test_the_text_fits_in_a_cookie() -> None:
    """Letters, digits, dash and underscore; the keys of a participant take under 200 characters."""
    text = CookieSeal(SECRET).seal("session", bytes(112))
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert len(text) < 200


def test_a_cookie_of_the_first_version_still_opens() -> None:
    """An upgrade signs nobody out."""
    frozen = "L8SkxDZRVsJEib_LFOgMIa_kXPmkChdpsC0UgCY-KXazvE9LjFfDDg"
    assert CookieSeal(SECRET).open("session", frozen) == CONTENT


def test_the_same_content_looks_different_each_time() -> None:
    """Two devices of one person do not carry the same text."""
    seal = CookieSeal(SECRET)
    assert seal.seal("session", CONTENT) != seal.seal("session", CONTENT)


def test_a_cookie_does_not_serve_another_purpose_or_installation() -> None:
    """A sealed form field cannot be used as a sign-in."""
    text = CookieSeal(SECRET).seal("session", CONTENT)
    with pytest.raises(CookieBroken):
        CookieSeal(SECRET).open("submission", text)
    with pytest.raises(CookieBroken):
        CookieSeal(bytes(32)).open("session", text)


def test_one_changed_character_anywhere_is_noticed() -> None:
    """Also at the end, where base64 has room to spare: the content never changes."""
    seal = CookieSeal(SECRET)
    text = seal.seal("session", bytes(33))
    for place, character in enumerate(text[:-1]):
        changed = text[:place] + ("A" if character != "A" else "B") + text[place + 1 :]
        with pytest.raises(CookieBroken):
            seal.open("session", changed)


def test_nothing_can_be_slipped_in() -> None:
    """Spaces and signs in between are not overlooked: what was changed on the way is broken."""
    seal = CookieSeal(SECRET)
    text = seal.seal("session", CONTENT)
    for stray in ("!", " ", "\n"):
        with pytest.raises(CookieBroken):
            seal.open("session", text[:8] + stray * 4 + text[8:])


@pytest.mark.parametrize("text", ["", "=", "a", "abc", "é", "a b", "!" * 40, "A" * 16, "A" * 40, "A" * 100_000])
def test_what_was_never_sealed_is_broken(text: str) -> None:
    """Whatever a browser sends leads to one named error."""
    with pytest.raises(CookieBroken):
        CookieSeal(SECRET).open("session", text)


def test_a_short_secret_is_refused_at_the_start() -> None:
    """A guessable secret would let anyone make a cookie."""
    with pytest.raises(SecretTooShort):
        CookieSeal(b"secret")
