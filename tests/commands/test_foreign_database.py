"""A database of another program is looked at and left as it is, byte for byte, whatever is asked of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from app import create_app
from app.config import read_settings
from app.schema_version import TABLES_OF_PEIL, is_foreign, known_revisions
from app.vault.holder_keys import read_holder_key
from tests.commands.conftest import Peil
from tests.databases import ON_POSTGRESQL

ASKED = [
    ["serve", "--port", "1"],
    ["tick"],
    ["upgrade"],
    ["upgrade", "--empty-database"],
    ["init"],
    ["doctor"],
    ["backup"],
    ["release", "list"],
    ["region", "create", "Rivierenland"],
    ["staff", "sign-out", "--everybody"],
]


@pytest.fixture(params=[None, "0001", max(known_revisions())], ids=["without", "first", "newest"])
def foreign(request: pytest.FixtureRequest, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose database is of a program that has members too, and may count its versions as Peil does."""
    instance.mkdir(mode=0o700)
    monkeypatch.setenv("PEIL_KEYS", str(tmp_path / "keys"))
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "secret").write_bytes(b"s" * 32)
    engine = create_engine(read_settings().database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE membership (name TEXT)"))
        connection.execute(text("INSERT INTO membership VALUES ('somebody')"))
        if request.param:
            connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
            connection.execute(text(f"INSERT INTO alembic_version VALUES ('{request.param}')"))
    engine.dispose()
    return instance


def everything_in(instance: Path) -> object:
    """The files of SQLite, or the tables and rows of PostgreSQL."""
    if not ON_POSTGRESQL:
        return {path.name: path.read_bytes() for path in instance.glob("*.db*")}
    engine = create_engine(os.environ["PEIL_DATABASE_URL"])
    try:
        with engine.connect() as connection:
            names = sorted(inspect(connection).get_table_names())
            return {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in names}
    finally:
        engine.dispose()


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_command_refuses_it_and_changes_nothing(
    *, words: list[str], foreign: Path, peil: Peil, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the way in which its file is written, which would stay; and no backup is made of it."""
    if words == ["init"]:
        monkeypatch.setenv("PEIL_KEYS", str(tmp_path / "other-keys"))
    before = everything_in(foreign)
    to: tuple[str | Path, ...] = (tmp_path / "out.age", "--to", read_holder_key(key).recipient)
    done = peil(*words, *(to if words == ["backup"] else ()))
    assert done.status != 0
    assert "another program" in done.told + done.complained
    assert everything_in(foreign) == before
    assert not (tmp_path / "out.age").exists()


def test_a_server_that_finds_it_says_so_and_changes_nothing(foreign: Path) -> None:
    """As when a file is put in the place of the database while the server runs."""
    before = everything_in(foreign)
    answer = create_app(read_settings()).test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "no database"})
    assert everything_in(foreign) == before


def test_a_database_of_peil_that_was_begun_is_not_foreign() -> None:
    """The tool that migrates makes its own table first; and other tables may lie beside ours."""
    assert not is_foreign([])
    assert not is_foreign(["alembic_version"])
    assert not is_foreign([*TABLES_OF_PEIL, "spatial_ref_sys"])
    assert is_foreign(["ballot", "alembic_version"])
