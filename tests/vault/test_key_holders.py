"""With key holders no file and no single holder opens a period: it takes as many shares as were promised."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox
from pyrage import x25519

from app.holding import Holder, Holders, HoldersUnsound
from app.vault import bech32
from app.vault.brought_shares import KEPT, forget_old_shares, keep_share, kept_shares
from app.vault.holder_keys import (
    HolderKey,
    NoRecipient,
    NotForThisKey,
    PassphraseNeeded,
    WrongPassphrase,
    checked_recipient,
    new_holder_key,
    read_holder_key,
    recipient_bytes,
    seal_to,
    write_holder_key,
)
from app.vault.key_files import KeyFileExists, KeyFileUnreadable
from app.vault.period_keys import HoldersNeeded, PeriodKeyMissing, PeriodKeys, ShareOfAnotherKey
from app.vault.shares import WORDS, ShareDamaged, SharesDoNotFit, join, split
from tests.holders.people import ThreeHolders

PERIOD, OTHER = "abc-p2", "abc-p3"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def three() -> ThreeHolders:
    return ThreeHolders()


@pytest.fixture
def keys(tmp_path: Path, three: ThreeHolders) -> PeriodKeys:
    """A folder in which two periods were opened with the same three holders."""
    folder = PeriodKeys(tmp_path / "keys")
    for period in (PERIOD, OTHER):
        folder.make(period, holders=three.holders)
    return folder


def opens(keys: PeriodKeys, shares: dict[int, str]) -> bool:
    private = PrivateKey(keys.private(PERIOD, shares=shares))
    return bytes(private.public_key) == keys.public(PERIOD)


@pytest.mark.parametrize("two", list(combinations(range(3), 2)))
def test_any_two_of_three_open_the_period(keys: PeriodKeys, three: ThreeHolders, two: tuple[int, int]) -> None:
    """One may be away, or have lost the key, whichever it is."""
    assert opens(keys, {number: three.share(keys, PERIOD, number) for number in two})


@pytest.mark.parametrize("number", range(3))
def test_one_alone_opens_nothing(keys: PeriodKeys, three: ThreeHolders, number: int) -> None:
    """Neither with the words nor with the key file; the host is such a one."""
    with pytest.raises(HoldersNeeded):
        keys.private(PERIOD, shares={number: three.share(keys, PERIOD, number)})
    with pytest.raises(HoldersNeeded):
        PeriodKeys(keys.folder, standing_by=(three.keys[number],)).private(PERIOD)


def test_no_file_holds_the_key_and_one_share_tells_nothing_more(keys: PeriodKeys, three: ThreeHolders) -> None:
    """Everything in the folder, read as bytes, and the host's own share beside it, do not hold the private key."""
    private = keys.private(PERIOD, shares={number: three.share(keys, PERIOD, number) for number in (0, 1)})
    mine = three.share(keys, PERIOD, 2)
    lying_there = b"".join(path.read_bytes() for path in keys.folder.iterdir())
    for form in (private, private.hex().encode(), mine.encode()):
        assert form not in lying_there
    with pytest.raises(SharesDoNotFit):
        join([mine])


def test_holders_of_another_day_open_nothing(keys: PeriodKeys) -> None:
    """Whoever makes three new keys of their own has none of the shares."""
    strangers = ThreeHolders()
    with pytest.raises(HoldersNeeded):
        PeriodKeys(keys.folder, standing_by=strangers.keys).private(PERIOD)
    with pytest.raises(NotForThisKey):
        strangers.share(keys, PERIOD, 0)


def test_a_wrong_share_is_named(keys: PeriodKeys, three: ThreeHolders) -> None:
    """A word that is none, a word too few, two words swapped, and a sound share of another period."""
    words = three.share(keys, PERIOD, 0).split()
    assert len(words) == WORDS
    with pytest.raises(ShareDamaged) as unknown:
        keys.holder_of(PERIOD, " ".join([*words[:5], "peilschaal", *words[6:]]))
    assert unknown.value.word == "peilschaal"
    for damaged in ("", " ".join(words[:-1]), " ".join([*words[:9], words[10], words[9], *words[11:]])):
        with pytest.raises(ShareDamaged):
            keys.holder_of(PERIOD, damaged)
    with pytest.raises(ShareOfAnotherKey):
        keys.holder_of(PERIOD, three.share(keys, OTHER, 0))


