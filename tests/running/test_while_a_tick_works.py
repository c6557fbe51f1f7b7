"""What staff send while a tick opens, closes or publishes: one of the two is first, and the other sees what it did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.db import db
from app.jobs import tick
from app.programme.models import Period, Programme, Wave
from app.releases.models import Release
from app.releases.rules.noise import SeededNoise
from app.reports.models import PublishedReport
from tests.at_once import MOST_SECONDS, _until_it_waits, before_the_first_commits
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7}


def test_a_round_is_not_made_longer_while_its_period_closes(any_app: Flask, any_region: SmallRegion) -> None:
    """Else the page would say that people can answer on, and their answers would not be counted."""
    lead, wave = Visitors(any_region).browser("region_lead"), any_region.wave()
    period, last = wave.period_id, db.session.get_one(Period, wave.period_id).closes_at
    programme, number = db.session.scalars(select(Programme.id)).one(), wave.number
    address, form = f"/programme/{programme}/waves/{number}/last-day", {"last_day": "2026-03-18"}

    def send() -> int:
        with any_app.app_context():
            return lead.post(address, data=form).status_code

    db.session.rollback()
    with db.engine.connect() as closing, ThreadPoolExecutor(1) as pool:
        closing.execute(update(Period).where(Period.id == period).values(state="closing"))
        sent = pool.submit(send)
        _until_it_waits(sent)
        closing.commit()
        assert sent.result(MOST_SECONDS) == 422
    db.session.rollback()
    assert db.session.get_one(Period, period).closes_at == last
    assert (
        db.session.scalars(select(Wave.closes_at).where(Wave.period_id == period, Wave.number == number)).one() < last
    )


@pytest.fixture
def after_a_release(any_region: SmallRegion, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> SmallRegion:
    """One period is published and the next one is over, with its answers; nothing is drawn, and no PDF is made."""
    monkeypatch.setattr("app.reports.composing.pdf_of", lambda *_, **__: b"%PDF")
    for later in ("draw_frames", "draw_board_frames"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    for moment in (START, CLOSED):
        for people in any_region.people.values():
            for person in people:
                asked = set(any_region.wave(moment).items)
                answers = {item: answer for item, answer in ANSWERS.items() if item in asked}
                any_region.answer(person, answers, moment=moment, submission=str(moment))
        if moment == START:
            any_region.tick(CLOSED)
    set_clock(CLOSED + 2 * FORTNIGHT)
    return any_region


@pytest.mark.parametrize("first", ["report", "release"])
def test_a_report_is_published_while_a_release_is_made(
    any_app: Flask, after_a_release: SmallRegion, first: str
) -> None:
    """Both come about, whichever is first: the report says of which release it is."""
    lead = Visitors(after_a_release).browser("region_lead")
    earlier = db.session.scalars(select(Release.period_id)).one()
    assert lead.post("/region/report/compose", data={"after": "0", "go": "save"}).status_code == 303

    def report() -> int:
        return lead.post("/region/report/publish", data={"after": "1"}).status_code

    def release() -> int:
        done = tick(
            db.session,
            now=CLOSED + 2 * FORTNIGHT,
            keys=after_a_release.keys,
            make_noise=lambda _period: SeededNoise(1),
            clock_is_right=True,
        )
        return len(done.concerns)

    works = (report, release) if first == "report" else (release, report)
    row = PublishedReport if first == "report" else Release
    done = dict(zip((first, "the other"), before_the_first_commits(any_app, *works, row=row), strict=True))
    assert set(done.values()) == {303, 0}
    assert len(db.session.scalars(select(Release)).all()) == 2
    assert db.session.scalars(select(PublishedReport.period_id)).one() == earlier
