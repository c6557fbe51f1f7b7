"""A database with broken pages: said by every command, page and check in plain words, and mended by a backup."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.answering.models import Ballot
from app.config import Settings, read_settings
from app.db import PAGE_BYTES, db, truncate_log
from app.programme.concerns import Waiting
from app.vault.holder_keys import read_holder_key, write_holder_key
from tests.commands.conftest import Peil
from tests.commands.test_wrong_use import refused
from tests.conftest import Visitor
from tests.region import FORTNIGHT, START, SmallRegion

pytestmark = pytest.mark.sqlite("breaks pages of the file; PostgreSQL finds damage in its own pages")


def break_pages(path: Path, *, first: int, last: int) -> None:
    """Overwrite these pages of the file, counted from 0, as a failing disk would."""
    with path.open("r+b") as file:
        file.seek(first * PAGE_BYTES)
        file.write(os.urandom((last - first + 1) * PAGE_BYTES))


def last_page(path: Path) -> int:
    return path.stat().st_size // PAGE_BYTES - 1


@pytest.fixture
def broken(installed: Settings) -> Settings:
    """Everything but the first page is gone, so that the file still looks like a database."""
    path = installed.instance / "peil.db"
    break_pages(path, first=1, last=last_page(path))
    return installed


def visit(settings: Settings) -> FlaskClient:
    made = create_app(settings)
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = Visitor
    return made.test_client()


@pytest.mark.parametrize(
    "command", [("tick",), ("release", "list"), ("region", "create", "X"), ("upgrade",)], ids=" ".join
)
def test_each_command_says_it_in_one_line(broken: Settings, peil: Peil, command: tuple[str, ...]) -> None:
    """Status 2, that it is damaged, and that a backup brings it back."""
    refused(peil(*command), "damaged", "peil restore")


def test_pages_and_health_say_it(broken: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """503 with words and a time to come back, never a 500; the log names the cause and nothing of the request."""
    client = visit(read_settings())
    for answer in (client.get("/code"), client.post("/code", data={"code": "0000-0000-0000-0000-0000-0"})):
        assert answer.status_code in {200, 422, 503}
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()) == (503, {"status": "damaged database"})
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "database.silent" in line]
    assert {each["cause"] for each in logged} <= {"damaged"}


def test_a_backup_mends_it(installed: Settings, peil: Peil, tmp_path: Path) -> None:
    """As the doctor says: move the file away, bring the backup back; then nothing about the database is wrong."""
    write_holder_key(tmp_path / "elsewhere.key")
    to = read_holder_key(tmp_path / "elsewhere.key").recipient
    assert peil("backup", tmp_path / "peil.age", "--to", to).status == 0
    path = installed.instance / "peil.db"
    break_pages(path, first=1, last=last_page(path))
    said = [each for each in json.loads(peil("doctor", "--json").told) if each["check"] == "database"]
    assert {each["level"] for each in said} == {"wrong"}
    assert "move the file away, and peil restore" in said[0]["mend"]
    path.rename(installed.instance / "peil.db.broken")
    assert peil("restore", tmp_path / "peil.age", "--key", tmp_path / "elsewhere.key").status == 0
    said = [each for each in json.loads(peil("doctor", "--json").told) if each["check"] == "database"]
    assert [each["level"] for each in said] == ["right"]


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_the_doctor_finds_a_single_broken_page(installed: Settings, peil: Peil, place: float) -> None:
    """Wherever it lies in the file."""
    path = installed.instance / "peil.db"
    page = round(place * last_page(path))
    break_pages(path, first=page, last=page)
    assert "is damaged" in peil("doctor").told


def test_ballots_that_cannot_be_read_are_kept_and_said(region: SmallRegion, settings: Settings) -> None:
    """One table is broken on the day of the count: nothing is published, no key goes, and a person is told why."""
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    period = region.wave().period_id
    truncate_log(db.session)
    root = (
        db.session.connection()
        .exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = ?", (Ballot.__tablename__,))
        .scalar_one()
    )
    db.session.remove()
    db.engine.dispose()
    break_pages(settings.instance / "peil.db", first=root - 1, last=root - 1)
    done = region.tick(START + 2 * FORTNIGHT)
    assert Waiting("database_damaged", "database") in done.concerns
    assert (done.released, done.destroyed) == ((), ())
    assert region.keys.exists(period)
