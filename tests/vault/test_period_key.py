"""A period's key is made once, read by its owner alone, and after destroying it is nowhere any more."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.vault.ballot_seal import BallotSealer
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodIdNotAllowed, PeriodKeyExists, PeriodKeyMissing, PeriodKeys
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

PERIOD = "2026-11.a"


@pytest.fixture
def keys(tmp_path: Path) -> PeriodKeys:
    return PeriodKeys(tmp_path / "outside" / "keys")


def test_what_is_sealed_with_the_public_key_opens_with_the_private(keys: PeriodKeys) -> None:
    """The pair belongs together, also when it is asked for later."""
    public = keys.make(PERIOD)
    sealed = BallotSealer(public).seal({"value": 8})
    assert open_ballot(sealed, private_key=keys.private(PERIOD)) == {"value": 8}
    assert keys.public(PERIOD) == public
    assert len(public) == 32


def test_only_the_owner_of_the_server_process_can_read_it(keys: PeriodKeys) -> None:
    """Not the group, not others, whatever the machine's habits, also in a folder that was there before."""
    keys.folder.mkdir(parents=True, mode=0o755)
    before = os.umask(0)
    try:
        keys.make(PERIOD)
    finally:
        os.umask(before)
    assert keys.folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in keys.folder.iterdir()] == [0o600]


def test_a_key_is_never_replaced(keys: PeriodKeys) -> None:
    """Ballots already sealed would be lost."""
    public = keys.make(PERIOD)
    with pytest.raises(PeriodKeyExists):
        keys.make(PERIOD)
    assert keys.public(PERIOD) == public
    assert len(list(keys.folder.iterdir())) == 1


def test_two_machines_that_open_a_period_at_once_make_one_key(keys: PeriodKeys) -> None:
    """The loser is told so; nobody seals to a key that does not exist."""

    def try_to_make(_: int) -> bytes | None:
        try:
            return keys.make(PERIOD)
        except PeriodKeyExists:
            return None

    with ThreadPoolExecutor(8) as machines:
        made = [public for public in machines.map(try_to_make, range(8)) if public]
    assert made == [keys.public(PERIOD)]


def test_after_destroying_no_file_holds_a_byte_of_it(keys: PeriodKeys) -> None:
    """The whole folder is searched, and the file that stood there is overwritten before it goes."""
    keys.make(PERIOD)
    private = keys.private(PERIOD)
    witness = keys.folder.parent / "witness"
    os.link(keys.folder / f"{PERIOD}.key", witness)  # another name for the same place on the disk
    keys.destroy(PERIOD)
    assert list(keys.folder.iterdir()) == []
    assert private.hex().encode() not in witness.read_bytes()
    assert private not in witness.read_bytes()
    assert not keys.exists(PERIOD)


def test_after_destroying_nothing_opens_any_more(keys: PeriodKeys) -> None:
    """A backup of the ballots from before closing stays closed, also under a new key of the same name."""
    sealed = BallotSealer(keys.make(PERIOD)).seal({"value": 8})
    keys.destroy(PERIOD)
    with pytest.raises(PeriodKeyMissing):
        keys.private(PERIOD)
    keys.make(PERIOD)
    with pytest.raises(BallotDoesNotOpen):
        open_ballot(sealed, private_key=keys.private(PERIOD))


def test_destroying_twice_or_what_never_was_is_done_already(keys: PeriodKeys) -> None:
    """A tick that is repeated after a crash goes on."""
    keys.destroy(PERIOD)
    keys.make(PERIOD)
    keys.destroy(PERIOD)
    keys.destroy(PERIOD)


def test_destroying_takes_a_draft_left_by_a_crash_along(keys: PeriodKeys) -> None:
    """A server killed while making the key leaves no second copy behind."""
    keys.make(PERIOD)
    (keys.folder / f"{PERIOD}.key~0011aabb").write_text("half a key")
    keys.destroy(PERIOD)
    assert list(keys.folder.iterdir()) == []


def test_destroying_one_period_leaves_the_others(keys: PeriodKeys) -> None:
    """Also where one name is the beginning of another."""
    others = ("2026-1", "2026-111", "2026-11.a.b")
    for period in (*others, PERIOD):
        keys.make(period)
    keys.destroy(PERIOD)
    assert [keys.exists(period) for period in others] == [True] * 3


def test_a_key_that_was_never_made_is_missing(keys: PeriodKeys) -> None:
    """Said with the period's name, so that the operator knows which."""
    with pytest.raises(PeriodKeyMissing, match=PERIOD):
        keys.private(PERIOD)
    with pytest.raises(PeriodKeyMissing):
        keys.public(PERIOD)


@pytest.mark.parametrize("period", ["", "../x", "a/b", "a b", ".hidden", "a~b", "é", "a" * 101, "a\n"])
def test_a_period_whose_name_is_no_file_name_is_refused(keys: PeriodKeys, period: str) -> None:
    """Nothing outside the folder is ever written or destroyed."""
    for act in (keys.make, keys.private, keys.destroy, keys.exists):
        with pytest.raises(PeriodIdNotAllowed):
            act(period)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rubbish",
        "[]",
        "{}",
        '{"public_key": 5, "private_key": 6}',
        '{"public_key": "zz", "private_key": "zz"}',
        '{"public_key": "00", "private_key": "00"}',
    ],
)
def test_a_damaged_key_file_is_named_with_its_path(keys: PeriodKeys, text: str) -> None:
    """The operator reads which file to restore, and nothing of its contents."""
    keys.make(PERIOD)
    path = keys.folder / f"{PERIOD}.key"
    path.write_text(text)
    for act in (keys.private, keys.public):
        with pytest.raises(KeyFileUnreadable) as caught:
            act(PERIOD)
        assert str(caught.value) == str(path)
