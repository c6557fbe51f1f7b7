"""An answer is sealed before its turn to write; whatever happens in between, it counts once and as things are then."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.answering import service
from app.answering.diary_rows import own_diary
from app.answering.models import Ballot, DiaryEntry
from app.answering.own_wave_rows import WaveUnknown, standing_of
from app.answering.sealing_answers import Given, Receipt, Sealed, sealed
from app.answering.service import hand_in, keep, leave
from app.db import db, writing
from app.participants.models import Membership
from app.participants.service import Joined, NotAParticipant
from tests.at_once import MOST_SECONDS, at_once
from tests.region import FORTNIGHT, START, SmallRegion
from tests.vault.one_ballot import open_ballot

SPACE: Mapping[str, object] = {"professional_space": "ample"}
CLOSED = START + 2 * FORTNIGHT
AT_ONCE = 6


def given(region: SmallRegion, answers: Mapping[str, object] = SPACE, *, submission: str = "first") -> Given:
    return Given(wave_id=region.wave().id, answers=answers, submission=submission, now=START)


def made_ready(region: SmallRegion, person: Joined, answering: Given) -> Sealed:
    """Sealed as things stand now, and not yet kept."""
    diary = own_diary(db.session, person.keys)
    standing = standing_of(db.session, wave_id=answering.wave_id, team_id=region.teams["north"], pages=diary.pages)
    return sealed(person.keys, standing, diary=diary, given=answering)


def kept(person: Joined, answering: Given, ready: Sealed) -> Receipt:
    with writing(db.session):
        return keep(db.session, person.keys, given=answering, ready=ready)


def ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def said(region: SmallRegion, channel: str) -> list[tuple[object, object]]:
    """Group and answer of every ballot in one channel, apart from those about cards."""
    key = region.keys.private(region.wave().period_id)
    opened = [open_ballot(each, private_key=key) for each in db.session.scalars(select(Ballot.sealed))]
    return [(each["g"], each["v"]) for each in opened if each["c"] == channel and each["i"] in SPACE]


def test_what_was_sealed_before_is_what_is_kept(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sealed while others wait for their turn, unless something moved in between."""
    answering = given(region)
    ready = made_ready(region, region.participant, answering)
    monkeypatch.delattr(service, "sealed")
    assert kept(region.participant, answering, ready).counted
    assert ballots() == 4


def test_the_same_submission_sealed_twice_is_kept_once(any_region: SmallRegion) -> None:
    """A double tap: both were sealed before either was kept."""
    answering = given(any_region)
    first, second = (made_ready(any_region, any_region.participant, answering) for _ in range(2))
    assert not kept(any_region.participant, answering, first).repeated
    before = set(db.session.scalars(select(Ballot.sealed)))
    assert kept(any_region.participant, answering, second).repeated
    assert set(db.session.scalars(select(Ballot.sealed))) == before


def test_two_phones_at_once_end_with_the_last_answer(any_region: SmallRegion) -> None:
    """Neither knew of the other; the diary holds both deliveries, the ballots what was kept last."""
    person, earlier = any_region.participant, given(any_region)
    later = given(any_region, {"professional_space": "insufficient"}, submission="second")
    first, second = made_ready(any_region, person, earlier), made_ready(any_region, person, later)
    kept(person, earlier, first)
    assert kept(person, later, second).replaced
    assert [answer for _team, answer in said(any_region, "team")] == ["insufficient"]
    assert own_diary(db.session, person.keys).waves[later.wave_id].submissions == ("first", "second")


def test_a_period_that_closes_in_between_does_not_count_the_answer(any_region: SmallRegion) -> None:
    """It is in the diary and says so; no ballot is left in a box that was emptied."""
    answering = given(any_region)
    ready = made_ready(any_region, any_region.participant, answering)
    any_region.tick(CLOSED)
    assert not kept(any_region.participant, answering, ready).counted
    assert ballots() == 0
    assert not own_diary(db.session, any_region.participant.keys).waves[answering.wave_id].counted


def test_leaving_in_between_leaves_nothing_behind(any_region: SmallRegion) -> None:
    """Who left on another device gets no diary and no ballots back."""
    person, answering = any_region.participant, given(any_region)
    ready = made_ready(any_region, person, answering)
    with writing(db.session):
        leave(db.session, person.keys)
    with pytest.raises(NotAParticipant):
        kept(person, answering, ready)
    own = select(func.count()).where(DiaryEntry.owner == person.keys.diary_id)
    assert (ballots(), db.session.scalar(own)) == (0, 0)


def test_a_ballot_names_the_team_of_the_moment_it_is_kept(region: SmallRegion) -> None:
    """What was sealed for another team is sealed anew."""
    person, answering = region.participant, given(region)
    ready = made_ready(region, person, answering)
    with writing(db.session):
        own = Membership.lookup_hash == person.keys.lookup_hash
        db.session.execute(update(Membership).where(own).values(team_id=region.teams["south"]))
    kept(person, answering, ready)
    assert said(region, "team") == [(region.teams["south"], "ample")]


def test_nothing_is_sealed_for_a_wave_that_does_not_exist(region: SmallRegion) -> None:
    with pytest.raises(WaveUnknown):
        standing_of(db.session, wave_id="nothing", team_id=region.teams["north"], pages=())


def test_many_deliveries_of_one_answer_at_the_same_moment_count_once(any_app: Flask, any_region: SmallRegion) -> None:
    """A phone that lost patience: one is kept, the others are told that it was."""
    person, answering = any_region.participant, given(any_region)
    everybody_has_read = threading.Barrier(AT_ONCE)

    def deliver() -> Receipt:
        diary = own_diary(db.session, person.keys)
        everybody_has_read.wait(MOST_SECONDS)
        team = any_region.teams["north"]
        return hand_in(db.session, person.keys, given=answering, diary=diary, team_id=team)

    receipts = at_once(any_app, *[deliver] * AT_ONCE)
    assert sorted(receipt.repeated for receipt in receipts) == [False, *[True] * (AT_ONCE - 1)]
    assert ballots() == 4
