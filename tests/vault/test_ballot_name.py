"""The name of a ballot makes a second answer replace the first, and ties nothing to anybody."""

from itertools import pairwise, product

from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys, derive_keys
from tests.vault.conftest import KNOWN_CODE

PERIODS = ("2026-11", "2026-12")
ITEMS = ("work_enjoyment", "workload")
CHANNELS = ("team", "experience", "function", "relation:workload:work_enjoyment")


def test_answering_again_gives_the_same_name(participant: ParticipantKeys) -> None:
    """Counted once, from whichever device the second answer comes."""
    again = derive_keys(PersonalCode.read(KNOWN_CODE))
    names = {ballot_name(keys, period="2026-11", item="workload", channel="team") for keys in (participant, again)}
    assert len(names) == 1


def test_every_person_period_item_and_channel_has_its_own_name(
    participant: ParticipantKeys, team_mate: ParticipantKeys
) -> None:
    """No answer replaces one to another question, and no two names of a person are alike."""
    every = product((participant, team_mate), PERIODS, ITEMS, CHANNELS)
    names = [ballot_name(keys, period=period, item=item, channel=channel) for keys, period, item, channel in every]
    assert len(set(names)) == len(names) == 32
    assert {len(name) for name in names} == {32}


def test_where_one_word_ends_and_the_next_begins_matters(participant: ParticipantKeys) -> None:
    """Two different questions cannot be made to collide by how they are spelt."""
    first = ballot_name(participant, period="p1", item="ab", channel="c")
    other = ballot_name(participant, period="p1", item="a", channel="bc")
    assert first != other


def test_names_of_one_person_are_no_closer_to_each_other_than_to_a_strangers(
    participant: ParticipantKeys, team_mate: ParticipantKeys
) -> None:
    """Half of the bits differ within a person as between persons: 128 of 256, give or take a few."""
    own, others = _names(participant), _names(team_mate)
    within = [_differing_bits(one, other) for one, other in pairwise(own)]
    between = [_differing_bits(one, other) for one, other in zip(own, others, strict=True)]
    assert abs(sum(within) / len(within) - 128) < 3
    assert abs(sum(between) / len(between) - 128) < 3


def _names(keys: ParticipantKeys) -> list[bytes]:
    return [ballot_name(keys, period="2026-11", item=f"item{number}", channel="team") for number in range(500)]


def _differing_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
