"""Opens a single ballot by the way on which every ballot is counted."""

from __future__ import annotations

from typing import Any

from app.vault.ballot_seal import BALLOT_BYTES, BallotOpener


class BallotDoesNotOpen(ValueError):
    """Sealed for another period, damaged, or never a ballot."""


def open_ballot(sealed: bytes, *, private_key: bytes, room: int = BALLOT_BYTES) -> dict[str, Any]:
    """What was sealed. Raises BallotDoesNotOpen."""
    for content, _times in BallotOpener(private_key, room=room).open_alike([sealed]):
        return content
    raise BallotDoesNotOpen
