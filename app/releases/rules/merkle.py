"""The hash tree of a release: a salted Merkle tree over its groups, chained to the release before (rule 17).

Whoever may see a group knows its salt, and checks its rows up to the published digest with the hashes beside its path.
Without the salt nobody can test a guess of another group's rows. Must not know rows or files. Source of the tree:
Certificate Transparency (RFC 6962, section 2.1), with prefixes that keep leaves and nodes apart.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Literal

Side = Literal["left", "right"]
Path = list[tuple[Side, str]]
"""The hashes beside the path from a leaf to the root, with the side of each; hexadecimal."""
SALT_BYTES = 16


def fresh_salt() -> str:
    """Make a random salt for one group's hash, in hexadecimal digits."""
    return secrets.token_hex(SALT_BYTES)


def leaf(salt: str, text: str) -> bytes:
    """Return the hash (32 bytes) of one group's rows, given as `text`; `salt` in hexadecimal digits."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(salt) + text.encode()).digest()


def root(leaves: Sequence[bytes]) -> str:
    """Return the root of a hash tree, in hexadecimal digits: one hash over all `leaves` in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def path(leaves: Sequence[bytes], place: int) -> Path:
    """Return the hashes from which a reader can compute the root of the hash tree, given the leaf at index `place`."""
    level, found = list(leaves), Path()
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            found.append(("left" if beside < place else "right", level[beside].hex()))
        level, place = _above(level), place // 2
    return found


def chained(previous: str, over: str) -> str:
    """Return the digest of a release: a hash over the digest of the release before ("" for the first) and `over`.
    `over`: the root of the release's hash tree.
    """
    return hashlib.sha256(f"{previous}\n{over}".encode()).hexdigest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    """Return the hashes one level up; a last one without a neighbour moves up as it is."""
    pairs = [level[start : start + 2] for start in range(0, len(level), 2)]
    return [_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def climbed(start: bytes, beside: Path) -> str:
    """Return the root hash of a Merkle tree, in hexadecimal digits, computed from one leaf and the hashes of its path.
    `start`: the hash of the leaf. `beside`: the hashes beside its path, from the leaf up.
    """
    here = start
    for side, hashed in beside:
        other = bytes.fromhex(hashed)
        here = _node(other, here) if side == "left" else _node(here, other)
    return here.hex()
