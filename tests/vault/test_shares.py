"""Any two of three shares give the key back, one tells nothing, and a share survives being copied by hand."""

from __future__ import annotations

import secrets
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.vault.shares import WORDS, ShareDamaged, SharesDoNotFit, checked_share, join, share_mark, split

KEY = secrets.token_bytes(32)
SHARES = split(KEY, needed=2, count=3)


@pytest.mark.parametrize(("needed", "count"), [(2, 2), (2, 3), (3, 5)])
def test_exactly_enough_shares_give_the_key_in_any_order(needed: int, count: int) -> None:
    shares = split(KEY, needed=needed, count=count)
    assert len(set(shares)) == count
    for some in combinations(shares, needed):
        for order in list(permutations(some))[:6]:
            assert join(order) == KEY
    for too_few in combinations(shares, needed - 1):
        with pytest.raises(SharesDoNotFit):
            join(too_few)


def test_shares_of_two_keys_never_make_one() -> None:
    """Also not of the same key, split twice."""
    again = split(KEY, needed=2, count=3)
    for one, other in ((SHARES[0], again[1]), (SHARES[0], split(secrets.token_bytes(32), needed=2, count=3)[1])):
        with pytest.raises(SharesDoNotFit):
            join([one, other])
    with pytest.raises(SharesDoNotFit):
        join([SHARES[0], SHARES[0]])
    with pytest.raises(SharesDoNotFit):
        join([])


def test_a_share_may_be_copied_by_hand() -> None:
    """Numbered, in capitals, over several lines, with commas: the same words."""
    words = SHARES[0].split()
    assert len(words) == WORDS
    written = [f"{place}. {word.upper()}," for place, word in enumerate(words, start=1)]
    assert checked_share("\n".join(written)) == SHARES[0]
    assert checked_share("  " + "  ".join(words) + "\t") == SHARES[0]


@settings(max_examples=40)
@given(st.integers(0, WORDS - 1), st.data())
def test_a_wrong_word_is_noticed_and_an_unknown_one_named(place: int, data: st.DataObject) -> None:
    words = SHARES[0].split()
    other = data.draw(st.sampled_from([word for word in SHARES[1].split() if word != words[place]]))
    with pytest.raises(ShareDamaged) as told:
        checked_share(" ".join([*words[:place], other, *words[place + 1 :]]))
    assert told.value.word == ""
    with pytest.raises(ShareDamaged) as told:
        checked_share(" ".join([*words[:place], "peilschaal", *words[place + 1 :]]))
    assert told.value.word == "peilschaal"


@pytest.mark.parametrize("text", ["", " ", "12. 13.", SHARES[0].rsplit(" ", 1)[0], SHARES[0] + " academic"])
def test_too_few_words_and_too_many_are_noticed(text: str) -> None:
    with pytest.raises(ShareDamaged):
        checked_share(text)


def test_a_mark_tells_shares_apart_and_nothing_of_them() -> None:
    marks = {share_mark(share) for share in SHARES}
    assert len(marks) == 3
    assert not any(word in mark for mark in marks for share in SHARES for word in share.split())
