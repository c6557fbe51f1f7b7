"""A server of our own for a benchmark: started on a free port of this machine, watched, and stopped again.

Decides nothing about what is served. Reads processor time and memory of the whole process tree from /proc (Linux).
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ports import HOST

START_SECONDS = 60.0


class NotServing(Exception):
    """The server stopped, or gave no page within a minute; the text is what it said last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A running server. `start_s`: from the command to its first page; `start_cpu_s`: all processes together."""

    pid: int
    port: int
    start_s: float
    start_cpu_s: float

    def cpu_s(self) -> float:
        """Processor time of the server and its workers so far, in seconds."""
        return cpu_s(self.pid)

    def workers_mb(self) -> list[float]:
        """Resident memory of each worker, in megabytes (10⁶ bytes)."""
        return [resident_mb(pid) for pid in descendants(self.pid)]

    def shares_mb(self) -> list[float]:
        """Each worker's share of the memory in use, in megabytes: what several processes have together is divided."""
        return [share_mb(pid) for pid in descendants(self.pid)]


@contextmanager
def serving(
    command: Sequence[str], *, port: int, first_page: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Serving]:
    """Run a server until the block ends. `folder`: where it runs and logs. Raises NotServing."""
    log = folder / f"server-{port}.log"
    began = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for(process, port=port, path=first_page, log=log)
        yield Serving(pid=process.pid, port=port, start_s=time.monotonic() - began, start_cpu_s=cpu_s(process.pid))
    finally:
        _stop(process)


def cpu_s(root: int) -> float:
    """Processor time, user and system, of a process and everything below it, in seconds."""
    ticks = 0
    for pid in (root, *descendants(root)):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = _stat(pid)
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def descendants(root: int) -> list[int]:
    """The ids of every process below this one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parents.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
    found = list(parents.get(root, []))
    for pid in found:  # The list grows while we walk it: children of children come last.
        found.extend(parents.get(pid, []))
    return found


def resident_mb(pid: int) -> float:
    """Resident memory of one process, in megabytes."""
    return _megabytes(pid, "status", "VmRSS:")


def share_mb(pid: int) -> float:
    """Resident memory of one process, in megabytes, pages of several processes divided among them."""
    return _megabytes(pid, "smaps_rollup", "Pss:")


def _megabytes(pid: int, file: str, name: str) -> float:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(name))
    return round(int(kilobytes) * 1024 / 1e6, 1)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name: state first, then the parent's id."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _wait_for(process: subprocess.Popen[bytes], *, port: int, path: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", path)
            if connection.getresponse().status == http.client.OK:
                return
        connection.close()
        time.sleep(0.01)
    raise NotServing(log.read_text(errors="replace")[-2000:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; after ten seconds end it and its workers, which form a group of their own."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
