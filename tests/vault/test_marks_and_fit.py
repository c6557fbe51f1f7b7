"""Marks beside the keys, and whether a key belongs to what it lies there for."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.public import PrivateKey

from app.vault.counted_marks import counted_as, forget_marks, mark_counted
from app.vault.key_fit import KeyDoesNotFit, key_fault, require_fit
from app.vault.period_keys import PeriodKeys
from tests.holders.people import ThreeHolders


def test_a_mark_stays_as_it_was_first_set(tmp_path: Path) -> None:
    """A second one changes nothing; without one there is none; it is no key and nobody else may read it."""
    keys = tmp_path / "keys"
    assert counted_as(keys, "p1") is None
    mark_counted(keys, "p1", digest="a")
    mark_counted(keys, "p1", digest="b")
    assert counted_as(keys, "p1") == "a"
    assert counted_as(keys, "p10") is None
    assert not PeriodKeys(keys).exists("p1")
    assert (keys / "p1.counted").stat().st_mode & 0o077 == 0


def test_a_damaged_mark_is_a_mark_and_a_folder_that_is_none_has_no_marks(tmp_path: Path) -> None:
    """In doubt nothing is counted twice; but a disk that is not there does not say that everything was counted."""
    (tmp_path / "p1.counted").write_text("not JSON")
    assert counted_as(tmp_path, "p1") == ""
    (tmp_path / "file").write_text("")
    assert counted_as(tmp_path / "file" / "keys", "p1") is None


def test_destroying_a_key_leaves_its_mark(tmp_path: Path) -> None:
    keys = PeriodKeys(tmp_path)
    keys.make("p1")
    mark_counted(tmp_path, "p1", digest="a")
    keys.destroy("p1")
    assert counted_as(tmp_path, "p1") == "a"


def test_only_a_demonstration_forgets_its_own(tmp_path: Path) -> None:
    for name in ("demo-p1", "demo-p2", "real-p1"):
        mark_counted(tmp_path, name, digest="a")
    forget_marks(tmp_path, "demo")
    assert [counted_as(tmp_path, name) for name in ("demo-p1", "demo-p2", "real-p1")] == [None, None, "a"]


def test_the_other_half_fits_and_nothing_else_does() -> None:
    own, other = PrivateKey.generate(), PrivateKey.generate()
    assert require_fit(bytes(own), bytes(own.public_key)) == bytes(own)
    for private, public in ((bytes(other), bytes(own.public_key)), (bytes(own), None), (b"", bytes(own.public_key))):
        with pytest.raises(KeyDoesNotFit):
            require_fit(private, public)


def test_a_key_that_its_holders_have_is_compared_by_its_public_half(tmp_path: Path) -> None:
    """Nobody can look inside before closing; the right file fits, another period's does not."""
    keys, holders = PeriodKeys(tmp_path), ThreeHolders().holders
    public = keys.make("p1", holders=holders)
    other = keys.make("p2", holders=holders)
    assert key_fault(keys, "p1", public_key=public) is None
    assert key_fault(keys, "p1", public_key=other) == "key_does_not_fit"
    assert key_fault(keys, "p3", public_key=public) == "key_missing"
