"""Encrypts a ballot: padded to one size, without a trace of the sender, readable only with the period's key.

Decides the ballot's name, size and encryption. Must not know what is asked, who answers, or which ballots exist.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

from nacl.bindings import sodium_pad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.spreading import HERE, Spread
from app.vault.derivation import keyed_name
from app.vault.personal_keys import ParticipantKeys

# The largest grid of the instrument (11 rows with long keys) takes about 600 bytes with team and channel.
BALLOT_BYTES: Final = 768
_BATCH: Final = 2048
_MOST_TEXTS: Final = 50_000
_NO_BALLOT: Final = b""


class BallotTooLarge(ValueError):
    """The content takes `BALLOT_BYTES` or more as JSON: one item of the questionnaire asks too much."""


def ballot_name(keys: ParticipantKeys, *, period: str, item: str, channel: str) -> bytes:
    """Return the name of a participant's ballot, 32 bytes; another answer to the same item gets the same name.
    `channel`: what the ballot is grouped by, such as "team".

    Nobody without the ballot key can tell that two names belong to one person.
    """
    return keyed_name(keys.ballot_key, period, item, channel)


class BallotSealer:
    """Encrypts ballots to one period's public key (32 bytes); make one per period."""

    def __init__(self, public_key: bytes, *, room: int = BALLOT_BYTES) -> None:
        """Take the key. `room`: bytes that every content is padded to; ballots of one poll share it."""
        self._box = SealedBox(PublicKey(public_key))
        self._room = room

    def seal(self, content: Mapping[str, Any]) -> bytes:
        """Encrypt a ballot's content into `room` + 48 bytes, whatever its length. Raises BallotTooLarge."""
        text = json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
        if len(text) >= self._room:  # Padding takes at least one byte.
            raise BallotTooLarge
        return self._box.encrypt(sodium_pad(text, self._room))


class BallotOpener:
    """Decrypts the ballots of one period with its private key (32 bytes); make one per period."""

    def __init__(self, private_key: bytes, *, room: int = BALLOT_BYTES) -> None:
        self._private_key = private_key
        self._box = SealedBox(PrivateKey(private_key))
        self._room = room

    def __repr__(self) -> str:
        return "BallotOpener(hidden)"

    def __reduce__(self) -> tuple[Callable[[bytes], BallotOpener], tuple[bytes]]:
        """Travel, with its key, to a worker that opens a part of the ballots; never to a file."""
        return partial(BallotOpener, room=self._room), (self._private_key,)

    def open_alike(self, ballots: Iterable[bytes], *, spread: Spread = HERE) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield the ballots' contents, each with how many ballots have it; ballots that do not open are skipped.

        In no order, and the same content may come again, because memory is bounded. `spread`: what decrypts batches;
        a text that many ballots have is parsed once.
        """
        alike: Counter[bytes] = Counter()
        for texts in spread.over(self.texts_of, _batches(iter(ballots))):
            alike.update(texts)
            if len(alike) >= _MOST_TEXTS:
                yield from _read_alike(alike)
                alike.clear()
        yield from _read_alike(alike)

    def texts_of(self, batch: Sequence[bytes]) -> Counter[bytes]:
        """Return the texts of a batch of ballots, each with how many ballots have it."""
        return Counter([self._text(sealed) for sealed in batch])

    def _text(self, sealed: bytes) -> bytes:
        """Return the decrypted text without its padding; `_NO_BALLOT` if it does not open."""
        try:
            plain = self._box.decrypt(sealed)
        except (CryptoError, ValueError, TypeError):
            return _NO_BALLOT
        # What `sodium_pad` added (ISO/IEC 7816-4): 0x80, then zeros. `sodium_unpad` takes ten times as long.
        text, mark, zeros = plain.rpartition(b"\x80")
        return text if mark and len(plain) == self._room and not zeros.strip(b"\0") else _NO_BALLOT


def _batches(ballots: Iterator[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(ballots, _BATCH)):
        yield batch


def _read(text: bytes) -> dict[str, Any] | None:
    """Return the content of a ballot's text; None if it is no JSON object."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _read_alike(alike: Counter[bytes]) -> Iterator[tuple[dict[str, Any], int]]:
    for text, times in alike.items():
        content = _read(text)
        if content is not None:
            yield content, times
