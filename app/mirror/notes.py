"""Notes that a participant writes about a construct: encrypted in the diary, read by nobody else, in no ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.answering.diary import NOTES, Diary
from app.answering.diary_rows import own_diary, write_entry
from app.charts.time_axis import TimelineWave
from app.db import AnySession
from app.participants.service import lock_own_account
from app.vault.personal_keys import ParticipantKeys
from app.wording.period_words import month

MOST_LETTERS = 1000
MOST_NOTES = 20
"""The most notes with one subject; the oldest is dropped when there are more."""


class QuestionUnknown(ValueError):
    """The construct has no question to think over with this key."""


class NoteUnusable(ValueError):
    """The note is empty or longer than `MOST_LETTERS`."""


@dataclass(frozen=True, slots=True, repr=False)
class OwnNote:
    """A note as the page of its construct shows it. `when`: the month it was written in, in words.
    `place`: its number among the notes about this construct, from 0, the oldest.

    `about`: the question that it thinks over, or "" for a note of its own.
    """

    place: int
    text: str
    when: str
    about: str = ""

    def __repr__(self) -> str:
        return "OwnNote(hidden)"


def notes_with(
    diary: Diary, construct: str, *, waves: Sequence[TimelineWave], questions: Mapping[str, str]
) -> tuple[OwnNote, ...]:
    """Return the notes about one construct, the newest first, each with the month in which its wave opened.

    `questions`: those to think over, in words, by key; a question that is no more is left out of its note.
    """
    months = {wave.id: month(wave.opens) for wave in waves}
    kept = list(enumerate(_kept(diary.notes, construct)))
    return tuple(
        OwnNote(place, note["text"], months.get(note.get("wave", ""), ""), questions.get(note.get("about", ""), ""))
        for place, note in reversed(kept)
    )


def add_note(
    session: AnySession, keys: ParticipantKeys, construct: str, *, text: str, wave_id: str, about: str = ""
) -> None:
    """Store a note about a construct in the diary. Callers commit.
    `wave_id`: the wave that it was written in. `about`: the key of the question that it answers, or "".

    Raises NoteUnusable, NotAParticipant.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > MOST_LETTERS:
        raise NoteUnusable
    lock_own_account(session, keys)
    notes = dict(own_diary(session, keys).notes)
    notes[construct] = [
        *_kept(notes, construct),
        {"text": text, "wave": wave_id} | ({"about": about} if about else {}),
    ][-MOST_NOTES:]
    write_entry(session, keys, label=NOTES, content=notes)


def drop_note(session: AnySession, keys: ParticipantKeys, construct: str, *, place: int) -> None:
    """Delete the note with number `place`; one that is gone already is no error. Callers commit.
    Raises NotAParticipant.
    """
    lock_own_account(session, keys)
    notes = dict(own_diary(session, keys).notes)
    kept = [note for at, note in enumerate(_kept(notes, construct)) if at != place]
    write_entry(session, keys, label=NOTES, content=notes | {construct: kept})


def _kept(notes: Mapping[str, Any], construct: str) -> list[dict[str, str]]:
    """Return the stored notes about one construct; entries that cannot be read are left out."""
    found = notes.get(construct, [])
    return [note for note in found if isinstance(note, dict) and isinstance(note.get("text"), str)]
