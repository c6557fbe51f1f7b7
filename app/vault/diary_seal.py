"""Encrypts diary entries so that only their owner can read them, and that all look alike.

Decides names, size, padding and what an entry is bound to (owner, label, part). Must not know what entries say, which
labels exist, or when anything was written.
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
from app.vault.personal_keys import ParticipantKeys

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

ENTRY_BYTES: Final = 3968  # With owner and name it stays below SQLite's limit of 4,086 (see `app/db.py`).
MAX_PARTS: Final = 32
MAX_LABEL_BYTES: Final = 200
MAX_CONTENT_BYTES: Final = 1_000_000  # As JSON; reading unpacks no more than this either.

_NONCE_BYTES: Final = 12
_PAPER_BYTES: Final = ENTRY_BYTES - _NONCE_BYTES - 16  # What is left beside nonce and tag.
_ANSWERS_BYTES: Final = 1_200  # What everything but free text takes at most, compressed.
_HEADER: Final = struct.Struct(">8sBBB")  # Edition, part, parts, length of the label.


class EntryDoesNotOpen(ValueError):
    """The diary entry has another owner, was moved or damaged, or one of its rows is missing."""


class EntryTooLarge(ValueError):
    """The diary entry does not fit in `MAX_PARTS` rows or `MAX_CONTENT_BYTES`; nothing was encrypted."""


@dataclass(frozen=True, slots=True, repr=False)
class SealedPart:
    """One encrypted diary row, to store under `diary_id`: `name` (32 bytes) and `sealed` (`ENTRY_BYTES`)."""

    name: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, repr=False)
class _Sheet:
    """One part of an entry before encryption. `edition` is random per writing, so parts of two writings never mix."""

    edition: bytes
    part: int
    parts: int
    label: str
    chunk: bytes


def names_of(keys: ParticipantKeys, label: str, max_parts: int = MAX_PARTS) -> tuple[bytes, ...]:
    """Return all names that the rows of a diary entry can have, 32 bytes each; delete these before rewriting it.

    Without the diary key nobody can tell a wave from a profile.
    """
    paper = _Paper(keys)
    return tuple(paper.name(label, part) for part in range(max_parts))


def seal_entry(keys: ParticipantKeys, *, label: str, content: Json, least_parts: int = 1) -> tuple[SealedPart, ...]:
    """Encrypt one diary entry into rows of exactly `ENTRY_BYTES` each: a multiple of `least_parts`, normally that many.

    `content`: what JSON can hold. Rows that it does not need hold nothing, and look like the others. Raises
    EntryTooLarge.
    """
    paper = _Paper(keys)
    return tuple(paper.seal(sheet) for sheet in _sheets(label, content, least_parts=least_parts))


def rows_for(text_characters: int) -> int:
    """Return how many rows an entry always takes, whatever is in it, when its form has room for so many characters.

    So the number of rows does not tell how much somebody wrote. Texts that hardly compress, such as Chinese ones that
    fill every field, can take a multiple of it.
    """
    return -(-(_ANSWERS_BYTES + text_characters) // _PAPER_BYTES)


def open_diary(keys: ParticipantKeys, rows: Iterable[tuple[bytes, bytes]]) -> dict[str, Any]:
    """Decrypt a whole diary: content by label, from its (name, sealed) rows in any order. Raises EntryDoesNotOpen."""
    paper = _Paper(keys)
    by_label: defaultdict[str, list[_Sheet]] = defaultdict(list)
    for name, sealed in rows:
        sheet = paper.open(name, sealed)
        by_label[sheet.label].append(sheet)
    return {label: _content(sheets) for label, sheets in by_label.items()}


def reseal(
    keys: ParticipantKeys, rows: Iterable[tuple[bytes, bytes]], *, new: ParticipantKeys
) -> tuple[SealedPart, ...]:
    """Encrypt a whole diary under `new` keys, row by row, so that it has as many rows as before.

    Raises EntryDoesNotOpen.
    """
    old_paper, new_paper = _Paper(keys), _Paper(new)
    return tuple(new_paper.seal(old_paper.open(name, sealed)) for name, sealed in rows)


class _Paper:
    """One owner's derived keys, for all parts that are encrypted or decrypted together."""

    def __init__(self, keys: ParticipantKeys) -> None:
        self._owner = keys.diary_id
        self._name_key = derive(keys.diary_key, label="diary/name")
        self._cipher = AESGCM(derive(keys.diary_key, label="diary/entry"))

    def __repr__(self) -> str:
        return "_Paper(hidden)"

    def name(self, label: str, part: int) -> bytes:
        return keyed_name(self._name_key, label, str(part))

    def seal(self, sheet: _Sheet) -> SealedPart:
        label = sheet.label.encode()
        header = _HEADER.pack(sheet.edition, sheet.part, sheet.parts, len(label))
        text = sodium_pad(header + label + sheet.chunk, _PAPER_BYTES)
        name = self.name(sheet.label, sheet.part)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return SealedPart(name, nonce + self._cipher.encrypt(nonce, text, self._owner + name))

    def open(self, name: bytes, sealed: bytes) -> _Sheet:
        """Decrypt one part, which opens only under the owner and name (label and part) it was made for.

        Raises EntryDoesNotOpen.
        """
        try:
            nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
            text = sodium_unpad(self._cipher.decrypt(nonce, rest, self._owner + name), _PAPER_BYTES)
        except (InvalidTag, CryptoError, ValueError):
            raise EntryDoesNotOpen from None
        edition, part, parts, label_bytes = _HEADER.unpack_from(text)
        body = _HEADER.size + label_bytes
        return _Sheet(edition, part, parts, text[_HEADER.size : body].decode(), text[body:])


def _sheets(label: str, content: Json, *, least_parts: int) -> list[_Sheet]:
    text = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    label_bytes = len(label.encode())
    if len(text) > MAX_CONTENT_BYTES or label_bytes > MAX_LABEL_BYTES:
        raise EntryTooLarge
    packed = zlib.compress(text)
    room = _PAPER_BYTES - _HEADER.size - label_bytes - 1  # Padding takes at least one byte.
    chunks = [packed[start : start + room] for start in range(0, len(packed), room)]
    chunks += [b""] * (-len(chunks) % least_parts)
    if len(chunks) > MAX_PARTS:
        raise EntryTooLarge
    edition = secrets.token_bytes(8)
    return [_Sheet(edition, part, len(chunks), label, chunk) for part, chunk in enumerate(chunks)]


def _content(sheets: Sequence[_Sheet]) -> Any:
    ordered = sorted(sheets, key=lambda sheet: sheet.part)
    whole = bool(ordered) and [sheet.part for sheet in ordered] == list(range(ordered[0].parts))
    if not whole or len({sheet.edition for sheet in ordered}) > 1:
        raise EntryDoesNotOpen
    packed = b"".join(sheet.chunk for sheet in ordered)
    return json.loads(zlib.decompressobj().decompress(packed, MAX_CONTENT_BYTES))
