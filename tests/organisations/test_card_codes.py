"""The code of a card is short, forgiving of how it is typed, and leads to the address in its square."""

from __future__ import annotations

import pytest

from app.organisations.card_codes import LENGTH, CardCode, CardCodeUnreadable
from app.speakable import ALPHABET

SECRET = b"only for tests"


def test_a_code_is_three_groups_of_four_without_look_alikes() -> None:
    """Of an alphabet without I, L, O and U, and never twice the same."""
    codes = [CardCode.make().text for _time in range(200)]
    assert len(set(codes)) == 200
    assert all([len(group) for group in code.split("-")] == [4, 4, 4] for code in codes)
    assert set("".join(codes)) - {"-"} <= set(ALPHABET)


@pytest.mark.parametrize("layout", ["{}", " {} ", "peil.example.org/join/{}", "Code: {}."])
def test_a_code_is_read_however_it_was_typed(layout: str) -> None:
    """In small letters, without dashes, with an address or a word around it."""
    code = CardCode.make()
    for text in (code.text, code.text.lower(), code.text.replace("-", " "), code.text.replace("-", "\u2013")):
        assert CardCode.read(layout.format(text)).token(SECRET) == code.token(SECRET)
    assert CardCode.read(code.text.replace("-", "").replace("1", "l").replace("0", "o")).text == code.text


def test_one_wrong_sign_is_a_typo_and_no_try() -> None:
    """The check character no longer fits, wherever the sign stands."""
    code = CardCode.make(lambda count: b"a" * count).text.replace("-", "")
    for place in range(LENGTH):
        other = next(sign for sign in ALPHABET if sign != code[place])
        with pytest.raises(CardCodeUnreadable):
            CardCode.read(code[:place] + other + code[place + 1 :])


def test_a_code_leads_to_its_token_only_with_the_secret() -> None:
    """Who stole the database cannot find a card by trying codes: another secret, another token."""
    code = CardCode.make()
    assert code.token(SECRET) == code.token(SECRET)
    assert code.token(SECRET) != code.token(b"another")
    assert len(code.token(SECRET)) == 24


def test_a_code_is_not_printed_by_accident() -> None:
    """Neither in a log line nor in an error."""
    code = CardCode.make()
    assert code.text not in repr(code)