@pytest.mark.parametrize("way", ["{}", "  {}\n", "numbered", "shouted"])
def test_a_share_is_read_however_it_was_copied(keys: PeriodKeys, three: ThreeHolders, way: str) -> None:
    """With line ends, numbers before the words, capitals."""
    words = three.share(keys, PERIOD, 1)
    ways = {
        "numbered": "\n".join(f"{n}. {word}" for n, word in enumerate(words.split(), 1)),
        "shouted": words.upper(),
    }
    assert keys.holder_of(PERIOD, ways.get(way) or way.format(words)) == 1


def test_shares_of_two_keys_do_not_fit() -> None:
    """And say so, instead of giving some other key."""
    first, second = (split(bytes([n]) * 32, needed=2, count=3) for n in (1, 2))
    with pytest.raises(SharesDoNotFit):
        join([first[0], second[1]])


def test_destroying_the_key_destroys_every_share(keys: PeriodKeys, three: ThreeHolders) -> None:
    """Sealed and brought ones; those of the other period stay."""
    keep_share(keys, PERIOD, three.share(keys, PERIOD, 0), now=NOW)
    keys.destroy(PERIOD)
    assert [path.name for path in keys.folder.iterdir()] == [f"{OTHER}.key"]
    with pytest.raises(PeriodKeyMissing):
        keys.private(PERIOD)


def test_a_brought_share_waits_a_week_and_no_longer(keys: PeriodKeys, three: ThreeHolders) -> None:
    """Brought twice it is still one; after its time it is overwritten and gone, from the folder too."""
    share = three.share(keys, PERIOD, 0)
    for _time in range(2):
        keep_share(keys, PERIOD, share, now=NOW)
    assert kept_shares(keys, PERIOD, now=NOW + KEPT - timedelta(minutes=1)) == {0: share}
    assert kept_shares(keys, PERIOD, now=NOW + KEPT) == {}
    forget_old_shares(keys, now=NOW + KEPT)
    assert not [path for path in keys.folder.iterdir() if "share" in path.name]


@pytest.mark.parametrize(
    ("needed", "count", "reason"),
    [(2, 0, "none"), (2, 6, "too_many"), (3, 2, "needed"), (0, 2, "needed"), (1, 2, "one_is_enough")],
)
def test_holders_that_protect_nothing_are_refused(needed: int, count: int, reason: str) -> None:
    """One of several would let any of them open alone; more than there are would let nobody."""
    with pytest.raises(HoldersUnsound) as unsound:
        Holders(needed, tuple(Holder(f"h{n}", new_holder_key().recipient) for n in range(count)))
    assert unsound.value.reason == reason


def test_two_holders_never_have_one_key() -> None:
    """Or one person would be two."""
    key = new_holder_key().recipient
    with pytest.raises(HoldersUnsound, match="same_key"):
        Holders(2, (Holder("a", key), Holder("b", key)))


def test_a_key_file_is_private_never_overwritten_and_can_be_locked(tmp_path: Path) -> None:
    """0600; a second one in its place is refused; locked it opens with its passphrase only."""
    path = tmp_path / "mine.txt"
    made = write_holder_key(path, passphrase="vier eigen woorden hier")
    assert path.stat().st_mode & 0o777 == 0o600
    assert made.secret.encode() not in path.read_bytes()
    with pytest.raises(KeyFileExists):
        write_holder_key(path)
    with pytest.raises(PassphraseNeeded):
        read_holder_key(path)
    with pytest.raises(WrongPassphrase):
        read_holder_key(path, passphrase="andere woorden")
    assert read_holder_key(path, passphrase="vier eigen woorden hier") == made
    assert made.secret not in repr(made)


