"""Giving answers: each counts once, can be corrected until closing, and leaves nothing that ties people to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.answering.diary_rows import own_diary
from app.answering.models import Ballot
from app.answering.own_wave_rows import WaveUnknown
from app.db import db
from app.participants.service import Joined, NotAParticipant
from app.vault.codes import PersonalCode
from app.vault.personal_keys import derive_keys
from tests.region import FORTNIGHT, START, SmallRegion
from tests.vault.one_ballot import open_ballot

SPACE = {"professional_space": "sufficient"}


def ballots(region: SmallRegion) -> list[dict[str, object]]:
    """Everything in the ballot box, opened with the period's key."""
    period = region.wave().period_id
    key = region.keys.private(period)
    return [open_ballot(sealed, private_key=key) for sealed in db.session.scalars(select(Ballot.sealed))]


def said(region: SmallRegion, channel: str, item: str) -> list[object]:
    return [ballot["v"] for ballot in ballots(region) if (ballot["c"], ballot["i"]) == (channel, item)]


def diary(person: Joined, wave_id: str) -> dict[str, object]:
    return dict(own_diary(db.session, person.keys).waves[wave_id].answers)


def test_an_answer_becomes_one_ballot_per_channel_and_a_diary_entry(any_region: SmallRegion) -> None:
    """One item: a ballot for the team, one for experience, one for function; and one about cards, as everybody has."""
    receipt = any_region.answer(any_region.participant, SPACE)
    assert (receipt.answers, receipt.counted, receipt.replaced, receipt.repeated) == (1, True, False, False)
    boxes = sorted((str(each["c"]), str(each["g"])) for each in ballots(any_region))
    team = any_region.teams["north"]
    assert boxes == [("experience", "3-6"), ("function", "ambulatory_worker"), ("team", team), ("team", team)]
    assert diary(any_region.participant, receipt.wave_id) == SPACE


def test_every_ballot_has_the_same_size_and_no_two_share_bytes(region: SmallRegion) -> None:
    """The size tells nothing, and two ballots of one person have nothing in common that could link them."""
    region.answer(region.participant, SPACE | {"work_enjoyment": 7})
    sealed = list(db.session.scalars(select(Ballot.sealed)))
    assert len({len(each) for each in sealed}) == 1
    pieces = [each[start : start + 8] for each in sealed for start in range(len(each) - 8)]
    assert len(set(pieces)) == len(pieces)


def test_the_same_submission_counts_once(any_region: SmallRegion) -> None:
    """A double tap, a repeated delivery: nothing is doubled, nothing is changed."""
    any_region.answer(any_region.participant, SPACE)
    before = db.session.scalar(select(func.count()).select_from(Ballot))
    again = any_region.answer(any_region.participant, {"professional_space": "insufficient"})
    assert again.repeated
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == before
    assert said(any_region, "team", "professional_space") == ["sufficient"]


def test_a_correction_takes_the_place_of_the_first_answer(any_region: SmallRegion) -> None:
    """Until closing an answer can be changed; only the last one is in the ballot box and in the diary."""
    any_region.answer(any_region.participant, SPACE)
    receipt = any_region.answer(any_region.participant, {"professional_space": "ample"}, submission="second")
    assert receipt.replaced
    assert said(any_region, "team", "professional_space") == ["ample"]
    assert diary(any_region.participant, receipt.wave_id) == {"professional_space": "ample"}


@pytest.mark.parametrize("second", [{"professional_space": "_declined"}, {}], ids=["rather not", "taken back"])
def test_rather_not_or_taking_back_removes_the_ballots(region: SmallRegion, second: dict[str, object]) -> None:
    """“Prefer not to say” makes no ballot and removes an earlier one; so does emptying the question."""
    region.answer(region.participant, SPACE)
    region.answer(region.participant, second, submission="second")
    assert ballots(region) == []


def test_the_latest_answer_of_a_period_counts(region: SmallRegion) -> None:
    """An item that both waves of a period ask has one ballot, with what was said last."""
    region.answer(region.participant, SPACE)
    later = START + FORTNIGHT
    region.tick(later)
    region.answer(region.participant, {"professional_space": "insufficient"}, moment=later)
    assert said(region, "team", "professional_space") == ["insufficient"]


def test_skipping_a_question_in_the_second_wave_keeps_the_answer_of_the_first(region: SmallRegion) -> None:
    """Not answering says nothing; the earlier answer of the period stays counted."""
    region.answer(region.participant, SPACE)
    region.answer(region.participant, {"work_enjoyment": 8}, moment=START + FORTNIGHT)
    assert said(region, "team", "professional_space") == ["sufficient"]


def test_an_answer_after_closing_goes_to_the_diary_only(region: SmallRegion) -> None:
    """Late words are kept for their owner, and are not counted."""
    wave = region.wave()
    receipt = region.answer(region.participant, SPACE, moment=wave.closes_at, wave_id=wave.id)
    assert not receipt.counted
    assert ballots(region) == []
    assert diary(region.participant, wave.id) == SPACE


def test_a_late_correction_changes_nothing_that_was_counted(region: SmallRegion) -> None:
    """After closing the counted answer stays, in the ballot box and in the diary."""
    wave = region.wave()
    region.answer(region.participant, SPACE)
    late = wave.closes_at + timedelta(seconds=1)
    receipt = region.answer(
        region.participant, {"professional_space": "ample"}, moment=late, submission="late", wave_id=wave.id
    )
    assert receipt.repeated
    assert said(region, "team", "professional_space") == ["sufficient"]
    assert diary(region.participant, wave.id) == SPACE


def test_a_relation_is_a_ballot_of_its_own_without_a_team(region: SmallRegion) -> None:
    """What is counted for a relation carries the two answers and nothing about where the person works."""
    region.answer(region.participant, SPACE | {"work_enjoyment": 7})
    pairs = [each for each in ballots(region) if str(each["c"]).startswith("relation:")]
    assert [(each["c"], each["g"], each["v"]) for each in pairs] == [
        ("relation:professional_space:work_enjoyment", "sufficient", 7)
    ]
    assert region.teams["north"] not in str(pairs)


def test_words_never_leave_the_diary(region: SmallRegion) -> None:
    """Free text beside an answer is in no ballot."""
    region.answer(region.participant, SPACE | {"professional_space.comment": "mijn geheim"})
    assert "geheim" not in str(ballots(region))


def test_who_has_no_account_is_refused(region: SmallRegion) -> None:
    """A code that was never given out, or whose owner left, changes nothing."""
    stranger = Joined(code=(code := PersonalCode.make()), keys=derive_keys(code), place=region.participant.place)
    with pytest.raises(NotAParticipant):
        region.answer(stranger, SPACE)


def test_a_wave_that_does_not_exist_is_named(region: SmallRegion) -> None:
    """A forged wave is refused before anything is written."""
    with pytest.raises(WaveUnknown):
        region.answer(region.participant, SPACE, wave_id="nothing")
