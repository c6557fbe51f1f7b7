"""What happens when two things happen at once: nothing is lost, nothing is left behind, nobody sees a crash."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.answering.models import Ballot, DiaryEntry
from app.answering.service import leave, submit
from app.cards.taken_over import personal_cards
from app.db import db, writing
from app.mirror.mirror_sources import look
from app.mirror.own_cards import turn_card
from app.participants.identity import Participant
from app.participants.service import NotAParticipant, belonging_of
from app.programme.models import Period
from tests.at_once import MOST_SECONDS
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
A_MOMENT = 0.3
"""Seconds in which closing would end if it did not wait. Too short, it proves less and fails nothing."""


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def test_a_period_does_not_close_in_the_middle_of_an_answer(any_app: Flask, any_region: SmallRegion) -> None:
    """The ticker waits for the answer: it is counted and its ballots go with the rest, or it was never taken in."""
    wave_id = any_region.wave().id
    inside, go_on = threading.Event(), threading.Event()

    def answer() -> None:
        with any_app.app_context(), writing(db.session):
            keys = any_region.participant.keys
            submit(
                db.session,
                keys,
                wave_id=wave_id,
                answers={"professional_space": "ample"},
                submission="slow",
                now=START,
            )
            inside.set()
            go_on.wait(MOST_SECONDS)

    def close() -> None:
        with any_app.app_context():
            any_region.tick(CLOSED)
            db.session.remove()

    db.session.remove()
    slow, ticker = threading.Thread(target=answer), threading.Thread(target=close)
    slow.start()
    assert inside.wait(MOST_SECONDS)
    ticker.start()
    ticker.join(A_MOMENT)
    assert ticker.is_alive(), "closing waits for the answer that is under way"
    go_on.set()
    slow.join()
    ticker.join()
    assert ballots() == 0


@pytest.mark.parametrize("state", ["closing", "waiting"])
def test_leaving_takes_back_ballots_of_a_period_that_waits_to_be_counted(region: SmallRegion, state: str) -> None:
    """With key holders every period waits for a while; who leaves then is not counted any more."""
    region.answer(region.participant, {"professional_space": "ample"})
    with writing(db.session):
        db.session.scalars(select(Period).where(Period.number == 1)).one().state = state
    with writing(db.session):
        leave(db.session, region.participant.keys)
    assert ballots() == 0


def test_nothing_is_written_in_a_diary_after_its_owner_left(region: SmallRegion, set_clock: SetClock) -> None:
    """A card that is saved on one device while leaving on another leaves no row that nobody can delete."""
    person = region.participant
    belonging = belonging_of(db.session, person.keys)
    assert belonging
    with region.app.test_request_context():
        looking = look(db.session, Participant(person.code, person.keys, belonging), now=START)
    with writing(db.session):
        leave(db.session, person.keys)
    key = personal_cards("peo")[0].key
    with pytest.raises(NotAParticipant), writing(db.session):
        turn_card(db.session, person.keys, looking, key=key, state="saved")
    own = select(func.count()).where(DiaryEntry.owner == person.keys.diary_id)
    assert db.session.scalar(own) == 0


def test_a_second_press_on_erase_ends_like_the_first(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account is gone already: the device is signed out all the same."""
    client = region.signed_in(region.participant)

    def gone(*_args: object) -> None:
        raise NotAParticipant

    monkeypatch.setattr("app.answering.account.leave", gone)
    response = client.post("/account/leave", data={"confirm": "y"})
    assert response.status_code == 200
    assert "storage" in response.headers["Clear-Site-Data"]


def test_answering_after_leaving_elsewhere_asks_for_a_code(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account went between opening the form and sending it."""
    client = region.signed_in(region.participant)

    def gone(*_args: object, **_kwargs: object) -> None:
        raise NotAParticipant

    monkeypatch.setattr("app.answering.routes.hand_in", gone)
    assert client.post("/pulse", data={"work_enjoyment": "7"}).headers["Location"] == "/code"
