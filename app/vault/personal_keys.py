"""The keys of a personal code: for one membership, one diary, and the names of one's own ballots.

Decides which keys exist and their labels, which never change. Must not know where they are used or stored.
"""

import hashlib
from dataclasses import dataclass

from app.vault.codes import PersonalCode
from app.vault.derivation import derive


@dataclass(frozen=True, slots=True, repr=False)
class ParticipantKeys:
    """The keys of a signed-in participant; they live in memory for one request.

    `lookup_hash` finds the membership (32 bytes); `diary_id` names the diary's owner (16 bytes); `diary_key`
    seals its entries; `ballot_key` names the ballots (32 bytes each). None can be computed from another.
    """

    lookup_hash: bytes
    diary_id: bytes
    diary_key: bytes
    ballot_key: bytes

    def __repr__(self) -> str:
        return "ParticipantKeys(hidden)"


def derive_keys(code: PersonalCode) -> ParticipantKeys:
    """Derive a participant's keys; the same code always gives the same keys.

    The server stores only `lookup_hash`, from which the code cannot be computed.
    """
    return ParticipantKeys(
        lookup_hash=hashlib.sha256(derive(code.secret, label="lookup")).digest(),
        diary_id=derive(code.secret, label="diary-id", length=16),
        diary_key=derive(code.secret, label="diary-key"),
        ballot_key=derive(code.secret, label="ballot-key"),
    )
