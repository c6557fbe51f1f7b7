"""A code is found in what stood around it, and two different ones are said to be two (shared case 08)."""

from __future__ import annotations

from functools import partial
from re import sub

import pytest

from app.vault.codes import CodeAmbiguous, CodeIncomplete, CodeTypo, PersonalCode

CODE = PersonalCode.make(lambda count: bytes(range(7, 7 + count)))
OTHER = PersonalCode.make(lambda count: bytes(range(90, 90 + count)))
TYPO = ("1" if CODE.text[0] == "0" else "0") + CODE.text[1:]


@pytest.mark.parametrize(
    "pasted",
    [
        "Mijn code: {}",
        "https://peil.example/code#{}",
        "http://127.0.0.1:8000/code#{}",
        "{0} {0}",
        "{0}{0}",
        "{0}{0}{0}",
        "{}\n{}\n",
        "“{}”, bewaar hem goed. 12 september 2026, team 4",
        "Code={};",
        "1. {}",
        "<{}>",
        "{}.",
    ],
)
@pytest.mark.parametrize("written", [str, str.lower, partial(sub, "-", " "), partial(sub, "-", "")])
def test_a_code_is_found_with_words_around_it(pasted: str, written: object) -> None:
    """However it was written: capitals, spaces or nothing between the groups."""
    assert callable(written)
    own = written(CODE.text)
    assert PersonalCode.find(pasted.format(own, own)) == CODE


def _first(drawn: bytes, count: int) -> bytes:
    return drawn[:count]


def test_an_address_before_the_code_is_never_taken_for_one() -> None:
    """Words of an address can have a code's length, and one in 32 of those its check character."""
    for number in range(400):
        drawn = bytes((number * 7 + place * 31) % 256 for place in range(13))
        code = PersonalCode.make(partial(_first, drawn))
        assert PersonalCode.find(f"http://127.0.0.1:8000/code#{code.text}") == code


def test_two_different_codes_are_said_to_be_two() -> None:
    """Which one is meant, nobody can know."""
    with pytest.raises(CodeAmbiguous):
        PersonalCode.find(f"{CODE.text} of {OTHER.text}")


def test_what_holds_no_code_is_named_as_before() -> None:
    """Too short, and a typo, also with words around it."""
    with pytest.raises(CodeIncomplete):
        PersonalCode.find("7K4M")
    with pytest.raises(CodeTypo):
        PersonalCode.find(f"Mijn code: {TYPO}")


def test_a_typo_beside_the_right_code_does_not_hide_it() -> None:
    """Typed wrongly first, then pasted behind it."""
    assert PersonalCode.find(f"{TYPO} {CODE.text}") == CODE
