"""A participant's own answers over time, decrypted for one request and encrypted again. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.vault.diary_seal import MAX_PARTS, SealedPart, names_of, open_diary, seal_entry
from app.vault.personal_keys import ParticipantKeys

PROFILE = "profile"


CARDS = "cards"


NOTES = "notes"


_WAVE = "wave:"


SUBMISSIONS_KEPT = 20


Pages = tuple[tuple[bytes, bytes], ...]
"""A diary as it is stored: name and encrypted content of each row, in the order of the names."""


@dataclass(frozen=True, slots=True, repr=False)
class WaveEntry:
    """What a participant answered in one wave. `counted`: False for answers that came after closing.

    `on`: the day of the last answering, as 2026-11-25; empty for entries from before it was kept.
    """

    answers: Mapping[str, Any]
    submissions: tuple[str, ...] = ()
    counted: bool = True
    on: str = ""

    def __repr__(self) -> str:
        return "WaveEntry(hidden)"


@dataclass(frozen=True, slots=True, repr=False)
class Diary:
    """A participant's whole diary, decrypted: background, answers by wave id, cards and notes.
    `pages`: its rows as they are stored, encrypted.
    """

    profile: Mapping[str, str] = field(default_factory=dict)
    waves: Mapping[str, WaveEntry] = field(default_factory=dict)
    cards: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    pages: Pages = ()

    def __repr__(self) -> str:
        return "Diary(hidden)"

    def latest(self, item: str, *, order: Sequence[str]) -> Any | None:
        """Return the last answer to `item` over the waves in `order` (oldest first); None when there is none."""
        answers = (self.waves[wave].answers.get(item) for wave in reversed(order) if wave in self.waves)
        return next((answer for answer in answers if answer is not None), None)


def opened(keys: ParticipantKeys, pages: Pages) -> Diary:
    """Decrypt the diary that is stored in these rows (`pages`). Raises EntryDoesNotOpen."""
    contents = open_diary(keys, pages)
    return Diary(
        profile=contents.get(PROFILE, {}),
        cards=contents.get(CARDS, {}),
        notes=contents.get(NOTES, {}),
        waves={
            label.removeprefix(_WAVE): WaveEntry(
                answers=content["answers"],
                submissions=tuple(content["submissions"]),
                counted=content["counted"],
                on=content.get("on", ""),
            )
            for label, content in contents.items()
            if label.startswith(_WAVE)
        },
        pages=pages,
    )


@dataclass(frozen=True, slots=True, repr=False)
class SealedEntry:
    """One encrypted diary entry, ready to store: `parts` are its new rows, `earlier` the names of rows they replace."""

    parts: tuple[SealedPart, ...]
    earlier: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "SealedEntry(hidden)"


def sealed_wave(keys: ParticipantKeys, *, wave_id: str, entry: WaveEntry, pages: Pages) -> SealedEntry:
    """Encrypt a participant's answers in one wave into new rows, to replace those in `pages` about that wave."""
    content: Mapping[str, Any] = {
        "answers": dict(entry.answers),
        "submissions": list(entry.submissions[-SUBMISSIONS_KEPT:]),
        "counted": entry.counted,
        "on": entry.on,
    }
    label, stored = _WAVE + wave_id, {name for name, _sealed in pages}
    earlier = names_of(keys, label, min(len(pages), MAX_PARTS))
    return SealedEntry(
        parts=seal_entry(keys, label=label, content=content),
        earlier=tuple(name for name in earlier if name in stored),
    )
