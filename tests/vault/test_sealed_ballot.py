"""A ballot in its envelope looks like every other and opens for the holder of the period's key alone."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.spreading import InThreads
from app.vault import ballot_seal as ballots
from app.vault.ballot_seal import (
    BALLOT_BYTES,
    BallotOpener,
    BallotSealer,
    BallotTooLarge,
)
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

SEALED_BALLOT_BYTES = BALLOT_BYTES + 48

# A key as everybody knows it: the one the frozen ballot in v1/ was sealed to.
PRIVATE = bytes(range(32))
PUBLIC = bytes(PrivateKey(PRIVATE).public_key)
BALLOT = {"item": "work_enjoyment", "channel": "team", "team": "t1", "value": 8}

# The widest question of the PEO: eleven rows with the longest option for each.
WIDEST_ROWS = "autonomy space_needed support equipped codecide organise informal caseload reflection take_space other"
WIDEST = {
    "item": "workload_relief",
    "channel": "relation:work_enjoyment:professional_space",
    "team": "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "value": {f"workload_relief_{row}": "hardly_or_not" for row in WIDEST_ROWS.split()},
}

small_values = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=20)
small_ballots = st.dictionaries(st.text(max_size=10), small_values, max_size=3)


@settings(max_examples=60)
@given(content=small_ballots)
def test_whatever_is_answered_comes_out_and_the_envelope_has_one_size(content: dict[str, Any]) -> None:
    """The size of the envelope does not tell a 3 from a 10, nor a grade from a grid."""
    sealed = BallotSealer(PUBLIC).seal(content)
    assert len(sealed) == SEALED_BALLOT_BYTES
    assert open_ballot(sealed, private_key=PRIVATE) == content


def test_the_widest_question_of_the_questionnaire_fits() -> None:
    """No answer is refused because it is long."""
    sealed = BallotSealer(PUBLIC).seal(WIDEST)
    assert len(sealed) == SEALED_BALLOT_BYTES
    assert open_ballot(sealed, private_key=PRIVATE) == WIDEST


def test_the_last_byte_that_fits_and_the_first_that_does_not() -> None:
    """At the limit a ballot is whole or refused, never cut."""
    fits = {"a": "x" * (BALLOT_BYTES - 9)}
    assert open_ballot(BallotSealer(PUBLIC).seal(fits), private_key=PRIVATE) == fits
    with pytest.raises(BallotTooLarge):
        BallotSealer(PUBLIC).seal({"a": "x" * (BALLOT_BYTES - 8)})


def test_the_same_answer_twice_looks_different() -> None:
    """Nobody can find the eights by comparing envelopes, or by sealing an eight of their own."""
    sealer = BallotSealer(PUBLIC)
    assert len({sealer.seal(BALLOT) for _ in range(50)}) == 50


def test_a_ballot_of_the_first_version_still_opens() -> None:
    """An upgrade in the middle of a period loses no answer."""
    sealed = (Path(__file__).parent / "v1" / "ballot.bin").read_bytes()
    assert open_ballot(sealed, private_key=PRIVATE) == BALLOT


def test_the_key_of_another_period_does_not_open_it() -> None:
    """What was destroyed with its own period cannot be opened with the next."""
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(BallotSealer(PUBLIC).seal(BALLOT), private_key=bytes(PrivateKey.generate()))


def test_the_public_key_does_not_open_it() -> None:
    """Who holds the database holds the public key; it only closes."""
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(BallotSealer(PUBLIC).seal(BALLOT), private_key=PUBLIC)


def test_one_changed_bit_anywhere_is_noticed() -> None:
    """A forged or damaged ballot is not counted as another answer."""
    sealed = BallotSealer(PUBLIC).seal(BALLOT)
    for place in range(0, len(sealed), 13):
        with pytest.raises(BallotDoesNotOpen):
            open_ballot(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], private_key=PRIVATE)


@pytest.mark.parametrize("plain", [b"", b"{}", b"[]\x80", bytes(BALLOT_BYTES), b"[1]\x80" + bytes(BALLOT_BYTES - 4)])
def test_what_was_never_a_ballot_does_not_open(plain: bytes) -> None:
    """Anyone can seal rubbish to a public key; it gives one named error."""
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(SealedBox(PublicKey(PUBLIC)).encrypt(plain), private_key=PRIVATE)


@pytest.mark.parametrize("sealed", [b"", b"x" * 47, bytes(SEALED_BALLOT_BYTES)])
def test_rubbish_in_the_database_does_not_open(sealed: bytes) -> None:
    """A damaged row gives one named error."""
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(sealed, private_key=PRIVATE)


@pytest.mark.parametrize("threads", [1, 3])
def test_of_a_great_pile_every_ballot_counts_once_and_a_bad_one_stops_nobody(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release loses no answer and counts none twice, in however many parts it is read."""
    monkeypatch.setattr(ballots, "_MOST_TEXTS", 7)
    sealer = BallotSealer(PUBLIC)
    pile = [sealer.seal({"value": number}) for number in range(20)] * 250
    pile[3000] = b"damaged"
    pile[3001] = SealedBox(PublicKey(PUBLIC)).encrypt(b"[1]\x80" + bytes(BALLOT_BYTES - 4))
    counted: Counter[int] = Counter()
    for content, times in BallotOpener(PRIVATE).open_alike(iter(pile), spread=InThreads(threads)):
        counted[content["value"]] += times
    assert counted == {0: 249, 1: 249, **dict.fromkeys(range(2, 20), 250)}


def test_a_great_pile_is_never_held_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A country's ballots pass through the memory of a small server, however few of them are alike."""
    monkeypatch.setattr(ballots, "_MOST_TEXTS", 1)
    ballot = BallotSealer(PUBLIC).seal(BALLOT)
    taken = 0

    def endless_pile() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield ballot

    next(BallotOpener(PRIVATE).open_alike(endless_pile(), spread=InThreads(2)))
    assert taken < 10_000


@pytest.mark.parametrize("text", ["", "ë" * 300, "😀" * 380])
def test_ballots_of_a_poll_with_more_room_are_as_long_as_each_other(text: str) -> None:
    """A poll of its own may hold longer words; all of its ballots have one size."""
    sealed = BallotSealer(PUBLIC, room=2048).seal({"text": text})
    assert len(sealed) == 2048 + 48
    assert open_ballot(sealed, private_key=PRIVATE, room=2048) == {"text": text}
