"""Work in a process of its own that is killed with SIGKILL: at a chosen step of what it stores, or after some time.

Steps are the statements, commits and changes of files that the work does; killing at each of them in turn leaves no
moment out that could matter. The process is forked, so that a thousand kills cost no thousand starts of Python.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Engine, event

FILE_STEPS = frozenset({"os.remove", "os.rename", "os.link", "os.truncate"})
MARK = b"s"
GIVE_UP_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: `killed` by us, or by itself with `status`; `steps` it had begun by then."""

    killed: bool
    status: int
    steps: int


class NeverEnded(Exception):
    """The process went on for minutes; it is killed and the drill ends."""


def killed_at(work: Callable[[], object], *, step: int) -> Ended:
    """Do the work in another process and kill it as it begins its step number `step`; 0 kills nothing."""
    return _run(work, step=step, seconds=GIVE_UP_SECONDS, expected=False)


def killed_after(work: Callable[[], object], *, seconds: float) -> Ended:
    """Do the work in another process and kill it after so many seconds, if it has not ended by itself."""
    return _run(work, step=0, seconds=seconds, expected=True)


def exit_statuses_at_once(work: Callable[[], object], *, count: int) -> list[int]:
    """Do the work in so many processes that begin at the same moment; return their exit statuses."""
    waiting, gate = os.pipe()
    pids = []
    for _ in range(count):
        pid = os.fork()
        if pid == 0:
            os.close(gate)
            os.read(waiting, 1)  # Until the other end is closed, which everybody sees at once.
            _work_and_leave(work, step=0, told=os.open(os.devnull, os.O_WRONLY))
        pids.append(pid)
    os.close(waiting)
    os.close(gate)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def _run(work: Callable[[], object], *, step: int, seconds: float, expected: bool) -> Ended:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work_and_leave(work, step=step, told=writing)
    os.close(writing)
    over = _ended_within(pid, seconds)
    if not over:
        os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    with os.fdopen(reading, "rb") as pipe:
        steps = len(pipe.read())
    if not over and not expected:
        raise NeverEnded
    return Ended(os.WIFSIGNALED(status), os.waitstatus_to_exitcode(status), steps)


def _ended_within(pid: int, seconds: float) -> bool:
    handle = os.pidfd_open(pid)
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def _work_and_leave(work: Callable[[], object], *, step: int, told: int) -> NoReturn:
    status = 1
    try:
        _count_steps(step, told)
        work()
        status = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _count_steps(last: int, told: int) -> None:
    """Count what this process stores, and end it at the step `last`."""
    begun = 0

    def step(*_arguments: Any) -> None:
        nonlocal begun
        begun += 1
        os.write(told, MARK)
        if begun == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def audited(name: str, _arguments: tuple[Any, ...]) -> None:
        if name in FILE_STEPS:
            step()

    def executed(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
            step()

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", step)
    sys.addaudithook(audited)
