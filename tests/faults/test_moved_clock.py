"""A clock that is wrong for a while, the nights in which it moves, leap day: nothing is lost, nothing closes early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.answering.models import Ballot
from app.db import db, writing
from app.jobs import ClockAhead, tick
from app.participants.tickets import RENEW_DAYS, Ticket
from app.programme.models import Period
from app.programme.rhythm import Rhythm, day_of
from app.vault.codes import PersonalCode
from tests.conftest import SetClock
from tests.region import START, SmallRegion

FIVE_YEARS = timedelta(days=5 * 365 + 1)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FORM = {"submission": "s", "work_enjoyment": "7", "professional_space": "sufficient"}


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


@pytest.mark.parametrize("wrong", [-HOUR, FIVE_YEARS], ids=["an hour back", "five years ahead"])
def test_answers_of_before_outlive_a_wrong_clock(region: SmallRegion, set_clock: SetClock, wrong: timedelta) -> None:
    """Pages are visited and ticks run meanwhile; with the clock right again all is there and can be corrected once."""
    client = region.signed_in(region.participant)
    assert client.post("/pulse", data=FORM).status_code == 303
    once = ballots()
    set_clock(START + wrong)
    for path in ("/", "/pulse", "/mirror", "/privacy", "/healthz"):
        assert client.get(path).status_code < 500, path
    assert region.app.test_client().post("/pulse", data=FORM).status_code < 500
    if wrong > HOUR:
        with pytest.raises(ClockAhead):
            tick(db.session, now=START + wrong, keys=region.keys)
    else:
        assert tick(db.session, now=START + wrong, keys=region.keys).concerns == ()
    set_clock(START + HOUR)
    assert ballots() == once
    region.answer(region.participant, {"work_enjoyment": 8, "professional_space": "ample"}, submission="t")
    assert ballots() == once


def test_a_cookie_of_the_future_lives_no_longer_than_others() -> None:
    """Written while the clock was years ahead: it gets the right day at its next use, and ends after 400 days again."""
    today = date(2026, 3, 2)
    code = PersonalCode.make()
    future = Ticket(code=code, device=b"d" * 16, epoch=None, used_on=today + FIVE_YEARS)
    assert future.to_renew(today)
    assert not Ticket(code=code, device=b"d" * 16, epoch=None, used_on=today).to_renew(today)
    assert Ticket(code=code, device=b"d" * 16, epoch=None, used_on=today - timedelta(days=RENEW_DAYS)).to_renew(today)


NIGHTS = [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]
"""The nights in which the clock moves in the region, with how long each day is."""


@pytest.mark.parametrize(("day", "hours"), NIGHTS, ids=str)
def test_ticks_through_such_a_night_close_and_open_once(region: SmallRegion, day: date, hours: int) -> None:
    """A period that ends at the midnight after it is closed by the first tick from then on, and by no other."""
    rhythm = Rhythm(starts_on=day, wave_days=1, waves_per_period=1)
    begins, ends = rhythm.wave(1).opens, rhythm.wave(1).closes
    assert ends - begins == timedelta(hours=hours)
    assert (day_of(begins), day_of(ends)) == (day, day + timedelta(days=1))
    first, second = db.session.scalars(select(Period).order_by(Period.number).limit(2))
    region.answer(region.participant, {"work_enjoyment": 7})
    with writing(db.session):
        first.closes_at = second.opens_at = ends
        second.closes_at = ends + timedelta(days=28)
    changed = []
    for after in (timedelta(0), 1.5 * HOUR, 2 * HOUR, 2.5 * HOUR, 3 * HOUR, ends - begins - SECOND, ends - begins):
        done = region.tick(begins + after)
        changed += [begins + after] * ({first.id, second.id} <= {*done.released, *done.opened})
        assert bool({first.id, second.id} & {*done.released, *done.opened}) == (begins + after == ends)
    assert changed == [ends]


def test_leap_day_is_a_day_like_others() -> None:
    """Rounds of a day, and of a fortnight over it, follow one another without a gap; the year after has none."""
    daily = Rhythm(starts_on=date(2028, 2, 28), wave_days=1, waves_per_period=1)
    assert [day_of(daily.wave(number).opens).day for number in (1, 2, 3)] == [28, 29, 1]
    assert daily.wave(2).closes == daily.wave(3).opens
    over_it = Rhythm(starts_on=date(2028, 2, 21), wave_days=14, waves_per_period=2)
    assert day_of(over_it.wave(2).opens) == date(2028, 3, 6)
    yearly = Rhythm(starts_on=date(2028, 2, 29), wave_days=364, waves_per_period=1)
    assert yearly.wave(1).closes <= yearly.wave(2).opens
