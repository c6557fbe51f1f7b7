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
        work.wait_for(2)
        for _tick in range(3):
            subprocess.run([sys.executable, "-c", ""], check=False)
        happened["after ticks"] = len(work.begun())
        os.kill(work.begun()[0], signal.SIGKILL)
        work.wait_for(3)
        happened["after a death"] = len(work.begun())
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    looking = threading.Thread(target=look)
    looking.start()
    try:
        assert served.run() == 0
    finally:
        looking.join()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert happened == {"after ticks": 2, "after a death": 3}


class _Noted:
    """What a process of the server does here: it notes its number, and waits for a signal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, _place: int) -> None:
        (self.folder / str(os.getpid())).touch()
        signal.pause()

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
