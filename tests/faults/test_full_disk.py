"""A full disk: who answers is told so and nothing is half stored; with room again everything goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from app import create_app
from app.answering.models import Ballot
from app.db import db
from app.programme.concerns import Waiting
from app.programme.models import Period
from app.releases.models import Release
from tests.conftest import Visitor
from tests.region import FORTNIGHT, START, SmallRegion

pytestmark = pytest.mark.sqlite("lets its file be no larger")

CLOSED = START + 2 * FORTNIGHT
ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7}


@contextmanager
def no_room(*, pages: int = 0) -> Iterator[None]:
    """Let SQLite's file grow by so many pages only; beyond that it says that the disk is full, as it would."""
    db.session.rollback()
    db.session.remove()
    db.engine.dispose()

    def on_connect(connection: Any, _record: Any) -> None:
        now = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {now + pages}")

    event.listen(db.engine, "connect", on_connect)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", on_connect)
        db.session.remove()
        db.engine.dispose()


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def test_whoever_got_no_receipt_has_nothing_stored_and_counts_once_later(region: SmallRegion) -> None:
    """People answer until the disk is full: 503 in words; every receipt before is kept, and with room all go on."""
    production = create_app(region.app.extensions["peil.settings"])
    production.config["WTF_CSRF_ENABLED"] = False
    production.test_client_class = Visitor
    form = {"work_enjoyment": "7", "professional_space": "sufficient"}
    people = [person for team in region.people.values() for person in team]
    region.answer(people[0], ANSWERS, submission="s0")
    each, stored = ballots(), 1
    with production.app_context(), no_room():
        for number, person in enumerate(people):
            client = production.test_client()
            assert client.post("/code", data={"code": person.code.text}).status_code in {303, 503}
            answer = client.post("/pulse", data={**form, "submission": f"s{number}"})
            if answer.status_code == 503:
                break
            stored = number + 1
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "<h1" in answer.text
    assert ballots() == stored * each
    for number, person in enumerate(people):
        region.answer(person, ANSWERS, submission=f"s{number}")
    assert ballots() == len(people) * each


@pytest.mark.parametrize("pages", [0, 4, 8])
def test_a_release_that_finds_no_room_destroys_nothing(region: SmallRegion, pages: int) -> None:
    """However far it came: ballots and key stay, what waits is said, and with room again it is published once."""
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, ANSWERS)
    period, before = region.wave().period_id, ballots()
    with no_room(pages=pages):
        done = region.tick(CLOSED)
        released = db.session.scalar(select(func.count()).select_from(Release))
    if not released:
        assert ballots() == before
        assert region.keys.exists(period)
        assert Waiting("disk_full", "disk") in done.concerns
    assert region.tick(CLOSED).concerns == ()
    assert db.session.scalars(select(Release.period_id)).all() == [period]
    assert ballots() == 0
    assert db.session.get_one(Period, period).state == "released"
    assert db.session.scalar(text("PRAGMA quick_check")) == "ok"
