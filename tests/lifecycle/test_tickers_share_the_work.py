"""Several tickers on one database: what one is counting the others leave to it, and do the rest meanwhile."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import db as database
from app.commands.ticking import _tick_and_tell
from app.config import Settings
from app.db import alone, db
from app.jobs import Done, tick
from app.lifecycle.gate import count_ballots
from app.quiet import FILE
from app.releases.models import Release
from tests.at_once import MOST_SECONDS, at_once
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    for later in ("draw_frames", "draw_board_frames"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)


@pytest.fixture
def over(any_region: SmallRegion) -> SmallRegion:
    """Everybody answered and the period is over."""
    for person in (person for people in any_region.people.values() for person in people):
        any_region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    return any_region


def slow_count(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Event, Event]:
    """Let counting wait: which periods were counted, when the first began, and what lets it go on."""
    counted: list[str] = []
    begun, go_on = Event(), Event()

    def slower(session: Any, period_id: str, **named: Any) -> Any:
        counted.append(period_id)
        begun.set()
        if len(counted) > 1:
            go_on.set()
        assert go_on.wait(MOST_SECONDS)
        return count_ballots(session, period_id, **named)

    monkeypatch.setattr("app.lifecycle.publish.count_ballots", slower)
    return counted, begun, go_on


def test_a_period_that_another_ticker_counts_is_left_to_it(
    any_app: Flask, over: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ballots are opened once; the second says no false word and notes that it left something."""
    period = over.wave().period_id
    counted, begun, go_on = slow_count(monkeypatch)

    def first() -> Done:
        return tick(db.session, now=CLOSED, keys=over.keys)

    def second() -> Done:
        assert begun.wait(MOST_SECONDS)
        try:
            return tick(db.session, now=CLOSED, keys=over.keys)
        finally:
            go_on.set()

    one, two = at_once(any_app, first, second)
    assert counted == [period]
    assert (one.released, one.elsewhere) == ((period,), ())
    assert two.elsewhere == (period,)
    assert (two.released, two.waiting, two.concerns) == ((), (), ())
    assert len(db.session.scalars(select(Release)).all()) == 1


def test_what_was_left_is_done_by_the_next_when_the_first_was_killed(
    any_app: Flask, over: SmallRegion, settings: Settings
) -> None:
    """The turn ends with its process; nothing else remembers it."""
    period = over.wave().period_id
    with any_app.app_context(), alone(db.session, "counting", of=period) as first:
        assert first
        left = over.tick(CLOSED)
        assert (left.released, left.elsewhere) == ((), (period,))
        assert _tick_and_tell(any_app, now=CLOSED, clock_is_right=False) == []
        assert not (settings.instance / FILE).exists()  # Or the next would not look for five minutes.
    assert over.tick(CLOSED).released == (period,)


def test_subjects_on_postgresql_are_counted_beside_each_other(any_app: Flask, any_region: SmallRegion) -> None:
    """Two tickers count two regions; one machine with SQLite counts one after the other."""
    del any_region
    with any_app.app_context(), alone(db.session, "counting", of="one") as first:
        assert first
        with alone(db.session, "counting", of="two") as second:
            assert second == (db.engine.dialect.name == "postgresql")
        with alone(db.session, "counting", of="one") as again:
            assert not again
        with alone(db.session, "estimates") as other:
            assert other


def test_who_hangs_is_waited_for_a_while_and_no_longer(
    any_app: Flask, any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process keeps its turn for ever; after `ALONE_SECONDS` the others do the work as well.

    On PostgreSQL the server ends its connection: who held the turn gives it back without a fault all the same.
    """
    del any_region
    monkeypatch.setattr(database, "ALONE_SECONDS", 1)
    with any_app.app_context(), alone(db.session, "counting", of="one") as first:
        assert first
        second = False
        while not second:
            with alone(db.session, "counting", of="one") as second:
                pass
    with alone(db.session, "counting", of="one") as anew:
        assert anew
