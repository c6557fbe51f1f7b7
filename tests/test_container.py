"""The container file, as far as it can be looked at without a builder: what it names exists, and no secret goes in.

`python -m bench container` builds it and lives in it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from app.config import ROOT
from bench import container

FILE = ROOT / "docs" / "deploy" / "Containerfile"
SECRET = (
    "instance/peil.db",
    "instance-keys/secret",
    "instance-keys/p1.key",
    "peil-keys/left",
    "somewhere/deep/p1.key",
    "somewhere/peil.age",
    "copy.db-wal",
    ".env.production",
    ".git/config",
    ".venv/bin/python",
    "backup/peil.age",
    "demo.json",
    "app/peil.key",
    "people.xlsx",
    "whatever/somebody/keeps.here",
    ".mypy_cache/3.11/cache.json",
)
NEEDED = (
    "Makefile",
    "pyproject.toml",
    "requirements.lock",
    "app/wsgi.py",
    "app/vault/period_keys.py",
    "app/vault/key_files.py",
    "docs/key-holders.md",
    "migrations/env.py",
    "templates/error.html",
    "translations/nl/LC_MESSAGES/messages.po",
    "app/content/instruments/peo.yaml",
)


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def left_out(path: str) -> bool:
    """Whether the last line that names this path or a folder above it keeps it out; one with `!` takes it in again."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    parents = [path, *(str(each) for each in Path(path).parents if str(each) != ".")]
    named = [line for line in lines if any(matches(each, line.removeprefix("!")) for each in parents)]
    return bool(named) and not named[-1].startswith("!")


def matches(path: str, pattern: str) -> bool:
    """As builders do it: `*` stays within a folder, and a leading `**/` stands for any folders or none."""
    if pattern.startswith("**/"):
        return fnmatch(Path(path).name, pattern[3:])
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch, parts, wanted))


@pytest.mark.parametrize("path", SECRET)
def test_data_keys_and_settings_stay_outside(path: str) -> None:
    """`COPY . .` takes what is named and nothing else that lies beside the code of whoever builds."""
    assert left_out(path)


@pytest.mark.parametrize("path", NEEDED)
def test_what_the_program_needs_goes_in(path: str) -> None:
    assert (ROOT / path).exists()
    assert not left_out(path)


def test_every_file_of_the_repository_that_runs_goes_in() -> None:
    """Nothing of the program is left out by a pattern that is too wide."""
    kept = ("app", "templates", "static", "migrations", "translations")
    known = subprocess.run(["git", "ls-files", *kept], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert [path for path in known.splitlines() if left_out(path)] == []


def test_its_steps_name_what_exists() -> None:
    """The Python that the project asks for, targets of the Makefile, a command with its options; not as root."""
    steps = instructions()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    usual = dict(rest.split("=", 1) for word, rest in steps if word == "ARG")
    assert wanted.removeprefix(">=") in usual["BASE"]
    assert [rest.split()[0] for word, rest in steps if word == "FROM"] == ["${BASE}", "libraries", "${BASE}"]
    made = " ".join(rest.split("&&")[0] for word, rest in steps if word == "RUN" and rest.startswith("make "))
    targets = set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(made.replace("${LIBRARIES}", usual["LIBRARIES"]).split()) - {"make"}
    assert named == {".venv/run", "translations/built"}
    assert named | {".venv/country"} <= targets
    words = [word for word, _rest in steps]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "VOLUME" not in words  # A folder that nobody mounted would become an installation that is thrown away.
    (user,) = [rest for word, rest in steps if word == "USER"]
    assert any(word == "RUN" and rest.startswith("useradd") and rest.endswith(f" {user}") for word, rest in steps)
    command = [each.strip('[]" ') for word, rest in steps if word == "CMD" for each in rest.split(",")]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("peil")), command[0], "--help"], check=True, capture_output=True, text=True
    )
    assert all(option in done.stdout for option in command if option.startswith("--"))


def test_where_no_image_can_be_built_the_drill_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """And measures nothing."""
    monkeypatch.setattr("bench.container.PACKAGES", ("no-such-program",))
    said = container.run()["not_measured"]
    assert "apt-get install no-such-program" in said or "root" in said
