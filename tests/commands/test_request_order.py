"""Answers that were sent go before pages, and a new visitor goes to the process with the fewest connections."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from app.commands.request_order import MOST_AHEAD, ConnectionCounts, SentFirst
from app.commands.web_server import LEFT_TO_OTHERS, create_timed, listen
from tests.commands.conftest import Running, serving_in_a_thread

PAGE = b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n"
ANSWER = b"POST /answer HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
UNREADABLE = (
    b"GARBAGE\r\n\r\n",
    b"GET\r\n\r\n",
    b"G\x00ET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n: \r\n\r\n",
)
LOOKS = 6000


@dataclass(frozen=True)
class Waiting:
    """A connection that waits; `sends`: as of a request that brings something."""

    name: str
    sends: bool


def queue_of(*names: str) -> SentFirst:
    queue = SentFirst()
    for name in names:
        queue.append(Waiting(name, sends=name.startswith("answer")))
    return queue


def in_turn(queue: SentFirst) -> list[str]:
    found = [queue.popleft() for _ in range(len(queue))]
    return [each.name for each in found if isinstance(each, Waiting)]


def test_an_answer_goes_before_pages_that_wait() -> None:
    """Who answers between two visits waits least; each kind keeps its own order."""
    queue = queue_of("page 1", "page 2", "answer 1", "answer 2")
    assert in_turn(queue) == ["answer 1", "answer 2", "page 1", "page 2"]


def test_answers_keep_nobody_from_reading() -> None:
    """Whoever sends without end, such as somebody who tries codes, lets one page through after every few."""
    queue = queue_of("page 1", "page 2", *(f"answer {number}" for number in range(3 * MOST_AHEAD)))
    turns = in_turn(queue)
    assert [turns.index("page 1"), turns.index("page 2")] == [MOST_AHEAD, 2 * MOST_AHEAD + 1]


def test_answers_that_nobody_waited_behind_are_not_held_against_later_ones() -> None:
    """Only those that overtook a page count."""
    queue = queue_of(*(f"answer {number}" for number in range(MOST_AHEAD)))
    in_turn(queue)
    queue.append(Waiting("page", sends=False))
    queue.append(Waiting("answer", sends=True))
    assert in_turn(queue) == ["answer", "page"]


class Held:
    """An application that holds its first request until it may go on, and notes in which order it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        self.begun.set()
        self.go_on.wait()
        start("200 OK", [("Content-Length", "6")])
        return [b"served"]


def test_the_server_itself_takes_an_answer_before_a_page_that_came_earlier() -> None:
    """With one thread, that works on a page, a page and then an answer arrive."""
    held = Held()
    with serving_in_a_thread(held) as running, running.connect(PAGE) as first:
        held.begun.wait()
        with running.connect(PAGE) as page:
            assert waiting(running.server, 1)
            with running.connect(ANSWER) as answer:
                assert waiting(running.server, 2)
                held.go_on.set()
                for each in (first, page, answer):
                    assert each.recv(4096)
    assert held.asked == ["/page", "/answer", "/page"]


@pytest.mark.parametrize("sent", UNREADABLE, ids=range(len(UNREADABLE)))
def test_a_request_that_cannot_be_read_is_refused_in_words(running: Running, sent: bytes) -> None:
    """It has no method to be put in order by; its sender gets an answer all the same."""
    with running.connect(sent) as visitor:
        assert visitor.recv(4096).startswith(b"HTTP/1.0 400 Bad Request")


def waiting(server: Any, count: int) -> bool:
    """Wait until so many requests wait; not for ever, so that a fault shows."""
    pause = threading.Event()
    for _look in range(LOOKS):
        if len(server.task_dispatcher.queue) >= count:
            return True
        pause.wait(0.01)
    return False


def test_a_process_with_more_connections_leaves_a_visitor_to_others_but_not_for_long() -> None:
    """A visitor stays with its process: 11 of 16 on one made half of them wait twice as long. Nobody is refused."""
    counts = ConnectionCounts(2)
    opened = listen("127.0.0.1", 0)
    server = create_timed(Held(), opened, threads=1)
    server.counts, server.place = counts, 0
    counts.write(0, 3)
    with socket.create_connection(opened.getsockname()):
        for _ in range(LEFT_TO_OTHERS):
            server.handle_accept()
            assert not server.active_channels
        server.handle_accept()
        assert len(server.active_channels) == 1
    counts.write(1, 9)
    with socket.create_connection(opened.getsockname()):
        server.handle_accept()
        assert len(server.active_channels) == 2
    server.close()


def test_processes_see_each_others_connections() -> None:
    """The counts lie in memory that a process and those it begins share."""
    counts = ConnectionCounts(2)
    pid = os.fork()
    if pid == 0:
        counts.write(1, 5)
        os._exit(0)
    os.waitpid(pid, 0)
    counts.write(0, 4)
    assert not counts.has_more_than_another(0)
    assert counts.has_more_than_another(1)
