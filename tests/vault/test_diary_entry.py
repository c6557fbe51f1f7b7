"""An entry opens for its owner in its own place, and for nobody else, nowhere else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.vault.diary_seal import (
    ENTRY_BYTES,
    MAX_CONTENT_BYTES,
    MAX_PARTS,
    EntryDoesNotOpen,
    EntryTooLarge,
    Json,
    names_of,
    open_diary,
    seal_entry,
)
from app.vault.personal_keys import ParticipantKeys

ANSWERS: Json = {"work_enjoyment": 8, "note": "Een goede week."}
LONG: Json = {"note": "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(10_000))}

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
contents = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
few_examples = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _rows(keys: ParticipantKeys, label: str, content: Any) -> list[bytes]:
    return [part.sealed for part in seal_entry(keys, label=label, content=content)]


def _opened(keys: ParticipantKeys, label: str, rows: Sequence[bytes]) -> Any:
    """What a diary says under this label when these rows lie in its places."""
    return open_diary(keys, zip(names_of(keys, label), rows, strict=False))[label]


@few_examples
@given(content=contents, label=st.text(max_size=40))
def test_whatever_was_written_comes_back(participant: ParticipantKeys, content: Any, label: str) -> None:
    """Nothing of an answer or note is lost or changed, in any language, broken characters included."""
    label = label.encode("utf-8", "ignore").decode()
    assert _opened(participant, label, _rows(participant, label, content)) == content


@few_examples
@given(content=contents)
def test_every_row_has_the_same_size(participant: ParticipantKeys, content: Any) -> None:
    """Size does not tell a blank entry from a long confession."""
    assert {len(row) for row in _rows(participant, "wave:1", content)} == {ENTRY_BYTES}


@pytest.mark.parametrize("letters", range(2760, 2875, 3))
def test_the_last_byte_of_a_row_is_no_special_case(participant: ParticipantKeys, letters: int) -> None:
    """Around the size where one row becomes two, all of it comes back."""
    content = [number * 2654435761 % 2**32 for number in range(letters // 4)]
    rows = _rows(participant, "wave:1", content)
    assert {len(row) for row in rows} == {ENTRY_BYTES}
    assert _opened(participant, "wave:1", rows) == content


def test_a_long_note_takes_as_many_equal_rows_as_it_needs(participant: ParticipantKeys) -> None:
    """Ten thousand characters fit, and nobody sees which rows belong together."""
    parts = seal_entry(participant, label="wave:1", content=LONG)
    assert len(parts) > 1
    assert {len(part.sealed) for part in parts} == {ENTRY_BYTES}
    assert [part.name for part in parts] == list(names_of(participant, "wave:1", len(parts)))
    assert _opened(participant, "wave:1", [part.sealed for part in parts]) == LONG


def test_what_does_not_fit_is_refused_before_anything_is_sealed(participant: ParticipantKeys) -> None:
    """A too long text is told to the person; half of it is never kept."""
    with pytest.raises(EntryTooLarge):
        seal_entry(participant, label="wave:1", content="a" * MAX_CONTENT_BYTES)
    with pytest.raises(EntryTooLarge):
        seal_entry(participant, label="w" * 201, content=ANSWERS)
    noise = [number**5 % 10**15 for number in range(1, 40_000)]
    with pytest.raises(EntryTooLarge):
        seal_entry(participant, label="wave:1", content=noise)


def test_an_entry_of_the_first_version_still_opens(participant: ParticipantKeys) -> None:
    """Known answer: this row was sealed when the format was fixed. If this fails, old diaries are lost."""
    row = (Path(__file__).parent / "v1" / "diary_entry.bin").read_bytes()
    assert _opened(participant, "wave:2026-11-a", [row]) == ANSWERS


def test_writing_the_same_twice_looks_different(participant: ParticipantKeys) -> None:
    """A thief with two backups cannot see whether an answer was changed or confirmed."""
    assert _rows(participant, "wave:1", ANSWERS) != _rows(participant, "wave:1", ANSWERS)


def test_no_two_rows_share_a_nonce(participant: ParticipantKeys) -> None:
    """AES-GCM holds only as long as a nonce is never used twice under one key."""
    nonces = [_rows(participant, "wave:1", ANSWERS)[0][:12] for _ in range(300)]
    assert len(set(nonces)) == 300


def test_nobody_else_opens_it(
    participant: ParticipantKeys, team_mate: ParticipantKeys, diary_thief: ParticipantKeys
) -> None:
    """Neither a team-mate nor somebody who claims the diary with another key."""
    rows = _rows(participant, "wave:1", ANSWERS)
    for other in (team_mate, diary_thief):
        with pytest.raises(EntryDoesNotOpen):
            _opened(other, "wave:1", rows)


def test_the_right_key_under_another_owner_does_not_open_it(participant: ParticipantKeys) -> None:
    """A row is bound to its owner, not to the key alone."""
    elsewhere = ParticipantKeys(
        lookup_hash=participant.lookup_hash,
        diary_id=bytes(16),
        diary_key=participant.diary_key,
        ballot_key=participant.ballot_key,
    )
    with pytest.raises(EntryDoesNotOpen):
        _opened(elsewhere, "wave:1", _rows(participant, "wave:1", ANSWERS))


def test_a_row_does_not_open_as_another_wave(participant: ParticipantKeys) -> None:
    """Who can write in the database cannot pass off last month's answer as today's."""
    with pytest.raises(EntryDoesNotOpen):
        _opened(participant, "wave:2", _rows(participant, "wave:1", ANSWERS))


def test_parts_open_only_in_their_order_and_all_together(participant: ParticipantKeys) -> None:
    """A note is whole or it is not shown."""
    rows = _rows(participant, "wave:1", LONG)
    for wrong in (rows[:-1], rows[1:], rows[::-1], [*rows, rows[0]]):
        with pytest.raises(EntryDoesNotOpen):
            _opened(participant, "wave:1", wrong)


def test_parts_of_two_writings_never_mix(participant: ParticipantKeys) -> None:
    """A half-replaced entry is noticed, even when both halves are genuine."""
    before, after = (_rows(participant, "wave:1", LONG) for _ in range(2))
    with pytest.raises(EntryDoesNotOpen):
        _opened(participant, "wave:1", [before[0], *after[1:]])


def test_one_changed_bit_anywhere_is_noticed(participant: ParticipantKeys) -> None:
    """Damage and forgery show as such, never as another answer."""
    row = _rows(participant, "wave:1", ANSWERS)[0]
    for place in [*range(0, ENTRY_BYTES, 97), ENTRY_BYTES - 1]:
        damaged = row[:place] + bytes([row[place] ^ 1]) + row[place + 1 :]
        with pytest.raises(EntryDoesNotOpen):
            _opened(participant, "wave:1", [damaged])


@pytest.mark.parametrize("row", [b"", b"short", bytes(ENTRY_BYTES), bytes(ENTRY_BYTES + 1)])
def test_what_was_never_an_entry_does_not_open(participant: ParticipantKeys, row: bytes) -> None:
    """Rubbish in the database gives one named error."""
    with pytest.raises(EntryDoesNotOpen):
        _opened(participant, "wave:1", [row])


def test_names_say_nothing_and_are_all_different(participant: ParticipantKeys, team_mate: ParticipantKeys) -> None:
    """A thief cannot tell a profile from a wave, nor who else has an entry for the same wave."""
    labels = ("profile", "cards", "wave:1", "wave:11")
    names = [name for keys in (participant, team_mate) for label in labels for name in names_of(keys, label)]
    assert len(set(names)) == len(names) == 2 * len(labels) * MAX_PARTS
    assert {len(name) for name in names} == {32}
    assert names_of(participant, "wave:1")[1] != names_of(participant, "wave:11")[0]
