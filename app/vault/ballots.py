"""A ballot in an envelope: one size for all, no mark of who sent it, one reader at closing.

Decides the ballot's name, size and sealing. Must not know what is asked, who answers, or which ballots exist.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import Any, Final

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.vault.derivation import keyed_name
from app.vault.keys import ParticipantKeys

# The largest grid of the instrument (11 rows with long keys) takes about 600 bytes with team and channel.
BALLOT_BYTES: Final = 768
SEALED_BALLOT_BYTES: Final = BALLOT_BYTES + 48
_BATCH: Final = 2048


class BallotTooLarge(ValueError):
    """As JSON the content takes `BALLOT_BYTES` or more: the instrument asks too much in one item."""


class BallotDoesNotOpen(ValueError):
    """Sealed for another period, damaged, or never a ballot."""


def ballot_name(keys: ParticipantKeys, *, period: str, item: str, channel: str) -> bytes:
    """32 bytes. The same answer given again has the same name and so replaces the first.

    Nobody without the ballot key can tell that two names belong to one person.
    """
    return keyed_name(keys.ballot_key, period, item, channel)


class BallotSealer:
    """Seals ballots to one period's public key (32 bytes); make it once per period."""

    def __init__(self, public_key: bytes, *, room: int = BALLOT_BYTES) -> None:
        """`room`: bytes that every content is filled up to; ballots of one poll share it."""
        self._box = SealedBox(PublicKey(public_key))
        self._room = room

    def seal(self, content: Mapping[str, Any]) -> bytes:
        """`room` + 48 bytes, whatever the content (what JSON can hold). Raises BallotTooLarge."""
        text = json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
        if len(text) >= self._room:  # padding takes at least one byte
            raise BallotTooLarge
        return self._box.encrypt(sodium_pad(text, self._room))


class BallotOpener:
    """Opens the ballots of one period with its private key (32 bytes); make it once per period."""

    def __init__(self, private_key: bytes, *, room: int = BALLOT_BYTES) -> None:
        self._box = SealedBox(PrivateKey(private_key))
        self._room = room

    def __repr__(self) -> str:
        return "BallotOpener(hidden)"

    def open(self, sealed: bytes) -> dict[str, Any]:
        """The content that was sealed. Raises BallotDoesNotOpen."""
        try:
            content = json.loads(sodium_unpad(self._box.decrypt(sealed), self._room))
        except (CryptoError, ValueError, TypeError):
            raise BallotDoesNotOpen from None
        if not isinstance(content, dict):
            raise BallotDoesNotOpen
        return content

    def open_all(self, ballots: Iterable[bytes], *, threads: int = 1) -> Iterator[dict[str, Any] | None]:
        """Many ballots in their order, in bounded memory; None stands for one that does not open.

        Opening leaves Python's lock, so each further core helps.
        """
        waiting = iter(ballots)
        with ThreadPoolExecutor(threads) as pool:
            while batch := list(islice(waiting, _BATCH * threads)):
                shares = [batch[start : start + _BATCH] for start in range(0, len(batch), _BATCH)]
                yield from chain.from_iterable(pool.map(self._open_share, shares))

    def _open_share(self, ballots: list[bytes]) -> list[dict[str, Any] | None]:
        return [self._open_or_none(sealed) for sealed in ballots]

    def _open_or_none(self, sealed: bytes) -> dict[str, Any] | None:
        try:
            return self.open(sealed)
        except BallotDoesNotOpen:
            return None


def seal_ballot(content: Mapping[str, Any], *, public_key: bytes) -> bytes:
    """One ballot; for many of one period keep a `BallotSealer`. Raises BallotTooLarge."""
    return BallotSealer(public_key).seal(content)


def open_ballot(sealed: bytes, *, private_key: bytes) -> dict[str, Any]:
    """One ballot; for many of one period keep a `BallotOpener`. Raises BallotDoesNotOpen."""
    return BallotOpener(private_key).open(sealed)
