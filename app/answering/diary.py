"""A participant's own answers over time, decrypted for one request and encrypted again. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.instrument.schema import Item, free_text_room
from app.vault.diary_seal import MAX_PARTS, SealedPart, names_of, open_diary, rows_for, seal_entry
from app.vault.personal_keys import ParticipantKeys

PROFILE = "profile"


CARDS = "cards"


NOTES = "notes"


_BEFORE, _BEFORE_IN = "before", "before_in"
_WAVE = "wave:"
_DRAFT, _UNSENT = "draft", "unsent"


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
    `profile`: the background as it is now; `profile_before`: as it counts in the periods `before_in`.
    `drafts`: by wave id what was filled in and not sent, still encrypted with the period's draft key.
    `pages`: its rows as they are stored, encrypted.
    """

    profile: Mapping[str, str] = field(default_factory=dict)
    profile_before: Mapping[str, str] = field(default_factory=dict)
    before_in: frozenset[str] = frozenset()
    waves: Mapping[str, WaveEntry] = field(default_factory=dict)
    drafts: Mapping[str, str] = field(default_factory=dict)
    cards: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    pages: Pages = ()

    def __repr__(self) -> str:
        return "Diary(hidden)"

    def profile_in(self, period_id: str) -> Mapping[str, str]:
        """Return the background with which answers to this period count."""
        return self.profile_before if period_id in self.before_in else self.profile

    def latest(self, item: str, *, order: Sequence[str]) -> Any | None:
        """Return the last answer to `item` over the waves in `order` (oldest first); None when there is none."""
        answers = (self.waves[wave].answers.get(item) for wave in reversed(order) if wave in self.waves)
        return next((answer for answer in answers if answer is not None), None)


def opened(keys: ParticipantKeys, pages: Pages) -> Diary:
    """Decrypt the diary that is stored in these rows (`pages`). Raises EntryDoesNotOpen."""
    contents = open_diary(keys, pages)
    waves = {label.removeprefix(_WAVE): content for label, content in contents.items() if label.startswith(_WAVE)}
    profile = contents.get(PROFILE, {})
    return Diary(
        profile={name: said for name, said in profile.items() if name not in (_BEFORE, _BEFORE_IN)},
        profile_before=profile.get(_BEFORE, {}),
        before_in=frozenset(profile.get(_BEFORE_IN, ())),
        cards=contents.get(CARDS, {}),
        notes=contents.get(NOTES, {}),
        waves={wave: _sent(content) for wave, content in waves.items() if not content.get(_UNSENT)},
        drafts={wave: content[_DRAFT] for wave, content in waves.items() if _DRAFT in content},
        pages=pages,
    )


def changed_profile(diary: Diary, profile: Mapping[str, str], *, open_periods: Sequence[str]) -> dict[str, Any]:
    """Return the entry for another background. `open_periods`: those that take answers now, the newest first.

    Whoever has answered before keeps the background of before in those periods. Who has not answered yet is in no
    figure: a slip at joining is corrected at once.
    """
    before = diary.profile_in(open_periods[0]) if open_periods and diary.waves else profile
    if dict(before) == dict(profile):
        return dict(profile)
    return {**profile, _BEFORE: dict(before), _BEFORE_IN: list(open_periods)}


def _sent(content: Mapping[str, Any]) -> WaveEntry:
    return WaveEntry(
        answers=content["answers"],
        submissions=tuple(content["submissions"]),
        counted=content["counted"],
        on=content.get("on", ""),
    )


@dataclass(frozen=True, slots=True, repr=False)
class SealedEntry:
    """One encrypted diary entry, ready to store: `parts` are its new rows, `earlier` the names of rows they replace."""

    parts: tuple[SealedPart, ...]
    earlier: tuple[bytes, ...]

    def __repr__(self) -> str:
        return "SealedEntry(hidden)"


def sealed_wave(
    keys: ParticipantKeys,
    *,
    wave_id: str,
    entry: WaveEntry | None,
    items: Iterable[Item],
    pages: Pages,
    draft: str = "",
) -> SealedEntry:
    """Encrypt a participant's answers in one wave into new rows, to replace those in `pages` about that wave.

    `entry`: what was sent, None for nothing yet. `draft`: what was filled in since, encrypted. `items`: of the wave;
    they decide the number of rows. A draft takes the rows of the answers, so that a row of one looks like the other.
    """
    said = entry or WaveEntry(answers={})
    content: dict[str, Any] = {
        "answers": dict(said.answers),
        "submissions": list(said.submissions[-SUBMISSIONS_KEPT:]),
        "counted": said.counted,
        "on": said.on,
    }
    content |= {_UNSENT: True} if entry is None else {}
    content |= {_DRAFT: draft} if draft else {}
    label, stored = _WAVE + wave_id, {name for name, _sealed in pages}
    earlier = names_of(keys, label, min(len(pages), MAX_PARTS))
    return SealedEntry(
        parts=seal_entry(keys, label=label, content=content, least_parts=rows_for(free_text_room(items))),
        earlier=tuple(name for name in earlier if name in stored),
    )
