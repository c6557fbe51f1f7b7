"""`peil conversation check` names every fault of every file with its line; exit status 1 when there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands import conversation_commands as commands
from app.commands.conversation_commands import conversation
from app.config import ROOT
from app.groups.open_questions import FOLDER

SOUND = (FOLDER / "peo.yaml").read_text(encoding="utf-8")
SENTENCE = "Wanneer ging dit de afgelopen weken goed, en wat hielp toen?"


def check() -> Result:
    return CliRunner().invoke(conversation, ["check"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(commands, "FOLDER", tmp_path)
    monkeypatch.setattr(commands, "ROOT", tmp_path.parent)
    return tmp_path


@pytest.mark.usefixtures("only_the_usual_languages")
def test_the_questions_that_peil_comes_with_are_sound() -> None:
    """Exit status 0, and it says what was looked at."""
    done = check()
    assert (done.exit_code, done.output) == (0, f"{FOLDER.relative_to(ROOT)}: no faults.\n")


def test_each_fault_has_its_file_and_line(folder: Path) -> None:
    """Two faults in one file are two lines."""
    text = SOUND.replace(SENTENCE, "Dit ging goed, en dat hielp.").replace("  reflection:", "  weather:")
    (folder / "peo.yaml").write_text(text, encoding="utf-8")
    done = check()
    assert done.exit_code == 1
    for piece, told in (("Dit ging goed", "question mark"), ("  weather:", "no 'weather'")):
        line = next(number for number, words in enumerate(text.splitlines(), 1) if piece in words)
        assert any(f"peo.yaml:{line}:" in fault and told in fault for fault in done.output.splitlines()), told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("weather.yaml", SOUND, "no questionnaire 'weather'"),
        ("peo.yaml", SOUND.replace("instrument: peo", "instrument: poe"), "has to be 'peo'"),
        ("peo.yaml", "a: [", "is not YAML"),
        ("peo.yaml", "", "peo.yaml:1:"),
    ],
)
def test_a_file_that_belongs_to_nothing_or_is_none(folder: Path, name: str, text: str, told: str) -> None:
    """Another questionnaire in the name or in the file, broken writing, an empty file: one line, no traceback."""
    (folder / name).write_text(text, encoding="utf-8")
    done = check()
    assert done.exit_code == 1
    assert told in done.output


def test_it_runs_with_every_check_of_the_project() -> None:
    """Before anybody uses the file: `make check` has a line for it."""
    assert "peil conversation check" in (ROOT / "Makefile").read_text()
