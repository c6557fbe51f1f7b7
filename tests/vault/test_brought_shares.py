"""Shares that were brought wait a week for the others, open with enough of them, and go with their key."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from app.vault.brought_shares import KEPT, forget_old_shares, forget_shares, keep_share, kept_shares
from app.vault.period_keys import HoldersNeeded, PeriodKeyMissing, PeriodKeys, ShareOfAnotherKey
from app.vault.shares import split
from tests.holders.people import ThreeHolders

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> PeriodKeys:
    """One period with three holders, of whom two are needed."""
    made = PeriodKeys(tmp_path)
    made.make("p1", holders=ThreeHolders().holders)
    return made


@pytest.fixture
def shares(tmp_path: Path) -> list[str]:
    """The shares of that period, in the order of its holders."""
    people = ThreeHolders()
    made = PeriodKeys(tmp_path)
    made.make("p1", holders=people.holders)
    return [key.open(made.sealed_share("p1", made.number_of("p1", key))).decode() for key in people.keys]


def test_a_share_that_was_brought_waits_a_week_and_no_longer(tmp_path: Path, shares: list[str]) -> None:
    """Whoever reads the folder after that finds nothing."""
    made = PeriodKeys(tmp_path)
    number = keep_share(made, "p1", shares[0], now=NOW)
    assert kept_shares(made, "p1", now=NOW) == {number: shares[0]}
    assert kept_shares(made, "p1", now=NOW + KEPT - timedelta(seconds=1)) == {number: shares[0]}
    assert kept_shares(made, "p1", now=NOW + KEPT) == {}
    forget_old_shares(made, now=NOW + KEPT - timedelta(seconds=1))
    assert len(list(tmp_path.glob("*share*"))) == 1
    forget_old_shares(made, now=NOW + KEPT)
    assert list(tmp_path.glob("*share*")) == []


def test_bringing_a_share_again_does_not_prolong_it(tmp_path: Path, shares: list[str]) -> None:
    made = PeriodKeys(tmp_path)
    keep_share(made, "p1", shares[0], now=NOW)
    keep_share(made, "p1", shares[0].upper(), now=NOW + timedelta(days=6))
    assert kept_shares(made, "p1", now=NOW + KEPT) == {}


def test_two_of_three_brought_shares_open_the_period_and_one_does_not(tmp_path: Path, shares: list[str]) -> None:
    made = PeriodKeys(tmp_path)
    for pair in combinations(range(3), 2):
        private = made.private("p1", shares={number: shares[number] for number in pair})
        assert len(private) == 32
    with pytest.raises(HoldersNeeded):
        made.private("p1", shares={0: shares[0]})
    with pytest.raises(HoldersNeeded):
        made.private("p1")


def test_a_share_of_another_period_is_not_kept(tmp_path: Path, shares: list[str]) -> None:
    """It is sound, and of no use here."""
    made = PeriodKeys(tmp_path)
    with pytest.raises(ShareOfAnotherKey):
        keep_share(made, "p1", split(secrets.token_bytes(32), needed=2, count=3)[0], now=NOW)
    with pytest.raises(PeriodKeyMissing):
        keep_share(made, "p2", shares[0], now=NOW)
    assert list(tmp_path.glob("*share*")) == []


@pytest.mark.parametrize("by", ["destroyed", "forgotten"])
def test_brought_shares_go_with_their_key_and_no_others_do(tmp_path: Path, shares: list[str], by: str) -> None:
    """Period p1 and period p10 have names that begin alike."""
    made = PeriodKeys(tmp_path)
    people = ThreeHolders()
    made.make("p10", holders=people.holders)
    other = people.keys[0].open(made.sealed_share("p10", 0)).decode()
    keep_share(made, "p1", shares[0], now=NOW)
    keep_share(made, "p10", other, now=NOW)
    if by == "destroyed":
        made.destroy("p1")
    else:
        forget_shares(made, "p1")
    assert kept_shares(made, "p1", now=NOW) == {}
    assert kept_shares(made, "p10", now=NOW) == {0: other}


def test_a_file_that_cannot_be_read_is_no_share_and_goes(tmp_path: Path, keys: PeriodKeys) -> None:
    keys.place_of("p1", "share-0").write_text("not JSON")
    keys.place_of("p1", "share-1").write_text('{"share": "x", "until": "soon"}')
    assert kept_shares(keys, "p1", now=NOW) == {}
    forget_old_shares(keys, now=NOW)
    assert list(tmp_path.glob("*share*")) == []
    assert keys.exists("p1")
