"""`peil serve` keeps as many processes as it was asked for, whatever else it has begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from app.commands import web_server
from app.commands.web_server import WorkerProcesses
from tests.browser.waiting import PATIENCE_SECONDS

LOOKS = 6000


def test_a_tick_that_ends_begins_no_process_and_one_that_dies_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --ticking each tick is a child too: a process more for each would fill the memory within hours."""
    monkeypatch.setattr(web_server, "LEAST_LIFE_SECONDS", 0)
    happened: Counter[str] = Counter()
    work = _Noted(tmp_path)
    served = WorkerProcesses(work, 2)

    def look() -> None:
        try:
            work.wait_for(2)
            for _tick in range(3):
                subprocess.run([sys.executable, "-c", ""], check=False)
            happened["after ticks"] = len(work.begun())
            os.kill(work.begun()[0], signal.SIGKILL)
            work.wait_for(3)
            happened["after a death"] = len(work.begun())
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        assert served.run() == 0
    finally:
        looking.join()
    assert happened == {"after ticks": 2, "after a death": 3}


@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize(("number", "also_in_the_process"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_server_asked_to_stop_while_it_begins_a_process_ends_that_one_too(
    *, number: signal.Signals, also_in_the_process: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal before the server has noted its number was lost on it, as was Ctrl-C, which reaches all processes at
    once, on one that still had the handlers of the server.
    """

    def fork() -> int:
        pid = begin()
        if pid or also_in_the_process:
            os.kill(os.getpid(), number)
        return pid

    begin = os.fork
    monkeypatch.setattr(os, "fork", fork)
    assert WorkerProcesses(_Noted(tmp_path), 2).run() == 0


@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_process_that_ends_at_once_ends_the_server_with_all_others(tmp_path: Path) -> None:
    """It would end again and again; the service manager sees status 1."""
    waiting = _Noted(tmp_path)
    assert WorkerProcesses(lambda place: waiting(place) if place else None, 2).run() == 1


class _Noted:
    """What a process of the server does here: it notes its number and waits, and looks up as often as a server does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, _place: int) -> None:
        (self.folder / str(os.getpid())).touch()
        pause = threading.Event()
        while not pause.wait(0.05):
            pass

    def begun(self) -> list[int]:
        """Return the numbers of all processes that were begun, of dead ones too."""
        return sorted(int(each.name) for each in self.folder.iterdir())

    def wait_for(self, count: int) -> None:
        """Wait until so many processes were begun; not for ever, so that a fault shows in what happened."""
        pause = threading.Event()
        for _look in range(LOOKS):
            if len(self.begun()) >= count:
                return
            pause.wait(0.01)
