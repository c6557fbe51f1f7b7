"""`peil demo build` builds in an empty database or over an earlier demonstration, and nowhere else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import structlog
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from app import create_app
from app.commands.demo_commands import demo
from app.config import read_settings
from app.db import db, writing
from app.holders.demonstration import MARK
from app.organisations.service import create_region

pytestmark = pytest.mark.usefixtures("undrawn")
SMALLEST = ("build", "--teams", "2", "--waves", "0")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an installation that does not exist yet."""
    instance = tmp_path / "instance"
    monkeypatch.setenv("PEIL_INSTANCE", str(instance))
    for name in ("PEIL_KEYS", "PEIL_DATABASE_URL", "PEIL_SECRET_FILE", "PEIL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield instance
    structlog.reset_defaults()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the charts out, which take most of the time of a small region."""
    monkeypatch.setattr("app.commands.demo_commands.draw_frames", lambda *_, **__: 0)


def run(*arguments: str) -> str:
    """What the command prints. Raises what it raises."""
    result = CliRunner().invoke(demo, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def count(instance: Path, table: str) -> int:
    engine = create_engine(f"sqlite:///{instance / 'peil.db'}")
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return found


def test_one_command_is_enough(place: Path) -> None:
    """Secret, database, region and demo.json are there, and the screen says where to begin."""
    printed = run(*SMALLEST)
    made = json.loads((place / "demo.json").read_text(encoding="utf-8"))
    assert made["seed"] == 7
    for shown in (made["joins"][0]["url"], made["participants"][0]["code"], *{each["url"] for each in made["staff"]}):
        assert shown in printed
    assert '"event"' not in printed
    assert count(place, "region") == 2


def test_the_file_goes_where_it_is_asked_for(place: Path, tmp_path: Path) -> None:
    """`--out` names the file."""
    run(*SMALLEST, "--out", str(tmp_path / "elsewhere" / "region.json"))
    assert (tmp_path / "elsewhere" / "region.json").exists()
    assert not (place / "demo.json").exists()


def test_a_second_build_is_refused(place: Path) -> None:
    """What people answered in a demonstration is not thrown away by accident."""
    run(*SMALLEST)
    people = count(place, "membership")
    with pytest.raises(click.ClickException, match="--fresh"):
        run(*SMALLEST)
    assert count(place, "membership") == people


def test_fresh_replaces_an_earlier_demonstration(place: Path) -> None:
    """With another seed nothing of the first is left, not even the key of its open period."""
    run(*SMALLEST)
    keys = place.with_name("instance-keys")
    before = {path.name for path in keys.glob("*-p*.key")}
    first = json.loads((place / "demo.json").read_text(encoding="utf-8"))["full_measurement"]
    run(*SMALLEST, "--fresh", "--seed", "8")
    second = json.loads((place / "demo.json").read_text(encoding="utf-8"))["full_measurement"]
    assert not {*first["codes"], first["join"]} & {*second["codes"], second["join"]}
    assert count(place, "region") == 2
    assert json.loads((place / "demo.json").read_text(encoding="utf-8"))["seed"] == 8
    assert before
    assert not before & {path.name for path in keys.glob("*-p*.key")}


def test_fresh_never_touches_a_region_of_real_people(place: Path) -> None:
    """Neither without the mark of a demonstration, nor with the mark beside another database."""
    run(*SMALLEST)
    (place / MARK).unlink()
    with pytest.raises(click.ClickException, match="not a demonstration"):
        run(*SMALLEST, "--fresh")
    (place / MARK).touch()
    with create_app(read_settings()).app_context(), writing(db.session):
        create_region(db.session, "Echte regio")
    with pytest.raises(click.ClickException, match="not a demonstration"):
        run(*SMALLEST, "--fresh")
    assert count(place, "region") == 3


def test_more_teams_than_there_are_is_wrong_use(place: Path) -> None:
    """The mend is in the one line."""
    with pytest.raises(click.BadParameter, match="40 teams"):
        run("build", "--teams", "41")
    assert not place.exists()


def test_a_place_for_the_file_that_cannot_be_made_is_told_before_building(place: Path, tmp_path: Path) -> None:
    """Nobody waits a minute for a slip of the keyboard."""
    (tmp_path / "file").touch()
    with pytest.raises(click.BadParameter, match="cannot be made"):
        run(*SMALLEST, "--out", str(tmp_path / "file" / "demo.json"))
    assert not place.exists()


def test_start_says_where_to_begin(place: Path) -> None:
    """On the port on which it is served, also in demo.json; without a region it says how to make one."""
    with pytest.raises(click.ClickException, match="demo build"):
        run("start")
    run(*SMALLEST)
    assert "http://127.0.0.1:8123/join/" in run("start", "--port", "8123")
    assert json.loads((place / "demo.json").read_text())["base_url"] == "http://127.0.0.1:8123"
    shutil.rmtree(place)
