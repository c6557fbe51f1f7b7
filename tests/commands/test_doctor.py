"""`peil doctor` says what is wrong and how to mend it, and `/healthz` of the same installation agrees."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from app import create_app
from app.commands.doctor_checks import database_checks, outside_checks
from app.condition import BACKUP_NOTE
from app.config import Settings, read_settings
from app.reminders.vapid import make_vapid
from tests.commands.conftest import Peil
from tests.conftest import SetClock, make_settings
from tests.databases import lose_database, make_postgres, postgres_url
from tests.region import START

NOW = START + timedelta(hours=1)


@pytest.fixture
def well(installed: Settings, peil: Peil, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation that has nothing wrong, an hour after its first period opened."""
    for later in ("draw_frames", "draw_board_frames", "estimate_releases"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    monkeypatch.setattr("app.commands.doctor_checks.BIG_CLOCK_STEP", timedelta(days=10_000))
    monkeypatch.setattr("app.commands.doctor_checks.COMMIT_HABITS", ("synchronous_commit",))  # Tests are in a hurry.
    set_clock(NOW)
    make_vapid(installed.keys)
    for path in installed.keys.iterdir():
        path.chmod(0o600)
    installed.keys.chmod(0o700)
    peil("tick")
    return installed


def found(peil: Peil) -> dict[str, list[tuple[str, str]]]:
    """Level and text of each finding, by check."""
    by_check: dict[str, list[tuple[str, str]]] = {}
    for each in json.loads(peil("doctor", "--json").told):
        by_check.setdefault(each["check"], []).append((each["level"], f"{each['says']} {each['mend']}"))
    return by_check


def test_nothing_is_wrong_where_nothing_is(well: Settings, peil: Peil) -> None:
    """Exit status 0; that no backup was made is said, and does not count as wrong."""
    done = peil("doctor")
    assert done.status == 0, done.told
    assert {line.split()[0] for line in done.told.splitlines()} == {"right", "look"}
    assert "look   backup: No backup was made here." in done.told


def lose_key(settings: Settings) -> None:
    next(path for path in settings.keys.glob("*-p1.key")).unlink()


def show_keys(settings: Settings) -> None:
    next(settings.keys.glob("*-p1.key")).chmod(0o644)


def lose_vapid(settings: Settings) -> None:
    (settings.keys / "vapid.key").write_text("torn")


def old_backup(settings: Settings) -> None:
    (settings.instance / BACKUP_NOTE).write_text((NOW - timedelta(days=30)).isoformat())


def damage(settings: Settings) -> None:
    path = settings.instance / "peil.db"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))


def short_secret(settings: Settings) -> None:
    (settings.keys / "secret").write_bytes(b"short")


WRONG = {
    "keys": lose_key,
    "permissions": show_keys,
    "push": lose_vapid,
    "backup": old_backup,
    "database": damage,
    "settings": short_secret,
}


SQLITE_ALONE = pytest.mark.sqlite("breaks pages of the file; PostgreSQL finds damage in its own pages")


@pytest.mark.parametrize(
    "check", [pytest.param(each, marks=SQLITE_ALONE if each == "database" else ()) for each in [*WRONG, "no database"]]
)
def test_what_is_wrong_is_said_with_its_mend(well: Settings, peil: Peil, check: str) -> None:
    """Exit status 1, the check's name, and a sentence that says what to do; never a traceback."""
    {**WRONG, "no database": lose_database}[check](well)
    done = peil("doctor")
    assert (done.status, done.complained) == (1, "")
    (line, *_) = [each for each in done.told.splitlines() if each.startswith("wrong")]
    assert line.split()[1] == f"{'database' if check == 'no database' else check}:"
    assert "Traceback" not in done.told


