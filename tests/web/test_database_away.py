"""A database that does not answer is one sentence: on the page, in the log and on the command line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.commands import peil as commands
from app.config import Settings
from app.db import db
from tests.region import SmallRegion

AWAY = "postgresql+psycopg://peil:open-sesame@127.0.0.1:1/peil?connect_timeout=2"


@pytest.mark.parametrize("address", ["/", "/code", "/mirror", "/account", "/join/x", "/region", "/staff", "/privacy"])
def test_every_page_says_so_and_when_to_come_back(
    region: SmallRegion, settings: Settings, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """503 with a page in words, for who is signed in and who is not; the log has one line, without the password."""
    kept = region.signed_in(region.participant).get_cookie("peil")
    assert kept
    broken = create_app(replace(settings, database_url=AWAY), testing=False)
    stranger, client = broken.test_client(), broken.test_client()
    client.set_cookie("peil", kept.value)
    client.set_cookie("peil_staff", "a-session")
    assert stranger.get(address).status_code != 500
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "<h1" in answer.text
    logged = [line for line in capfd.readouterr().out.splitlines() if "database.silent" in line]
    assert logged
    assert set(json.loads(logged[0])) == {"event", "endpoint", "error", "cause", "level", "timestamp"}
    assert json.loads(logged[0])["cause"] == "away"
    assert "open-sesame" not in "".join(logged)


def test_a_command_says_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, the reason, and what to look at; no traceback and no password."""
    settings.keys.mkdir(parents=True, exist_ok=True)
    (settings.keys / "secret").write_bytes(settings.secret)
    monkeypatch.setenv("PEIL_INSTANCE", str(settings.instance))
    monkeypatch.setenv("PEIL_KEYS", str(settings.keys))
    monkeypatch.setenv("PEIL_DATABASE_URL", AWAY)
    monkeypatch.setattr("sys.argv", ["peil", "release", "list"])
    assert commands.main() == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("peil: The database in ")
    assert "PEIL_DATABASE_URL" in said[0]
    assert "open-sesame" not in said[0]


def test_no_error_shows_what_was_written(region: SmallRegion) -> None:
    """Neither SQLAlchemy's own text nor what the command line says of it holds a parameter."""
    with pytest.raises(IntegrityError) as refused:
        db.session.execute(
            text("INSERT INTO team (id, organisation_id, name, declared_size) VALUES (:id, 'x', :name, 1)"),
            {"id": region.teams["north"], "name": "what somebody typed"},
        )
    db.session.rollback()
    assert "what somebody typed" not in str(refused.value)
    said = commands.database_fault(refused.value) or ""
    assert "IntegrityError" in said
    assert "INSERT" not in said


def test_other_faults_are_left_to_show_themselves() -> None:
    """Only what the database says is turned into a line."""
    assert commands.database_fault(ValueError("x")) is None
