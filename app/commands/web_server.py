"""Serves the application from several processes, and gives slow or silent visitors a limited time.

A thread works on a request only when all of it has arrived, and is free again when the answer lies in memory: whoever
sends or reads slowly holds a connection, never a thread. Every connection has a time for its headers, for its body, for
doing nothing and for taking its answer. Why this server: docs/decisions/0027-server.md.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from app.commands.request_order import ConnectionCounts, SentFirst
from app.commands.stop_signals import STOPPED, StopSignals
from app.parent_process import end_with_parent

HEADER_SECONDS = 10
BODY_SECONDS = 30
IDLE_SECONDS = 75
"""More than the 60 seconds after which nginx lets go of a connection it keeps: it is never used as it closes."""
READING_SECONDS = 60
"""How long a visitor may take nothing of an answer that lies ready."""

LEFT_TO_OTHERS, LEFT_SECONDS = 5, 0.001
"""How often, and how long each time, a process leaves a new visitor to one with fewer connections."""

CONNECTIONS = 4000
MOST_HEADER_BYTES = 32 * 1024
MOST_BODY_BYTES = 1024 * 1024
"""More than the application takes, so that its own page says what is too large."""
MEMORY_BYTES = 4 * 1024 * 1024
"""Larger answers wait in a nameless file: exports of what is published. No page of one person is as large."""
MOST_ANSWER_BYTES = 64 * 1024 * 1024
"""Larger than any answer: above it a thread would wait for the reader."""
LEAST_LIFE_SECONDS = 5
SWITCH_SECONDS = 0.0005
"""How long a thread computes before the one that reads and writes for all visitors gets its turn; usually 0.005."""
COLLECT_AFTER = (10_000, 10, 10)
"""New objects before the garbage collector looks at the youngest ones; usually 700, a twentieth of a page's."""
M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -8, -1, -3
"""From glibc's malloc.h: how many pools memory is handed out from, how much may lie free at the end of one, and from
which size memory is asked for and given back by itself."""
KEPT_FREE_BYTES = 1024 * 1024
"""More than a request takes and gives back: with 64 KB each page cost 270 page faults, a millisecond."""

PAGES = ("GET", "HEAD")

Application = Callable[..., Iterable[bytes]]


class TimedChannel(HTTPChannel):  # type: ignore[misc]  # Waitress has no types.
    """A visitor's connection that knows when its present request began to arrive, or since when it is idle."""

    began = 0.0
    free_since = 0.0

    @property
    def sends(self) -> bool:
        """Return whether the request whose turn it is brings something, instead of asking for a page.

        One that could not be read has no method; it waits with the pages for its refusal.
        """
        return bool(self.requests) and getattr(self.requests[0], "command", PAGES[0]) not in PAGES

    def received(self, data: bytes) -> bool:
        taken = bool(super().received(data))
        if self.request is None:
            self.began = 0.0
        elif not self.began:
            self.began = time.time()
        return taken

    def service(self) -> None:
        super().service()
        self.free_since = time.time()

    def is_over(self, now: float) -> bool:
        """Return whether the visitor exceeded the time for sending a request, reading the answer or staying idle.

        One who never asked anything, or sends empty lines, gets no more time than for headers.
        """
        if self.requests:
            return False
        if self.total_outbufs_len:
            return bool(now - self.last_activity > READING_SECONDS)
        if self.request is not None and self.began:
            return now - self.began > (BODY_SECONDS if self.request.headers_finished else HEADER_SECONDS)
        idle = now - (self.free_since or self.creation_time)
        return bool(idle > (IDLE_SECONDS if self.free_since else HEADER_SECONDS))


class TimedServer(TcpWSGIServer):  # type: ignore[misc]  # Waitress has no types.
    """A server that looks every second for connections that exceeded their time, and closes them.

    A new visitor goes to the process with the fewest connections, because each stays with its process.
    """

    channel_class = TimedChannel
    counts = ConnectionCounts(1)
    place = 0
    left_to_others = 0

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.is_over(now):
                channel.will_close = True

    def readable(self) -> bool:
        self.counts.write(self.place, len(self.active_channels))
        return bool(super().readable())

    def handle_accept(self) -> None:
        if self.left_to_others < LEFT_TO_OTHERS and self.counts.has_more_than_another(self.place):
            self.left_to_others += 1
            time.sleep(LEFT_SECONDS)
            return
        self.left_to_others = 0
        super().handle_accept()