def test_a_secret_elsewhere_that_others_may_read_is_told(
    well: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """PEIL_SECRET_FILE may name any file, also by mistake one that everybody reads; "permissions" is not right then."""
    secret = tmp_path / "secret of another kind"
    secret.write_bytes(bytes(64))
    secret.chmod(0o644)
    monkeypatch.setenv("PEIL_SECRET_FILE", str(secret))
    levels = {line.split()[0] for line in peil("doctor").told.splitlines() if " permissions: " in line}
    assert levels == {"wrong"}
    secret.chmod(0o600)
    assert "right  permissions: " in peil("doctor").told


@pytest.mark.parametrize(
    ("address", "proxies", "check", "level"),
    [
        ("http://peil.example", "0", "settings", "wrong"),
        ("https://peil.example", "0", "proxies", "look"),
        ("https://peil.example", "1", "settings", "right"),
    ],
)
def test_settings_that_are_possible_and_unwise(
    *, well: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch, address: str, proxies: str, check: str, level: str
) -> None:
    """An address without https, and a web server in front that Peil was not told of."""
    monkeypatch.setenv("PEIL_BASE_URL", address)
    monkeypatch.setenv("PEIL_TRUSTED_PROXIES", proxies)
    assert found(peil)[check][0][0] == level


def health(settings: Settings) -> tuple[int, dict[str, object]]:
    client: FlaskClient = create_app(settings, testing=True).test_client()
    response = client.get("/healthz")
    return response.status_code, response.get_json()


def test_a_ticker_that_stopped_is_told_by_both(well: Settings, peil: Peil, set_clock: SetClock) -> None:
    """After a quarter of an hour without a tick; people can go on answering, so it stays a 200."""
    assert health(read_settings()) == (200, {"status": "ok"})
    set_clock(NOW + timedelta(minutes=16))
    assert "tick_late" in peil("doctor").told
    assert health(read_settings()) == (
        200,
        {"status": "waiting", "waiting": [{"kind": "tick_late", "subject": "tick"}]},
    )


@pytest.mark.parametrize(("name", "value"), [("LEAST_BYTES", 1 << 60), ("can_write", lambda _folder: False)])
def test_a_full_disk_and_a_closed_folder_are_told_by_both(
    well: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    """Before an answer cannot be stored, or a key cannot be made."""
    for module in ("app.condition", "app.commands.doctor_checks"):
        monkeypatch.setattr(f"{module}.{name}", value)
    assert peil("doctor").status == 1
    kind = "disk_full" if name == "LEAST_BYTES" else "keys_folder"
    status, told = health(read_settings())
    assert (status, told["status"]) == (200, "waiting")
    assert kind in str(told)


def test_a_database_that_went_away_is_no_ok(well: Settings) -> None:
    """503, also when it was there when the server started."""
    client = create_app(read_settings(), testing=True).test_client()
    assert client.get("/healthz").status_code == 200
    lose_database(well)
    assert (client.get("/healthz").status_code, client.get("/healthz").get_json()) == (503, {"status": "no database"})


def test_a_check_that_fails_is_itself_a_finding(well: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other checks go on."""

    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.commands.doctor_commands.push_checks", fail)
    done = peil("doctor")
    assert "wrong  push: This could not be looked at: RuntimeError." in done.told
    assert "right  database" in done.told


def test_an_address_that_nobody_reaches_is_said(installed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --outside; on this machine's own address here."""
    monkeypatch.setenv("PEIL_BASE_URL", "https://127.0.0.1:1")
    (told,) = outside_checks(read_settings(), now=NOW)
    assert (told.check, told.level) == ("certificate", "wrong")


def test_the_doctor_changes_nothing(well: Settings, peil: Peil) -> None:
    """No file is made, altered or removed."""

    def files() -> dict[Path, int]:
        places = [*well.instance.rglob("*"), *well.keys.rglob("*")]
        return {path: path.stat().st_mtime_ns for path in places if path.suffix not in {".db-wal", ".db-shm"}}

    before = files()
    peil("doctor")
    peil("doctor", "--json")
    assert {path for path in files().keys() ^ before.keys() if "db-" not in path.name} == set()


@pytest.mark.postgres
def test_a_postgresql_that_is_gone_is_said_once(
    well: Settings, peil: Peil, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its mend; not also by each check that needs it, under another name."""
    monkeypatch.setenv("PEIL_DATABASE_URL", postgres_url(migrated_postgres, "gone"))
    (line,) = [each for each in peil("doctor").told.splitlines() if each.startswith("wrong")]
    assert line.split()[1] == "database:"
    assert "does not answer. Start it, or correct PEIL_DATABASE_URL." in line


@pytest.mark.postgres
@pytest.mark.parametrize(("habit", "level"), [("on", "right"), ("off", "wrong")])
def test_a_postgresql_that_does_not_wait_for_its_disk_is_wrong(
    migrated_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, habit: str, level: str
) -> None:
    """Somebody made it faster once; a receipt would stand for what a power failure takes away."""
    monkeypatch.setattr("app.commands.doctor_checks.COMMIT_HABITS", ("synchronous_commit",))  # Tests are in a hurry.
    url = make_postgres(migrated_postgres, "habits")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE habits SET synchronous_commit = {habit}"))
    engine.dispose()
    (found,) = database_checks(make_settings(tmp_path, database_url=url))
    assert (found.check, found.level) == ("database", level)
