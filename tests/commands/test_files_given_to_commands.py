"""A file that an operator names may be anything: a picture, a torn file, a place where nothing can be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Settings
from app.groups.open_questions import FOLDER
from app.releases.rules.csv_table import write_csv
from tests.commands.conftest import Peil
from tests.commands.test_wrong_use import refused
from tests.questionnaires import PEO

CONTENTS = {
    "empty": b"",
    "words": b"just words\n",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "torn": PEO.read_bytes()[:5000],
    "other": (FOLDER / "peo.yaml").read_bytes(),
    "zeros": bytes(2000),
    "long": b"x," * 100_000,
}


@pytest.fixture(params=sorted(CONTENTS))
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is not what was asked for."""
    path = tmp_path / f"{request.param}.file"
    path.write_bytes(CONTENTS[request.param])
    return path


def test_what_is_no_questionnaire_is_told_with_file_and_line(peil: Peil, odd: Path) -> None:
    """Exit status 1: the check was made, and did not hold."""
    done = peil("instrument", "check", odd)
    assert (done.status, done.complained) == (1, "")
    assert all(line.startswith(f"{odd}:") for line in done.told.splitlines())
    assert done.told


def test_a_questionnaire_goes_out_as_a_workbook_and_comes_in_again(peil: Peil, tmp_path: Path) -> None:
    """Into a file that was not there; a second time it says to name another."""
    form, file = tmp_path / "peo.xlsx", tmp_path / "peo.yaml"
    assert peil("init").status == 0
    assert peil("instrument", "export", "peo", "--format", "xlsform", "--out", form).status == 0
    done = peil("instrument", "import", form, "--out", file)
    assert (done.status, done.complained) == (0, "")
    assert peil("instrument", "check", file).status == 0
    refused(peil("instrument", "import", form, "--out", file), "--out")


def test_what_is_no_workbook_brings_nothing_in(peil: Peil, odd: Path, tmp_path: Path) -> None:
    """Exit status 1 and one line; no file is begun."""
    done = peil("instrument", "import", odd, "--out", tmp_path / "made.yaml")
    assert (done.status, done.complained) == (1, "")
    assert done.told.startswith(f"{odd}: ")
    assert not (tmp_path / "made.yaml").exists()


def test_what_is_no_release_is_wrong_use(peil: Peil, odd: Path) -> None:
    """There is nothing in it to audit or to estimate."""
    refused(peil("release", "audit", "--file", odd), odd.name if odd.stem != "empty" else "")
    refused(peil("release", "estimate", "--file", odd))


def test_what_is_no_key_opens_nothing(peil: Peil, odd: Path, tmp_path: Path) -> None:
    """Neither as a holder's key nor as a sealed share."""
    key = tmp_path / "own.key"
    assert peil("holder", "make", key).status == 0
    refused(peil("holder", "open-share", odd, "--key", key), odd.name)
    refused(peil("holder", "open-share", key, "--key", odd), odd.name)


@pytest.mark.parametrize("name", ["absent/own.key", "taken/own.key"])
def test_a_key_is_never_written_where_it_cannot_be(peil: Peil, tmp_path: Path, name: str) -> None:
    """Nor over another: the file that is there stays as it was."""
    (tmp_path / "taken").write_text("a file")
    refused(peil("holder", "make", tmp_path / name), "own.key")
    own = tmp_path / "own.key"
    assert peil("holder", "make", own).status == 0
    kept = own.read_bytes()
    refused(peil("holder", "make", own), "exists")
    assert own.read_bytes() == kept


@pytest.mark.parametrize("place", ["absent/file", "taken/file"])
def test_a_place_that_cannot_be_written_is_named(peil: Peil, installed: Settings, tmp_path: Path, place: str) -> None:
    """By every command that writes a file."""
    (tmp_path / "taken").write_text("a file")
    to = tmp_path / place
    refused(peil("release", "estimate", "--out", to), to.name)
    refused(peil("release", "estimate", "--learnt-out", to), to.name)
    (tmp_path / "peil.csv").write_text("")
    refused(peil("demo", "build", "--out", tmp_path / "taken" / "deep" / "demo.json"), "taken")


@pytest.mark.parametrize("what", ["least", "many", "negative"])
def test_a_smallest_group_that_protects_nobody_is_refused(peil: Peil, tmp_path: Path, what: str) -> None:
    """Also with a file that could be read."""
    number = {"least": "2", "many": "1000000000000", "negative": "-7"}[what]
    file = tmp_path / "release.csv"
    file.write_text("period,level\n")
    refused(peil("release", "audit", "--file", file, "--min-group", number), "release.csv")


@pytest.mark.parametrize("name", ["nosuch", "", "../cards/team", "PEO", "peo.yaml"])
def test_a_questionnaire_that_does_not_exist_is_named(peil: Peil, tmp_path: Path, name: str) -> None:
    """Whatever its name, no other file is read in its stead."""
    file = tmp_path / "release.csv"
    file.write_text(write_csv([], period="p1"))
    refused(peil("release", "audit", "--file", file, "--instrument", name), "questionnaire")
