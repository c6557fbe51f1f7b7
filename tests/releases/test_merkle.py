"""Every leaf of a release can be checked up to its digest, and nothing else can be passed off for one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.csv_table import leaves_of
from app.releases.rules.merkle import SALT_BYTES, Side, chained, fresh_salt, leaf, path, root
from app.releases.rules.noise import SeededNoise
from tests.releases.test_audit_rules import ROWS
from tests.releases.test_digests import climb

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=20)


def by_the_standard(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + by_the_standard(leaves[:half]) + by_the_standard(leaves[half:])).digest()


@given(LEAVES)
def test_the_root_is_that_of_the_standard(leaves: list[bytes]) -> None:
    """So that anybody's tool for such trees can check a release."""
    assert root(leaves) == by_the_standard(leaves).hex()


@given(LEAVES)
def test_every_leaf_climbs_to_the_root(leaves: list[bytes]) -> None:
    for place, each in enumerate(leaves):
        assert climb(each, path(leaves, place)) == root(leaves)


@given(LEAVES, st.data())
def test_an_altered_leaf_climbs_elsewhere(leaves: list[bytes], data: st.DataObject) -> None:
    """One bit in one leaf, on every path."""
    place, bit = data.draw(st.integers(0, len(leaves) - 1)), data.draw(st.integers(0, 255))
    altered = (int.from_bytes(leaves[place], "big") ^ 1 << bit).to_bytes(32, "big")
    assert climb(altered, path(leaves, place)) != root(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=20, unique=True), st.data())
def test_a_leaf_is_proved_in_its_own_place_only(leaves: list[bytes], data: st.DataObject) -> None:
    """Another's path, or one whose sides are exchanged, leads nowhere."""
    first, second = data.draw(st.permutations(range(len(leaves))).map(lambda places: places[:2]))
    assert climb(leaves[first], path(leaves, second)) != root(leaves)
    turned: list[tuple[Side, str]] = [
        ("right" if side == "left" else "left", other) for side, other in path(leaves, first)
    ]
    assert climb(leaves[first], turned) != root(leaves)


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    """Whoever shows two hashes as the rows of a group gets another hash: leaves and nodes have their own prefix."""
    one, two = leaf("00" * 16, "a"), leaf("11" * 16, "b")
    whole = root([one, two])
    assert hashlib.sha256(b"\x00" + one + two).hexdigest() != whole
    assert leaf("", (one + two).decode("latin-1")).hex() != whole


@pytest.mark.parametrize("length", range(1, 10))
def test_the_order_of_groups_counts(length: int) -> None:
    leaves = [bytes([place]) * 32 for place in range(length)]
    assert (root(leaves) == root(leaves[::-1])) is (length == 1)


def test_without_its_salt_nobody_can_try_a_guess() -> None:
    """The same rows under two salts have nothing in common; the salt has 128 bits."""
    salts = {fresh_salt() for _ in range(500)}
    assert len(salts) == 500
    assert {len(bytes.fromhex(salt)) for salt in salts} == {SALT_BYTES}
    assert len({leaf(salt, "the same rows") for salt in salts}) == 500


def test_a_demonstration_has_its_salts_again_and_no_two_alike() -> None:
    first, second = (SeededNoise(7), SeededNoise(7))
    drawn = [first.salt() for _ in range(100)]
    assert drawn == [second.salt() for _ in range(100)]
    assert len(set(drawn)) == 100
    assert drawn[0] != SeededNoise(8).salt()


def test_salts_move_no_draw_of_noise() -> None:
    """A seed gives the same figures whether or not a digest was made in between."""
    quiet, salted = SeededNoise(3), SeededNoise(3)
    draws = []
    for _ in range(50):
        salted.salt()
        draws.append((quiet.draw(), salted.draw()))
    assert all(one == other for one, other in draws)


def test_a_digest_hangs_on_the_one_before() -> None:
    """Whoever replaces an old release has to replace all that came after it."""
    roots = [secrets.token_hex(32) for _ in range(3)]
    digest, chain = "", []
    for each in roots:
        digest = chained(digest, each)
        chain.append(digest)
    assert len(set(chain)) == 3
    other = chained(chained(chained("", secrets.token_hex(32)), roots[1]), roots[2])
    assert other != chain[-1]
    assert chained("", roots[0]) != chained(roots[0], "")


def test_groups_of_one_release_never_share_a_leaf() -> None:
    """An organisation and its only team have the same figures, and still nothing in common."""
    salts = {(row.level, row.group): fresh_salt() for row in ROWS}
    leaves = leaves_of(ROWS, salts=salts, period="p1")
    assert len(set(leaves.values())) == len(leaves) == 4
    assert leaves != leaves_of(ROWS, salts=salts, period="p2")
    assert leaves == leaves_of(tuple(reversed(ROWS)), salts=salts, period="p1")
