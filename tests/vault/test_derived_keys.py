"""What a code opens today it opens in ten years: the derivation is frozen."""

from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.diary_seal import names_of
from app.vault.personal_keys import ParticipantKeys, derive_keys


def test_the_keys_of_a_code_never_change(participant: ParticipantKeys) -> None:
    """Known answers of version 1, checked against RFC 5869 by hand. If this fails, every diary is lost."""
    assert participant.lookup_hash.hex() == "6efbda756b461b5586888849885914efcbadefaded76046c637e68eedd6c9d7d"
    assert participant.diary_id.hex() == "79018467f39b6ead9425f40a2b400f19"
    assert participant.diary_key.hex() == "8b3239ab6333da560e175b2926bdabec6f69324940771699b0a13bdf89d0c2d0"
    assert participant.ballot_key.hex() == "b10ba801570828fa001107c216a6a7d240e6a79ed2095145193ab96fe0e59a43"


def test_the_names_of_rows_never_change(participant: ParticipantKeys) -> None:
    """Under another name an old entry would not be found, and an answer given twice would count twice."""
    entry = names_of(participant, "wave:2026-11-a")[0]
    ballot = ballot_name(participant, period="2026-11", item="work_enjoyment", channel="team")
    assert entry.hex() == "1f3088abd0986bca19156807d5c9492f62fbc911e4835d4b3be9137464f4144a"
    assert ballot.hex() == "00c3d35c7171955524b5c2e774bd74c820a9e16d07251e65043857ba0910292f"


def test_however_the_code_is_typed_the_keys_are_the_same(participant: ParticipantKeys) -> None:
    """Keys hang on the code, not on how it was written."""
    assert derive_keys(PersonalCode.read("7k4m 9qx2 t8oh vrd3 wn8c z")) == participant


def test_two_codes_share_nothing(participant: ParticipantKeys, team_mate: ParticipantKeys) -> None:
    """No key of one person is a key of another, and no key is used for two purposes."""
    keys = [*_all(participant), *_all(team_mate)]
    assert len(set(keys)) == len(keys) == 8
    assert [len(key) for key in _all(participant)] == [32, 16, 32, 32]


def _all(keys: ParticipantKeys) -> list[bytes]:
    return [keys.lookup_hash, keys.diary_id, keys.diary_key, keys.ballot_key]