@pytest.mark.parametrize("text", [None, "", "{}", '{"trustee_private_key": "00"}', "AGE-SECRET-KEY-1XYZ", "\x00\xff"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, text: str | None) -> None:
    """Missing, empty, of another kind, or damaged."""
    path = tmp_path / "key"
    if text is not None:
        path.write_text(text)
    with pytest.raises(KeyFileUnreadable):
        read_holder_key(path)


@pytest.mark.parametrize("text", ["", "age1", "age1pq1qqqq", "abc", "age1" + 58 * "q"])
def test_a_line_that_is_no_recipient_is_refused(text: str) -> None:
    """Also one in which a single letter was mistyped."""
    with pytest.raises(NoRecipient):
        checked_recipient(text)
    with pytest.raises(NoRecipient):
        seal_to(text, b"x")


@given(st.binary(min_size=32, max_size=32))
def test_age_s_notation_of_a_key_is_read_back(content: bytes) -> None:
    """And one changed letter is noticed."""
    text = bech32.encode("age", content)
    assert bech32.decode("age", text) == content
    assert checked_recipient(text) == text
    with pytest.raises(bech32.NoBech32):
        bech32.decode("age", text[:-1] + ("q" if text[-1] != "q" else "p"))


@pytest.mark.parametrize("text", ["", "age", "age1", "1qqqqqq", "agé1qqqqqq", "age1 qqqqqq", "age1bbbbbbb"])
def test_what_is_not_age_s_notation_is_refused(text: str) -> None:
    """Too short, without a prefix, or in other letters: never an error of another kind."""
    with pytest.raises(bech32.NoBech32):
        bech32.decode("age", text)


def test_a_key_in_mixed_letters_or_with_another_prefix_is_refused() -> None:
    """Capitals or small letters, not both, and a private key is never taken for an address."""
    text = bech32.encode("age", bytes(32))
    assert bech32.decode("age", text.upper()) == bytes(32)
    for wrong in (text.capitalize(), bech32.encode("age-secret-key-", bytes(32))):
        with pytest.raises(bech32.NoBech32):
            bech32.decode("age", wrong)


@given(st.binary(min_size=32, max_size=32))
def test_age_reads_the_private_key_that_we_write(content: bytes) -> None:
    """The 32 bytes of a key come out of age's own notation as they went in."""
    key = HolderKey(bech32.encode("age-secret-key-", content).upper())
    assert str(x25519.Identity.from_str(key.secret)) == key.secret
    assert key.private == content


def trustee_file(path: Path) -> HolderKey:
    """A key file as it was before there were holders."""
    private = PrivateKey.generate()
    fields = {"trustee_public_key": bytes(private.public_key).hex(), "trustee_private_key": bytes(private).hex()}
    path.write_text(json.dumps(fields))
    return read_holder_key(path)


def test_a_trustees_file_of_before_goes_on_working(tmp_path: Path) -> None:
    """It is the same key in another notation: for a period that was opened then, and as a holder's from now on."""
    trustee = trustee_file(tmp_path / "council.key")
    public = recipient_bytes(trustee.recipient)
    secret = PrivateKey.generate()
    folder = PeriodKeys(tmp_path)
    envelope = SealedBox(PublicKey(public)).encrypt(bytes(secret)).hex()
    fields = {"public_key": bytes(secret.public_key).hex(), "trustee_public_key": public.hex()}
    (tmp_path / f"{PERIOD}.key").write_text(json.dumps({**fields, "sealed_private_key": envelope}))
    with pytest.raises(HoldersNeeded):
        folder.private(PERIOD)
    assert PeriodKeys(tmp_path, standing_by=(trustee,)).private(PERIOD) == bytes(secret)
    assert folder.number_of(PERIOD, trustee) == 0
    folder.make(OTHER, holders=Holders(1, (Holder("trustee", trustee.recipient),)))
    assert PeriodKeys(tmp_path, standing_by=(trustee,)).private(OTHER)
    with pytest.raises(HoldersNeeded):
        folder.private(OTHER)
