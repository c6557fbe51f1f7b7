"""A whole diary opens from its rows alone, without knowing which waves there were."""

import random
import secrets

import pytest

from app.vault.diary_seal import EntryDoesNotOpen, Json, open_diary, seal_entry
from app.vault.personal_keys import ParticipantKeys
from tests.vault.test_diary_entry import ANSWERS, LONG

DIARY: dict[str, Json] = {"profile": {"experience": "0-3"}, "wave:1": ANSWERS, "wave:2": LONG, "cards": []}


def _rows(keys: ParticipantKeys) -> list[tuple[bytes, bytes]]:
    return [
        (part.name, part.sealed)
        for label, content in DIARY.items()
        for part in seal_entry(keys, label=label, content=content)
    ]


def test_all_entries_come_back_under_their_labels(participant: ParticipantKeys) -> None:
    """The order in which a database hands out rows does not matter."""
    rows = _rows(participant)
    random.Random(3).shuffle(rows)
    assert open_diary(participant, rows) == DIARY


def test_an_empty_diary_is_an_empty_diary(participant: ParticipantKeys) -> None:
    """Who has just joined sees nothing, not an error."""
    assert open_diary(participant, []) == {}


def test_two_rows_that_changed_names_are_noticed(participant: ParticipantKeys) -> None:
    """Who can write in the database cannot exchange two waves."""
    (name_a, row_a), (name_b, row_b), *rest = _rows(participant)
    with pytest.raises(EntryDoesNotOpen):
        open_diary(participant, [(name_a, row_b), (name_b, row_a), *rest])


def test_a_row_under_an_unknown_name_is_noticed(participant: ParticipantKeys) -> None:
    """A copied row does not become a second entry."""
    rows = _rows(participant)
    with pytest.raises(EntryDoesNotOpen):
        open_diary(participant, [*rows, (secrets.token_bytes(32), rows[0][1])])


def test_a_missing_or_doubled_part_is_noticed(participant: ParticipantKeys) -> None:
    """A long note with a hole is not shown as if it were whole."""
    rows = _rows(participant)
    with pytest.raises(EntryDoesNotOpen):
        open_diary(participant, [row for row in rows if row != rows[3]])
    with pytest.raises(EntryDoesNotOpen):
        open_diary(participant, [*rows, rows[3]])


def test_a_row_of_a_team_mate_does_not_open(participant: ParticipantKeys, team_mate: ParticipantKeys) -> None:
    """One diary never shows another's page."""
    with pytest.raises(EntryDoesNotOpen):
        open_diary(participant, [*_rows(participant), _rows(team_mate)[0]])
