"""With a trustee, the server alone cannot open a period: closing takes the trustee's key file."""

from pathlib import Path

import pytest
from app.vault.trustee import TrusteeKey, TrusteeKeyNeeded, WrongTrusteeKey, make_trustee_key

from app.vault.ballots import open_ballot, seal_ballot
from app.vault.key_files import KeyFileExists, KeyFileUnreadable
from app.vault.period_keys import PeriodKeys

PERIOD = "2026-11"


@pytest.fixture
def keys(tmp_path: Path) -> PeriodKeys:
    return PeriodKeys(tmp_path / "keys")


@pytest.fixture
def trustee_file(tmp_path: Path, keys: PeriodKeys) -> Path:
    """The file of the works council, to which the period's key is sealed."""
    path = tmp_path / "works-council.key"
    keys.make(PERIOD, trustee_public_key=make_trustee_key(path))
    return path


def test_with_the_trustees_file_the_period_opens(keys: PeriodKeys, trustee_file: Path) -> None:
    """Together, server and trustee make the release."""
    sealed = seal_ballot({"value": 8}, public_key=keys.public(PERIOD))
    private = keys.private(PERIOD, trustee=TrusteeKey.read(trustee_file))
    assert open_ballot(sealed, private_key=private) == {"value": 8}


def test_without_the_trustees_file_it_does_not(keys: PeriodKeys, trustee_file: Path) -> None:
    """The operator is told what is needed."""
    with pytest.raises(TrusteeKeyNeeded):
        keys.private(PERIOD)


def test_what_lies_on_the_server_does_not_hold_the_private_key(keys: PeriodKeys, trustee_file: Path) -> None:
    """A thief of the key folder has envelopes only."""
    private = keys.private(PERIOD, trustee=TrusteeKey.read(trustee_file))
    stored = b"".join(path.read_bytes() for path in keys.folder.iterdir())
    assert private.hex().encode() not in stored
    assert private not in stored


def test_the_file_of_another_trustee_is_refused_as_such(keys: PeriodKeys, trustee_file: Path, tmp_path: Path) -> None:
    """Who brings last year's key file is told that it is the wrong one, not that something is broken."""
    other = tmp_path / "other.key"
    make_trustee_key(other)
    with pytest.raises(WrongTrusteeKey):
        keys.private(PERIOD, trustee=TrusteeKey.read(other))


@pytest.mark.parametrize("envelope", ["", "zz", "00" * 80])
def test_a_damaged_envelope_is_not_blamed_on_the_trustee(keys: PeriodKeys, trustee_file: Path, envelope: str) -> None:
    """The message names the file on the server."""
    trustee, path = TrusteeKey.read(trustee_file), keys.folder / f"{PERIOD}.key"
    path.write_text(
        f'{{"public_key": "{"00" * 32}", "trustee_public_key": "{trustee.public.hex()}",'
        f' "sealed_private_key": "{envelope}"}}'
    )
    with pytest.raises(KeyFileUnreadable) as caught:
        keys.private(PERIOD, trustee=trustee)
    assert str(caught.value) == str(path)


def test_a_trustees_file_is_never_overwritten_and_private(trustee_file: Path) -> None:
    """A second key in its place would close the period for ever."""
    before = trustee_file.read_bytes()
    with pytest.raises(KeyFileExists):
        make_trustee_key(trustee_file)
    assert trustee_file.read_bytes() == before
    assert trustee_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", [None, "", "{}", '{"trustee_private_key": "00"}', "\x00\xff"])
def test_a_file_that_is_no_trustees_key_is_named(tmp_path: Path, text: str | None) -> None:
    """Missing, empty, damaged or something else: one message with the path."""
    path = tmp_path / "holiday.jpg"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    with pytest.raises(KeyFileUnreadable) as caught:
        TrusteeKey.read(path)
    assert str(caught.value) == str(path)


def test_destroying_the_period_key_does_not_touch_the_trustees_file(keys: PeriodKeys, trustee_file: Path) -> None:
    """One key file serves many periods."""
    keys.destroy(PERIOD)
    assert not keys.exists(PERIOD)
    assert TrusteeKey.read(trustee_file)
