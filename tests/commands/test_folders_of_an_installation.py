"""A folder whose disk is not mounted never becomes a new installation, and a new one is asked for in plain words."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from app import installed_place
from app.commands.asking_settings import QUESTIONS
from app.config import read_settings
from tests.commands.conftest import Peil
from tests.commands.test_wrong_use import refused

COMMANDS = [("tick",), ("upgrade",), ("upgrade", "--empty-database"), ("release", "list"), ("init",), ("doctor",)]


@pytest.fixture
def begun(peil: Peil, instance: Path) -> Path:
    """An installation as `peil init` makes it."""
    done = peil("init")
    assert done.status == 0, done.complained
    return instance


def keys_of(instance: Path) -> Path:
    return instance.with_name("instance-keys")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("gone", ["instance", "keys"])
def test_a_disk_that_is_not_mounted_is_said(peil: Peil, begun: Path, gone: str, arguments: tuple[str, ...]) -> None:
    """By every command, in one line, and nothing is made in the empty place."""
    folder = begun if gone == "instance" else keys_of(begun)
    shutil.rmtree(folder)
    folder.mkdir()
    done = peil(*arguments)
    assert done.status in {1, 2}
    assert "mounted" in done.told + done.complained
    assert str(folder) in done.told + done.complained
    assert list(folder.iterdir()) == []


def test_a_folder_of_another_installation_is_refused(peil: Peil, begun: Path, tmp_path: Path) -> None:
    """Keys of one and database of the other do not belong together."""
    (begun / "installation").write_text("another\n")
    refused(peil("tick"), "not the folder of this installation")


def test_an_installation_from_before_the_marks_goes_on(peil: Peil, begun: Path) -> None:
    """Without marks nothing is refused; `peil upgrade` puts them there."""
    for folder in (begun, keys_of(begun)):
        (folder / "installation").unlink()
    assert peil("release", "list").status == 0
    assert peil("upgrade").status == 0
    assert (begun / "installation").read_text() == (keys_of(begun) / "installation").read_text()


@pytest.mark.sqlite("its file goes away; a database of PostgreSQL is made by somebody else")
def test_a_missing_database_is_not_made_by_an_upgrade(peil: Peil, begun: Path) -> None:
    """It was there; whoever means an empty one says so."""
    (begun / "peil.db").unlink()
    refused(peil("upgrade"), "There is no Peil database")
    assert not (begun / "peil.db").exists()
    assert peil("upgrade", "--empty-database").status == 0


def test_a_database_without_its_secret_is_no_new_installation(peil: Peil, begun: Path) -> None:
    """A new secret would sign everybody out and leave the keys of open periods behind."""
    for folder in (begun, keys_of(begun)):
        (folder / "installation").unlink()
    (keys_of(begun) / "secret").unlink()
    refused(peil("init"), "PEIL_KEYS", "Nothing was changed")
    assert not (keys_of(begun) / "secret").exists()


def test_an_init_that_failed_can_be_typed_again(peil: Peil, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that it left behind would look like an installation that was made before."""
    with monkeypatch.context() as patch:
        patch.setattr("flask_migrate.upgrade", broken)
        refused(peil("init"), "the database cannot be used")
    assert not (keys_of(instance) / "secret").exists()
    assert peil("init").status == 0


def broken() -> None:
    raise sqlite3.OperationalError("no such table: _alembic_tmp_staff_account")


def test_an_init_that_was_killed_is_told_apart(peil: Peil, instance: Path) -> None:
    """Its secret lies there and no database: what to look at first, and the way out, are both said."""
    keys_of(instance).mkdir()
    (keys_of(instance) / "secret").write_bytes(bytes(32))
    refused(peil("init"), "no Peil database", "mounted", f"remove {keys_of(instance)}/secret")
    (keys_of(instance) / "secret").unlink()
    assert peil("init").status == 0
    refused(peil("init"), "was made before")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_place_for_temporary_files_is_asked_for_first(
    peil: Peil, instance: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """In a container that may only read, `peil init` stopped half way, and large exports failed one by one."""
    monkeypatch.setattr(installed_place, "gettempdir", no_place)
    done = peil(*arguments)
    assert done.status in {1, 2}
    assert "--tmpfs /tmp" in done.told + done.complained
    assert not instance.exists()
    assert not keys_of(instance).exists()


def no_place() -> str:
    raise FileNotFoundError("No usable temporary directory found")


def test_init_asks_and_explains(peil: Peil, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting with what it is for; what cannot be is asked again; the file serves service, timer and shell."""
    file = tmp_path / "peil.env"
    keys = tmp_path / "other-keys"
    for name, _usual, _why in QUESTIONS:
        monkeypatch.setenv(name, "")  # So that what the command sets is gone after the test.
    answers = [
        instance,
        instance / "inside",
        keys,
        "peil.example",
        "https://peil.example",
        "1",
        "nl,en",
        "4",
        "7",
        "",
        "",
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{each}\n" for each in answers)))
    done = peil("init", "--settings", file)
    assert done.status == 0, done.complained
    for words in ("outside every backup", "must lie outside", "without a path", "make up their address", "withstands"):
        assert words in done.told
    written = dict(line.split("=", 1) for line in file.read_text().splitlines() if not line.startswith("#"))
    assert written["PEIL_KEYS"] == str(keys)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for name in [name for name in os.environ if name.startswith("PEIL_")]:
        monkeypatch.delenv(name)
    assert read_settings(written).base_url == "https://peil.example"
    refused(peil("init", "--settings", file), "exists")
