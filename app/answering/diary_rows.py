"""The rows of a participant's diary in the database.

Knows the labels of the diary's entries; rows of other participants it can neither find nor decrypt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from app.answering.diary import Diary, Pages, SealedEntry, opened
from app.answering.models import DiaryEntry
from app.db import AnySession, read_rows
from app.vault.diary_seal import names_of, seal_entry
from app.vault.personal_keys import ParticipantKeys

_ENTRIES = DiaryEntry.metadata.tables[DiaryEntry.__tablename__]  # Plain rows, not ORM objects: faster.
_PAGES = select(_ENTRIES.c.name, _ENTRIES.c.sealed).where(_ENTRIES.c.owner == bindparam("owner")).order_by("name")
_TAKE_OUT = delete(_ENTRIES).where(
    _ENTRIES.c.owner == bindparam("owner"), _ENTRIES.c.name.in_(bindparam("names", expanding=True))
)
_PUT_IN = insert(_ENTRIES)


def own_diary(session: AnySession, keys: ParticipantKeys) -> Diary:
    """Decrypt the diary of the holder of these keys; empty when nothing was written. Raises EntryDoesNotOpen."""
    return opened(keys, own_pages(session, keys))


def own_pages(session: AnySession, keys: ParticipantKeys) -> Pages:
    """Return the diary rows of the holder of these keys as they are stored, still encrypted."""
    return tuple((name, sealed) for name, sealed in read_rows(session, _PAGES, {"owner": keys.diary_id}))


def write_entry(session: AnySession, keys: ParticipantKeys, *, label: str, content: Mapping[str, Any]) -> None:
    """Encrypt `content` and store it in the diary in place of the entry under `label`."""
    parts = seal_entry(keys, label=label, content=content)
    put_entry(session, keys, entry=SealedEntry(parts=parts, earlier=names_of(keys, label)))


def put_entry(session: AnySession, keys: ParticipantKeys, *, entry: SealedEntry) -> None:
    if entry.earlier:
        session.connection().execute(_TAKE_OUT, {"owner": keys.diary_id, "names": entry.earlier})
    rows = [{"owner": keys.diary_id, "name": part.name, "sealed": part.sealed} for part in entry.parts]
    session.connection().execute(_PUT_IN, rows)


def delete_diary(session: AnySession, keys: ParticipantKeys) -> None:
    session.execute(delete(DiaryEntry).where(DiaryEntry.owner == keys.diary_id))
