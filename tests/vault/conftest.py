"""The permanent people of these tests: a participant, a team-mate, and a thief with keys of their own."""

import secrets

import pytest

from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys, derive_keys

# Made up once; what was derived from it in version 1 is frozen in test_derived_keys.py and in v1/.
KNOWN_CODE = "7K4M-9QX2-T80H-VRD3-WN8C-Z"


@pytest.fixture
def known_code() -> PersonalCode:
    return PersonalCode.read(KNOWN_CODE)


@pytest.fixture
def participant(known_code: PersonalCode) -> ParticipantKeys:
    return derive_keys(known_code)


@pytest.fixture
def team_mate() -> ParticipantKeys:
    return derive_keys(PersonalCode.make())


@pytest.fixture
def diary_thief(participant: ParticipantKeys) -> ParticipantKeys:
    """Someone who put the participant's rows under their own key."""
    return ParticipantKeys(
        lookup_hash=participant.lookup_hash,
        diary_id=participant.diary_id,
        diary_key=secrets.token_bytes(32),
        ballot_key=secrets.token_bytes(32),
    )
