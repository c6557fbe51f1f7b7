"""Own notes with a subject: written whenever one likes, kept in the sealed diary, taken away without a trace."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from app.answering.models import Ballot, DiaryEntry
from app.db import db
from app.mirror.notes import MOST_LETTERS, MOST_NOTES
from tests.region import SmallRegion

SPACE = "/mirror/professional_space"
TEXT = "After the talk with a colleague there was more room."


def _write(reader: FlaskClient, text: str) -> int:
    return reader.post(f"{SPACE}/notes", data={"note": text}).status_code


def test_a_note_stands_with_its_subject_and_in_what_one_takes_along(reader: FlaskClient) -> None:
    """With the month it was written in; not with other subjects."""
    assert _write(reader, TEXT) == 303
    page = reader.get(SPACE).text
    assert TEXT in page
    assert '<p class="quiet">March</p>' in page
    assert TEXT not in reader.get("/mirror/work_enjoyment").text
    assert reader.get("/mirror.json").get_json()["notes"]["professional_space"][0]["text"] == TEXT


def test_a_note_is_sealed_and_makes_no_ballot(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """Who has the whole database reads nothing of it, and nothing of it is counted."""
    before = set(db.session.scalars(select(Ballot.name)))
    _write(reader, TEXT)
    db.session.rollback()
    assert set(db.session.scalars(select(Ballot.name))) == before
    assert not any(TEXT.encode() in sealed for sealed in db.session.scalars(select(DiaryEntry.sealed)))


def test_a_note_that_is_taken_away_is_nowhere_any_more(reader: FlaskClient) -> None:
    """The others stay in their order."""
    for text in ("first", "second", "third"):
        _write(reader, text)
    assert reader.post(f"{SPACE}/notes", data={"drop": "1"}).status_code == 303
    kept = reader.get("/mirror.json").get_json()["notes"]["professional_space"]
    assert [note["text"] for note in kept] == ["first", "third"]


def test_a_note_that_cannot_be_kept_says_why_and_keeps_what_was_typed(reader: FlaskClient) -> None:
    """Empty, or longer than there is room for."""
    long = "x" * (MOST_LETTERS + 1)
    refused = reader.post(f"{SPACE}/notes", data={"note": long})
    assert refused.status_code == 422
    assert long in refused.text
    assert f"at most {MOST_LETTERS} letters" in refused.text
    assert _write(reader, "  \r\n ") == 422


def test_a_diary_keeps_so_many_notes_and_the_newest(reader: FlaskClient) -> None:
    """Full of the longest notes, every subject page still opens."""
    for number in range(MOST_NOTES + 1):
        _write(reader, f"{number} ")
    kept = reader.get("/mirror.json").get_json()["notes"]["professional_space"]
    assert [kept[0]["text"], kept[-1]["text"], len(kept)] == ["1", str(MOST_NOTES), MOST_NOTES]


def test_words_of_a_note_are_words(reader: FlaskClient) -> None:
    """Never part of the page."""
    _write(reader, "<script>alert(1)</script>")
    assert "<script>alert(1)</script>" not in reader.get(SPACE).text


def test_notes_are_for_their_owner(mirrored: SmallRegion) -> None:
    """A visitor is asked for the code; an unknown subject has no notes."""
    assert mirrored.app.test_client().post(f"{SPACE}/notes", data={"note": "x"}).status_code == 303
    assert mirrored.signed_in(mirrored.participant).post("/mirror/nothing/notes", data={"note": "x"}).status_code == 404


def test_a_wrong_place_takes_nothing_away(reader: FlaskClient) -> None:
    """Another tab may have been first."""
    _write(reader, TEXT)
    for place in ("7", "99999999999999999999", "-1", "x"):
        assert reader.post(f"{SPACE}/notes", data={"drop": place}).status_code in (303, 422)
    assert TEXT in reader.get(SPACE).text
