"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest

from app.accounts.passwords import MOST_LETTERS, PasswordRefused, breached, check_new, fits, hash_of


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "short"),
        ("elevenchars", "short"),
        ("a" * 201, "long"),
        ("1q2w3e4r5t6y", "breached"),
        ("Welkom2026!!!", "breached"),
        ("P@ssw0rd-2026", "breached"),
        ("JEUGDZORG123", "breached"),
        ("wachtwoordwachtwoord", "breached"),
        ("aaaaaaaaaaaaaa", "simple"),
        ("abababababab", "simple"),
        ("m.devries-2026", "simple"),
        ("Peil-vragenlijst2026", "simple"),
        ("team-regio-welkom!", "simple"),
        ("Oosterwold-team-01", "simple"),
        ("qwertyuiop123", "breached"),
        ("é" * 8 + "òûïñ", "simple"),
        ("jessica1monkey2", "simple"),
    ],
)
def test_a_bad_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    """Too short, leaked (also dressed up), a pattern or date, or words of the own address, group or work."""
    with pytest.raises(PasswordRefused) as refused:
        check_new(password, email="M.deVries@example.org", names=["Team Oosterwold"])
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "password", ["dike heron bicycle lantern", "vier losse woorden samen", "xK7$mw!qPz-4", "éàüñøßåç" + "òûïñ"]
)
def test_a_good_password_is_taken_as_it_is(password: str) -> None:
    """Spaces and letters of every kind; no rule that makes people write it down."""
    check_new(password, email="lead@example.org")


def test_the_list_is_read_without_its_comments() -> None:
    """Small letters, no headings, no empty line."""
    assert len(breached()) > 200
    assert all(word == word.lower().strip() and not word.startswith("#") and word for word in breached())


def test_a_password_is_kept_as_argon2id() -> None:
    """Never in clear, and never twice the same."""
    kept = hash_of("dike heron bicycle lantern")
    assert kept.startswith("$argon2id$")
    assert len(kept) <= 200
    assert kept != hash_of("dike heron bicycle lantern")


def test_only_the_same_password_fits() -> None:
    """Also where there is none, or where what is kept is broken."""
    kept = hash_of("dike heron bicycle lantern")
    assert fits("dike heron bicycle lantern", kept)
    assert not fits("dike heron bicycle lanterN", kept)
    assert not fits("nobody has this password", None)
    assert not fits("dike heron bicycle lantern", "broken")


def test_a_password_is_compared_to_its_last_letter() -> None:
    """The longest that is taken opens nothing with something behind it."""
    longest = "dike heron bicycle lantern " * 7 + "windmill 12"
    assert len(longest) == MOST_LETTERS
    check_new(longest, email="lead@example.org")
    assert fits(longest, hash_of(longest))
    assert not fits(longest + "x", hash_of(longest))


def test_nobody_is_made_to_use_certain_signs() -> None:
    """Any letters do, without capitals, figures or signs, up to 200 of them."""
    check_new("x" + "lantaarn bruggen oever" * 5, email="lead@example.org")
    check_new("lantaarnbruggenoever", email="lead@example.org")
