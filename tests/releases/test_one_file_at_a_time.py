"""Files that take seconds to write keep nobody else waiting: one is written at a time, and others are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.db import db
from app.releases.files import kinds_of_file
from app.releases.files.kept_files import KeptFiles
from app.releases.models import Release
from app.web.working_line import AGAIN_SECONDS, MOMENT_SECONDS, StillWorking, WorkingLine
from tests.at_once import MOST_SECONDS
from tests.region import FORTNIGHT, START, SmallRegion


@contextmanager
def busy(line: WorkingLine) -> Iterator[None]:
    """Let another thread have the turn while the block runs."""
    begun, go_on = Event(), Event()

    def work() -> None:
        with line.turn():
            begun.set()
            go_on.wait(MOST_SECONDS)

    thread = Thread(target=work)
    thread.start()
    assert begun.wait(MOST_SECONDS)
    try:
        yield
    finally:
        go_on.set()
        thread.join()


def test_of_many_readers_of_slow_files_none_waits_longer_than_a_moment() -> None:
    """One that comes while a file is begun waits a moment; those after it not at all, whatever file they want."""
    now = [100.0]
    kept, line = KeptFiles(), WorkingLine(clock=lambda: now[0])
    with busy(line):
        assert line.patience() == MOMENT_SECONDS
        now[0] += MOMENT_SECONDS
        assert line.patience() == 0
        for number in range(64):
            with pytest.raises(StillWorking):
                kept.file(f"file {number}", bytes, line=line)
    assert kept.file("file 1", lambda: b"content", line=line).content == b"content"
    assert vars(kept)["_writing"] == {}


def test_what_is_cached_or_short_is_not_held_up() -> None:
    """A file that was written before, and one of a line of its own, come while another is being written."""
    kept, line = KeptFiles(), WorkingLine()
    kept.file("old", lambda: b"old", line=line)
    with busy(line):
        assert kept.file("old", bytes, line=line).content == b"old"
        assert kept.file("short", lambda: b"short").content == b"short"


def test_a_writing_that_fails_gives_its_turn_back() -> None:
    line = WorkingLine()
    with pytest.raises(ZeroDivisionError), line.turn():
        raise ZeroDivisionError
    with line.turn():
        pass


@pytest.fixture
def released(region: SmallRegion, client: FlaskClient) -> str:
    """The public release of a region, whose files nobody asked for yet; its id."""
    del client
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    region.tick(START + 2 * FORTNIGHT)
    return str(db.session.query(Release.period_id).scalar())


@pytest.mark.parametrize("ending", ["csv", "xlsx", "sav", "json"])
def test_who_asks_meanwhile_gets_a_page_that_asks_again(
    released: str, region: SmallRegion, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """It says so in words, and Retry-After to programs; other pages come; a moment later the file is there."""
    address = f"/releases/{released}.{ending}"
    begun, go_on = Event(), Event()
    first: list[Any] = []
    write = kinds_of_file.take_of

    def slowly(*taken: Any, **named: Any) -> Any:
        begun.set()
        assert go_on.wait(MOST_SECONDS)
        return write(*taken, **named)

    monkeypatch.setattr("app.releases.files.served.take_of", slowly)
    thread = Thread(target=lambda: first.append(region.app.test_client().get(address)))
    thread.start()
    try:
        assert begun.wait(MOST_SECONDS)
        told = region.app.test_client().get(address)
        assert told.status_code == 503
        assert told.headers["Retry-After"] == told.headers["Refresh"] == str(AGAIN_SECONDS)
        assert "Je bestand wordt gemaakt" in told.text
        assert region.app.test_client().get("/privacy").status_code == 200
    finally:
        go_on.set()
        thread.join()
    assert first[0].status_code == 200
    assert region.app.test_client().get(address).status_code == 200
