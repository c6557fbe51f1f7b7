"""A slip of the finger is named as a slip, before anyone is told that their code does not exist."""

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from app.speakable import ALPHABET
from app.vault.codes import CodeTypo, PersonalCode

_CHANCE = random.Random(20261122)
CODES = ["".join(PersonalCode.make(_CHANCE.randbytes).groups) for _ in range(40)]


def test_every_wrong_character_is_noticed() -> None:
    """All 651 single slips in a code, check character included."""
    assert _undetected(_one_character_wrong(CODES[:12])) == []


def test_every_two_characters_that_changed_places_are_noticed() -> None:
    """Neighbours and characters further apart alike."""
    assert _undetected(_two_changed_places(CODES)) == []


def test_every_double_typed_as_another_double_is_noticed() -> None:
    """Reading 44 as 77 is a common slip on the telephone."""
    assert _undetected(_double_wrong(CODES)) == []


def test_two_slips_at_once_pass_no_more_often_than_chance() -> None:
    """With one check character of 32 about 3 % of random strings look right, and no more."""
    tries = [_random_slips(code) for code in CODES for _ in range(50)]
    assert len(_undetected(iter(tries))) <= 0.045 * len(tries)


def _undetected(slips: Iterator[str]) -> list[str]:
    return [slip for slip in slips if _is_code(slip)]


def _is_code(text: str) -> bool:
    try:
        PersonalCode.read(text)
    except CodeTypo:
        return False
    return True


def _one_character_wrong(codes: list[str]) -> Iterator[str]:
    for code in codes:
        for place, right in enumerate(code):
            yield from (code[:place] + wrong + code[place + 1 :] for wrong in ALPHABET if wrong != right)


def _two_changed_places(codes: list[str]) -> Iterator[str]:
    for code in codes:
        for one, other in combinations(range(len(code)), 2):
            if code[one] != code[other]:
                yield code[:one] + code[other] + code[one + 1 : other] + code[one] + code[other + 1 :]


def _double_wrong(codes: list[str]) -> Iterator[str]:
    for code in codes:
        for place in range(18):
            doubled = _with_right_check(code[:place] + code[place] * 2 + code[place + 2 : 20])
            wrongs = (wrong for wrong in ALPHABET if wrong != code[place])
            yield from (doubled[:place] + wrong * 2 + doubled[place + 2 :] for wrong in wrongs)


def _with_right_check(symbols: str) -> str:
    return next(symbols + check for check in ALPHABET if _is_code(symbols + check))


def _random_slips(code: str) -> str:
    slipped = list(code)
    for place in _CHANCE.sample(range(21), 3):
        slipped[place] = _CHANCE.choice([symbol for symbol in ALPHABET if symbol != code[place]])
    return "".join(slipped)


@pytest.mark.parametrize("code", CODES[:5])
def test_a_code_without_slip_is_accepted(code: str) -> None:
    """The check never keeps the owner out."""
    assert _is_code(code)
