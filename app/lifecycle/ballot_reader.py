"""Decrypts the ballots of one period or poll while they are counted, and refuses a pile that is damaged.

Must not know what the ballots are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.spreading import HERE, Spread
from app.vault.ballot_seal import BALLOT_BYTES, BallotOpener

MOST_UNOPENED_PERCENT = 1


class BallotsUnopened(Exception):
    """So many ballots cannot be decrypted that the count would be wrong; the message says how many."""


class BallotReader:
    """Decrypts ballots with the private key of their period or poll; make one per count."""

    def __init__(
        self, private_key: bytes, *, room: int = BALLOT_BYTES, leave_unopened: bool = False, spread: Spread = HERE
    ) -> None:
        """Take the private key. `room`: bytes of padded contents; `leave_unopened`: count the rest anyway.

        `spread`: what decrypts.
        """
        self._spread = spread
        self._opener = BallotOpener(private_key, room=room)
        self._leave_unopened = leave_unopened

    def __repr__(self) -> str:
        return "BallotReader(hidden)"

    def contents(self, sealed: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield (content, number of ballots that have it); one content may come several times, to bound memory.

        A ballot that does not open is left out. Raises BallotsUnopened at the end where one in a hundred or more does
        not open, unless `leave_unopened`: whoever iterates keeps nothing before the end.
        """
        pile, opened = _Pile(sealed), 0
        for content, times in self._opener.open_alike(pile, spread=self._spread):
            opened += times
            yield content, times
        unopened = pile.number - opened
        if unopened and not self._leave_unopened and 100 * unopened >= MOST_UNOPENED_PERCENT * pile.number:
            raise BallotsUnopened(f"{unopened} of {pile.number} do not open")


class _Pile:
    """Encrypted ballots, one after another; `number`: how many were read so far."""

    def __init__(self, sealed: Iterable[bytes]) -> None:
        self._sealed = sealed
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        for each in self._sealed:
            self.number += 1
            yield each
