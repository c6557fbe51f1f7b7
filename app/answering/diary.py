"""A participant's own answers over time, opened for one request and sealed again.

Knows the labels of the diary's entries; what is in the rows of others it can neither find nor open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select

from app.answering.models import DiaryEntry
from app.db import AnySession
from app.vault.diary import names_of, open_diary, seal_entry
from app.vault.keys import ParticipantKeys

PROFILE = "profile"
CARDS = "cards"
_WAVE = "wave:"
SUBMISSIONS_KEPT = 20


@dataclass(frozen=True, slots=True, repr=False)
class WaveEntry:
    """What its owner answered in one wave. `counted`: whether it went into ballots, or came after closing."""

    answers: Mapping[str, Any]
    submissions: tuple[str, ...] = ()
    counted: bool = True

    def __repr__(self) -> str:
        return "WaveEntry(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Diary:
    """A whole diary, opened; `waves` by wave id."""

    profile: Mapping[str, str] = field(default_factory=dict)
    waves: Mapping[str, WaveEntry] = field(default_factory=dict)
    cards: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Diary(hidden)"

    def latest(self, item: str, *, order: Sequence[str]) -> Any | None:
        """The last answer to `item` over the waves in `order` (oldest first); None when there is none."""
        answers = (self.waves[wave].answers.get(item) for wave in reversed(order) if wave in self.waves)
        return next((answer for answer in answers if answer is not None), None)


def own_diary(session: AnySession, keys: ParticipantKeys) -> Diary:
    """Open the diary of whoever holds these keys; empty when nothing was written. Raises EntryDoesNotOpen."""
    rows = session.execute(select(DiaryEntry.name, DiaryEntry.sealed).where(DiaryEntry.owner == keys.diary_id))
    contents = open_diary(keys, ((name, sealed) for name, sealed in rows))
    return Diary(
        profile=contents.get(PROFILE, {}),
        cards=contents.get(CARDS, {}),
        waves={
            label.removeprefix(_WAVE): WaveEntry(
                answers=content["answers"],
                submissions=tuple(content["submissions"]),
                counted=content["counted"],
            )
            for label, content in contents.items()
            if label.startswith(_WAVE)
        },
    )


def write_wave(session: AnySession, keys: ParticipantKeys, *, wave_id: str, entry: WaveEntry) -> None:
    content = {
        "answers": dict(entry.answers),
        "submissions": list(entry.submissions[-SUBMISSIONS_KEPT:]),
        "counted": entry.counted,
    }
    write_entry(session, keys, label=_WAVE + wave_id, content=content)


def write_entry(session: AnySession, keys: ParticipantKeys, *, label: str, content: Mapping[str, Any]) -> None:
    """Seal `content` in the place of what stood under `label`."""
    session.execute(
        delete(DiaryEntry).where(DiaryEntry.owner == keys.diary_id, DiaryEntry.name.in_(names_of(keys, label)))
    )
    rows = [
        {"owner": keys.diary_id, "name": part.name, "sealed": part.sealed}
        for part in seal_entry(keys, label=label, content=content)
    ]
    session.execute(insert(DiaryEntry.metadata.tables[DiaryEntry.__tablename__]), rows)


def delete_diary(session: AnySession, keys: ParticipantKeys) -> None:
    session.execute(delete(DiaryEntry).where(DiaryEntry.owner == keys.diary_id))
