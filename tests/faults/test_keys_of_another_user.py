"""Folders and files of another user: each command says whose they have to be, and advises nothing that would harm."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from tests.at_once import MOST_SECONDS
from tests.conftest import Template

pytestmark = pytest.mark.sqlite("its file has an owner; a role of PostgreSQL has rights (test_database_roles.py)")

STRANGER = 65534
"""The number of a user that is not this one: `nobody`."""
OBEYING = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
"""Lets root obey permissions like everybody else."""


@pytest.fixture
def installation(tmp_path: Path, template: Template) -> Settings:
    made = template.copy(tmp_path, with_region=True)
    (made.keys / "secret").write_bytes(made.secret)
    return made


def peil(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user who has only the rights that files give."""
    return subprocess.run(
        [*(OBEYING if os.geteuid() == 0 else []), sys.executable, "-m", "app.commands", *arguments],
        env={**os.environ, "PEIL_INSTANCE": str(settings.instance), "PEIL_KEYS": str(settings.keys)},
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )


def close(path: Path) -> None:
    """Give it to another user, for that user alone; who is not root takes the rights away."""
    if os.geteuid() == 0:
        os.chown(path, STRANGER, STRANGER)
        path.chmod(0o700 if path.is_dir() else 0o600)
    else:
        path.chmod(0)


CLOSED: dict[str, Callable[[Settings], Path]] = {
    "folder of keys": lambda settings: settings.keys,
    "secret": lambda settings: settings.keys / "secret",
    "instance folder": lambda settings: settings.instance,
    "database": lambda settings: settings.instance / "peil.db",
}


@pytest.mark.parametrize("what", CLOSED)
def test_what_is_closed_is_named_and_nothing_else_is_advised(installation: Settings, what: str) -> None:
    """The path and the user of Peil; never to make a new installation, to upgrade or to restore."""
    path = CLOSED[what](installation)
    close(path)
    done = peil(installation, "tick")
    path.chmod(0o700)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(path) in done.stderr
    assert "user" in done.stderr
    assert not [each for each in ("peil init", "upgrade", "restore", "mounted", "Traceback") if each in done.stderr]


def test_the_doctor_calls_a_closed_database_closed_and_not_damaged(installation: Settings) -> None:
    """Whoever moved a sound database away because it was called damaged would lose answers."""
    close(installation.instance / "peil.db")
    done = peil(installation, "doctor")
    assert done.returncode == 1
    assert "cannot be written" in done.stdout
    assert "damaged" not in done.stdout


def test_a_period_key_of_another_user_is_said_while_people_still_answer(installation: Settings) -> None:
    """By the doctor, as by every tick; the key stays where it is."""
    (key,) = installation.keys.glob("*-p1.key")
    close(key)
    done = peil(installation, "doctor")
    assert done.returncode == 1, done.stderr
    assert "key_unreadable" in done.stdout
    assert "who may read it" in done.stdout
    assert key.exists()


@pytest.mark.parametrize("command", [("doctor",), ("tick",), ("release", "list")])
def test_a_folder_in_which_nothing_can_be_written_is_not_a_damaged_database(
    installation: Settings, command: tuple[str, ...]
) -> None:
    """The file can be read, but SQLite wants its log beside it: as on a disk that may only be read since an error.

    The doctor called it damaged, and said to move it away and to bring a backup back.
    """
    installation.instance.chmod(0o500)
    if os.geteuid() == 0:
        os.chown(installation.instance, STRANGER, STRANGER)
        installation.instance.chmod(0o555)
    done = peil(installation, *command)
    installation.instance.chmod(0o700)
    said = done.stdout + done.stderr
    assert done.returncode in {1, 2}, said
    assert "let its disk be written again" in said
    assert not [each for each in ("damaged", "restore", "Traceback") if each in said]