def listen(host: str, port: int) -> socket.socket:
    """Return an open socket on this port, which all processes serve together. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind((host, port))
    opened.listen(1024)
    opened.setblocking(False)
    return opened


def serve_here(
    application: Application, opened: socket.socket, *, threads: int, counts: ConnectionCounts, place: int
) -> None:
    """Serve the application on an open socket, in this process, until SystemExit.

    `counts`: of all processes of this server; `place`: of this one among them, from 0.
    """
    _quiet_logs()
    spare_memory()
    _many_files()
    sys.setswitchinterval(SWITCH_SECONDS)
    _spare_collecting()
    server = create_timed(application, opened, threads=threads)
    server.counts, server.place = counts, place
    server.run()


def create_timed(application: Application, opened: socket.socket, *, threads: int) -> TimedServer:
    """Return the server of one process, with time limits for visitors, on a socket that is open already."""
    from waitress.adjustments import Adjustments
    from waitress.task import ThreadedTaskDispatcher

    settings = Adjustments(
        sockets=[opened],
        threads=threads,
        connection_limit=CONNECTIONS,
        cleanup_interval=1,
        asyncore_use_poll=True,
        max_request_header_size=MOST_HEADER_BYTES,
        max_request_body_size=MOST_BODY_BYTES,
        inbuf_overflow=2 * MOST_BODY_BYTES,
        outbuf_overflow=MEMORY_BYTES,
        outbuf_high_watermark=MOST_ANSWER_BYTES,
        clear_untrusted_proxy_headers=False,  # The application reads them, as far as PEIL_TRUSTED_PROXIES says.
        ident="",
    )
    workers = ThreadedTaskDispatcher()
    workers.queue = SentFirst()
    workers.set_thread_count(threads)
    kind = (opened.family, opened.type, opened.proto, opened.getsockname())
    return TimedServer(
        application, {}, True, opened, dispatcher=workers, adj=settings, sockinfo=kind, bind_socket=False
    )


@dataclass(slots=True)
class WorkerProcesses:
    """The processes that serve, which are begun again when one dies, until a signal ends all of them.

    `work`: what a process does; it gets the place of its process, from 0. `began`: place and moment, by process id.
    """

    work: Callable[[int], None]
    count: int
    began: dict[int, tuple[int, float]] = field(default_factory=dict)

    def run(self) -> int:
        """Serve until SIGTERM or Ctrl-C; return the exit status, 1 when no process lives long enough to serve."""
        with StopSignals(signal.SIGCHLD) as stop:
            for place in range(self.count):
                self._begin(place, stop)
            failed = False
            while self.began:
                if stop.asked or failed:
                    self._end()
                stop.wait()
                for place, lived in list(self._ended()):
                    failed = failed or (lived < LEAST_LIFE_SECONDS and not stop.asked)
                    if not (stop.asked or failed):
                        self._begin(place, stop)
        return 1 if failed else 0

    def _begin(self, place: int, stop: StopSignals) -> None:
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            self._serve(place, parent, stop)
        self.began[pid] = place, time.monotonic()

    def _serve(self, place: int, parent: int, stop: StopSignals) -> NoReturn:
        """Do the work of a process that was just begun; it never returns to the command that began it."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number in STOPPED:
                signal.signal(number, _leave)
            end_with_parent(parent)  # So that the port is free again.
            if not stop.asked:  # Ctrl-C reaches all processes, perhaps this one before the lines above.
                self.work(place)
            status = 0
        except SystemExit:
            status = 0
        finally:
            os._exit(status)

    def _ended(self) -> Iterator[tuple[int, float]]:
        """Yield the place of each process that is no more, and how many seconds it lived."""
        for pid in list(self.began):
            if os.waitpid(pid, os.WNOHANG)[0]:
                place, began = self.began.pop(pid)
                yield place, time.monotonic() - began

    def _end(self) -> None:
        """Ask every process to end. One that did so already keeps its number until it is waited for."""
        for pid in self.began:
            os.kill(pid, signal.SIGTERM)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _quiet_logs() -> None:
    """Keep addresses of pages out of the log: some hold the token of an invitation or a sign-in link."""
    for name in ("waitress", "waitress.queue"):
        logging.getLogger(name).disabled = True


def spare_memory() -> None:
    """Let all threads of this process share one pool of memory, and give back what lies free at its end.

    By itself glibc gives each thread a pool of its own, whose free parts the others cannot use.
    """
    with suppress(OSError, AttributeError):  # Another C library has no such settings.
        allocator = ctypes.CDLL(None)
        allocator.mallopt(M_ARENA_MAX, 1)
        allocator.mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES)
        allocator.mallopt(M_MMAP_THRESHOLD, KEPT_FREE_BYTES)


def _spare_collecting() -> None:
    """Let the garbage collector leave alone what is loaded for good: a look at all of it stops a process for 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _many_files() -> None:
    """Let this process hold as many connections as it may."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1000
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(hard, wanted), hard))
