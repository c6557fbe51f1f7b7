"""Long work is spread over processes of this machine, with the same outcome, and short work begins none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import loky
import pytest

from app import spreading
from app.config import ROOT
from app.spreading import InProcesses
from tests.browser.waiting import PATIENCE_SECONDS

PARTS = range(8)
LOOKS = 6000


def twice(number: int) -> tuple[int, int]:
    """The outcome of a part, and the process that made it."""
    return 2 * number, os.getpid()


def die_elsewhere(order: tuple[int, int]) -> int:
    """A part that only the process with this number survives."""
    number, home = order
    if os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def stumble(number: int) -> int:
    raise ValueError(f"of {number}")


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part counts as long."""
    monkeypatch.setattr(spreading, "LONG_SECONDS", -1.0)


def test_short_work_begins_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process costs a second to begin; the release of a small region takes less."""

    def refuse(*_args: object, **_named: object) -> None:
        raise AssertionError("no process was needed")

    monkeypatch.setattr(loky, "ProcessPoolExecutor", refuse)
    assert [double for double, _process in InProcesses(2).over(twice, PARTS)] == [2 * number for number in PARTS]


def test_long_work_is_done_by_others_in_the_order_of_its_parts(long: None) -> None:
    """The first part shows that it is long; the others are done elsewhere."""
    outcomes = list(InProcesses(2).over(twice, PARTS))
    assert [double for double, _process in outcomes] == [2 * number for number in PARTS]
    processes = [process for _double, process in outcomes]
    assert processes[0] == os.getpid()
    assert os.getpid() not in processes[1:]


def test_a_part_whose_process_is_killed_is_done_here(long: None) -> None:
    """As when the machine is short of memory: the release takes longer and is the same."""
    parts = [(number, os.getpid()) for number in PARTS]
    assert list(InProcesses(2).over(die_elsewhere, parts)) == [2 * number for number in PARTS]


def test_work_that_fails_says_why(long: None) -> None:
    """In the words that it would use here."""

    def parts() -> Iterator[int]:
        yield 1

    with pytest.raises(ValueError, match="of 1"):
        list(InProcesses(2).over(stumble, parts()))


def test_a_machine_that_cannot_share_work_does_it_here(long: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some containers have no shared memory."""

    def missing(*_args: object, **_named: object) -> None:
        raise OSError("no semaphores")

    monkeypatch.setattr(loky, "ProcessPoolExecutor", missing)
    assert {process for _double, process in InProcesses(2).over(twice, PARTS)} == {os.getpid()}


COMMAND = """
import sys
from app import spreading
from tests.test_spreading import PARTS, twice
print("begun", flush=True)
spreading.LONG_SECONDS = -1.0
sys.exit(len(list(spreading.InProcesses(2).over(twice, PARTS))))
"""


def test_a_process_that_helps_does_not_run_the_command_again(tmp_path: Path) -> None:
    """The installed command ends in a bare call; a process of the standard library would run that once more."""
    command = tmp_path / "peil"
    command.write_text(COMMAND)
    done = subprocess.run(
        [sys.executable, str(command)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("begun\n", len(PARTS))


def test_processes_that_help_end_with_the_one_that_asked(tmp_path: Path) -> None:
    """A tick that is killed leaves nothing behind that computes on."""
    command = tmp_path / "killed.py"
    command.write_text(KILLED)
    helpers = tmp_path / "helpers"
    helpers.mkdir()
    done = subprocess.run(
        [sys.executable, str(command), str(helpers)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    numbers = [int(each.name) for each in helpers.iterdir()]
    assert numbers
    pause = threading.Event()
    for _look in range(LOOKS):
        if not any(Path(f"/proc/{number}").exists() for number in numbers):
            return
        pause.wait(0.01)
    raise AssertionError("a process lives on")


def test_a_process_whose_asker_is_gone_before_it_begins_ends_at_once() -> None:
    """Otherwise one that was still beginning when a tick was killed would wait for ever."""
    program = "import os\nfrom app.parent_process import end_with_parent\nend_with_parent(os.getpid())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=PATIENCE_SECONDS, check=False)
    assert done.returncode == 1


KILLED = """
import os, sys
from functools import partial
from app import spreading
from tests.test_spreading import note_and_kill
spreading.LONG_SECONDS = -1.0
list(spreading.InProcesses(2).over(partial(note_and_kill, folder=sys.argv[1], home=os.getpid()), range(8)))
"""


def note_and_kill(_number: int, *, folder: str, home: int) -> None:
    """A part that, in a process that helps, kills the one that asked for it and goes on."""
    if os.getpid() != home:
        (Path(folder) / str(os.getpid())).touch()
        os.kill(home, signal.SIGKILL)
        threading.Event().wait()
