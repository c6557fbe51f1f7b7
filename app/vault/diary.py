"""A diary entry on paper that only its owner can read, and that looks like every other entry.

Decides names, size, padding and what an entry is bound to (owner, label, part). Must not know what entries
say, which labels exist, or when anything was written.
"""

import json
import secrets
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError

from app.vault.derivation import derive, keyed_name
from app.vault.keys import ParticipantKeys

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

ENTRY_BYTES: Final = 3968  # With owner and name it stays below SQLite's limit of 4,086 (see `app/db.py`).
MAX_PARTS: Final = 32
MAX_LABEL_BYTES: Final = 200
MAX_CONTENT_BYTES: Final = 1_000_000  # as JSON; also what reading will unpack at most

_NONCE_BYTES: Final = 12
_PAPER_BYTES: Final = ENTRY_BYTES - _NONCE_BYTES - 16  # what is left beside nonce and tag
_HEADER: Final = struct.Struct(">8sBBB")  # edition, part, parts, length of the label


class EntryDoesNotOpen(ValueError):
    """Another owner's key, moved from another label or part, damaged, or not all parts of one writing."""


class EntryTooLarge(ValueError):
    """The content does not fit in `MAX_PARTS` rows or `MAX_CONTENT_BYTES`; nothing was sealed."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedPart:
    """One row to store under the owner's `diary_id`: `name` (32 bytes), `sealed` (`ENTRY_BYTES`)."""

    name: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Sheet:
    """One part before sealing. `edition` is drawn at each writing, so parts of two writings never mix."""

    edition: bytes
    part: int
    parts: int
    label: str
    chunk: bytes


def entry_name(keys: ParticipantKeys, label: str, part: int = 0) -> bytes:
    """The name of a row, 32 bytes. Without the diary key nobody can tell a wave from a profile."""
    return keyed_name(_name_key(keys), label, str(part))


def names_of(keys: ParticipantKeys, label: str, max_parts: int = MAX_PARTS) -> tuple[bytes, ...]:
    """All names an entry can have left behind; delete these before writing it again."""
    name_key = _name_key(keys)
    return tuple(keyed_name(name_key, label, str(part)) for part in range(max_parts))


def seal_entry(keys: ParticipantKeys, *, label: str, content: Json) -> tuple[SealedPart, ...]:
    """The rows for one entry, normally one; each exactly `ENTRY_BYTES`, whatever the content.

    `content`: what JSON can hold. Raises EntryTooLarge.
    """
    sheets = _sheets(label, content)
    return tuple(_seal_sheet(keys, sheet) for sheet in sheets)


def open_entry(keys: ParticipantKeys, *, label: str, parts: Sequence[bytes]) -> Any:
    """The content that was sealed under this label; `parts` in order. Raises EntryDoesNotOpen."""
    named = enumerate(parts)
    return _content([_open_sheet(keys, name=entry_name(keys, label, part), sealed=row) for part, row in named])


def open_diary(keys: ParticipantKeys, rows: Iterable[tuple[bytes, bytes]]) -> dict[str, Any]:
    """A whole diary: content by label, from its (name, sealed) rows in any order. Raises EntryDoesNotOpen."""
    by_label: defaultdict[str, list[_Sheet]] = defaultdict(list)
    for name, sealed in rows:
        sheet = _open_sheet(keys, name=name, sealed=sealed)
        by_label[sheet.label].append(sheet)
    return {label: _content(sheets) for label, sheets in by_label.items()}


def _name_key(keys: ParticipantKeys) -> bytes:
    return derive(keys.diary_key, label="diary/name")


def _sheets(label: str, content: Json) -> list[_Sheet]:
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    label_bytes = len(label.encode())
    if len(text) > MAX_CONTENT_BYTES or label_bytes > MAX_LABEL_BYTES:
        raise EntryTooLarge
    packed = zlib.compress(text)
    room = _PAPER_BYTES - _HEADER.size - label_bytes - 1  # padding takes at least one byte
    chunks = [packed[start : start + room] for start in range(0, len(packed), room)]
    if len(chunks) > MAX_PARTS:
        raise EntryTooLarge
    edition = secrets.token_bytes(8)
    return [_Sheet(edition, part, len(chunks), label, chunk) for part, chunk in enumerate(chunks)]


def _seal_sheet(keys: ParticipantKeys, sheet: _Sheet) -> SealedPart:
    label = sheet.label.encode()
    header = _HEADER.pack(sheet.edition, sheet.part, sheet.parts, len(label))
    paper = sodium_pad(header + label + sheet.chunk, _PAPER_BYTES)
    name = entry_name(keys, sheet.label, sheet.part)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return SealedPart(name, nonce + _cipher(keys).encrypt(nonce, paper, keys.diary_id + name))


def _open_sheet(keys: ParticipantKeys, *, name: bytes, sealed: bytes) -> _Sheet:
    """A sheet opens only under the owner and name (that is: label and part) it was sealed for."""
    try:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        paper = sodium_unpad(_cipher(keys).decrypt(nonce, rest, keys.diary_id + name), _PAPER_BYTES)
    except (InvalidTag, CryptoError, ValueError):
        raise EntryDoesNotOpen from None
    edition, part, parts, label_bytes = _HEADER.unpack_from(paper)
    body = _HEADER.size + label_bytes
    return _Sheet(edition, part, parts, paper[_HEADER.size : body].decode(), paper[body:])


def _content(sheets: Sequence[_Sheet]) -> Any:
    ordered = sorted(sheets, key=lambda sheet: sheet.part)
    whole = bool(ordered) and [sheet.part for sheet in ordered] == list(range(ordered[0].parts))
    if not whole or len({sheet.edition for sheet in ordered}) > 1:
        raise EntryDoesNotOpen
    packed = b"".join(sheet.chunk for sheet in ordered)
    return json.loads(zlib.decompressobj().decompress(packed, MAX_CONTENT_BYTES))


def _cipher(keys: ParticipantKeys) -> AESGCM:
    return AESGCM(derive(keys.diary_key, label="diary/entry"))
