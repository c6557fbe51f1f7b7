"""What somebody filled in of a full measurement and has not sent yet, as typed: nothing is lost or judged. Pure.

Decides which form controls a draft keeps, and how a page that is sent changes it. A draft is encrypted inside the
diary entry of its wave, in the same rows as answers, and cannot be read once the period has closed (decision 0039).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.answering.diary import Diary
from app.instrument.schema import Item
from app.vault.draft_seal import open_draft, seal_draft

MOST_VALUES = 100
"""The most values of one control that a draft keeps."""

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """The values of each form control as typed; the place to go on: an item's key, "" for the review.

    `reviewed`: the review was reached before, so that each page leads back to it.
    """

    fields: Typed = field(default_factory=dict)
    at: str = ""
    reviewed: bool = False

    def __repr__(self) -> str:
        return "Draft(hidden)"


def draft_in(diary: Diary, *, wave_id: str, key: bytes | None) -> Draft | None:
    """Return the draft of a wave; None when there is none. `key`: of its period, None once it has closed."""
    sealed = diary.drafts.get(wave_id)
    content = open_draft(key, sealed) if key and sealed else None
    return Draft(content["fields"], content["at"], content["reviewed"]) if content else None


def sealed_draft(draft: Draft, *, key: bytes) -> str:
    """Encrypt a draft with the draft key of its period. Raises DraftTooLarge."""
    content = {"fields": dict(draft.fields), "at": draft.at, "reviewed": draft.reviewed}
    return seal_draft(key, content)


def fields_about(items: Iterable[Item], sent: Typed) -> dict[str, list[str]]:
    """Return the sent form controls that belong to these items, without empty values; others are left out."""
    known = {name for item in items for name in _controls(item)}
    filled = {
        name: [value for value in values if value][:MOST_VALUES] for name, values in sent.items() if name in known
    }
    return {name: values for name, values in filled.items() if values}


def with_page(fields: Typed, page: Sequence[Item], sent: Typed) -> dict[str, list[str]]:
    """Return the draft's fields with those of one page replaced by what was sent with it."""
    own = {name for item in page for name in _controls(item)}
    kept = {name: list(values) for name, values in fields.items() if name not in own}
    return kept | fields_about(page, sent)


def _controls(item: Item) -> list[str]:
    """Return the names of every form control that an item can have."""
    return [item.key, *(f"{item.key}.{part}" for part in (*item.row_keys, "comment", "other_text"))]
