"""A personal code can be spoken, typed on a phone and read back, and says what is wrong with it."""

import random
from collections.abc import Callable

import pytest

from app.speakable import ALPHABET
from app.vault.codes import CodeEmpty, CodeIncomplete, CodeTypo, PersonalCode
from tests.vault.conftest import KNOWN_CODE


def test_a_code_is_shown_as_five_groups_of_four_and_a_check_character(known_code: PersonalCode) -> None:
    """What is spoken and printed stays the same for ever."""
    assert known_code.groups == ("7K4M", "9QX2", "T80H", "VRD3", "WN8C", "Z")
    assert known_code.text == KNOWN_CODE


def test_every_made_code_reads_back_as_itself() -> None:
    """Nobody gets a code that does not let them in."""
    for _ in range(200):
        code = PersonalCode.make()
        assert PersonalCode.read(code.text) == code


def test_a_code_holds_one_hundred_random_bits() -> None:
    """Each of the 100 bits that are kept comes from the random source and changes the code."""
    zero = PersonalCode.make(bytes)
    single_bits = [PersonalCode.make(_bit(place)) for place in range(104)]
    assert len(set(single_bits)) == 101
    assert single_bits[:4] == [zero] * 4


def test_all_symbols_occur_in_every_place() -> None:
    """No place of the code is poorer than another."""
    codes = ["".join(PersonalCode.make().groups) for _ in range(1500)]
    for place in range(21):
        assert {code[place] for code in codes} == set(ALPHABET)


def test_the_same_randomness_makes_the_same_code() -> None:
    """The demonstration region is the same at every build."""
    first, again = random.Random(7), random.Random(7)
    assert PersonalCode.make(first.randbytes) == PersonalCode.make(again.randbytes)


@pytest.mark.parametrize(
    "typed",
    [
        "7k4m-9qx2-t80h-vrd3-wn8c-z",
        "7K4M9QX2T80HVRD3WN8CZ",
        "  7K4M 9QX2\tT80H\nVRD3 WN8C Z  ",
        "7K4M–9QX2—T80H−VRD3.WN8C/Z",
        "7K4M-9QX2-T8OH-VRD3-WN8C-Z",  # the letter O
        "7K4M\u200b9QX2\u00adT8oHVRD3WN8C\ufeffZ",  # what copying from a page can bring along
        "７Ｋ４Ｍ９ＱＸ２Ｔ８０ＨＶＲＤ３ＷＮ８ＣＺ",
    ],
)
def test_layout_case_and_look_alikes_do_not_matter(typed: str, known_code: PersonalCode) -> None:
    """A phone keyboard, a copied line and a handwritten note all let their owner in."""
    assert PersonalCode.read(typed) == known_code


def test_i_and_l_are_read_as_one() -> None:
    """Who reads a 1 as a letter gets in as well."""
    code = PersonalCode.make(lambda length: b"\x08\x42\x10\x84\x21" * 2 + bytes(length - 10))
    assert code.text.startswith("1111-1111-1111-1111")
    assert PersonalCode.read(code.text.replace("1111-1111", "iIlL-1lI1")) == code


@pytest.mark.parametrize("typed", ["", "   ", " - - ", "\u200b"])
def test_nothing_typed_is_named_as_nothing(typed: str) -> None:
    """An empty field is not called a wrong code."""
    with pytest.raises(CodeEmpty):
        PersonalCode.read(typed)


@pytest.mark.parametrize(("typed", "length"), [("7", 1), ("7K4M-9QX2", 8), ("7K4M-9QX2-T80H-VRD3-WN8C", 20)])
def test_a_code_that_is_too_short_says_how_far_it_came(typed: str, length: int) -> None:
    """The screen can say how many characters are missing."""
    with pytest.raises(CodeIncomplete) as caught:
        PersonalCode.read(typed)
    assert caught.value.length == length


@pytest.mark.parametrize(
    "typed",
    [
        KNOWN_CODE + "0",
        KNOWN_CODE * 2,
        KNOWN_CODE.replace("T", "U"),  # a letter no code has
        KNOWN_CODE.replace("T", "é"),
        KNOWN_CODE.replace("2", "٢"),  # a digit, but not one of ours
        KNOWN_CODE[:-1] + "U",
        "x" * 10_000,
    ],
)
def test_what_cannot_be_a_code_is_named_a_typo(typed: str) -> None:
    """Nothing that is typed leads to anything but a clear message."""
    with pytest.raises(CodeTypo):
        PersonalCode.read(typed)


def _bit(place: int) -> Callable[[int], bytes]:
    return lambda length: (1 << place).to_bytes(length, "big")
