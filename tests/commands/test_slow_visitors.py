"""Whoever sends slowly, says nothing or takes nothing holds a connection for a while, and never anybody else."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from typing import Any

import pytest

from app.commands import web_server
from app.commands.web_server import (
    BODY_SECONDS,
    HEADER_SECONDS,
    IDLE_SECONDS,
    READING_SECONDS,
    TimedChannel,
)
from tests.commands.conftest import Running

SLOW = 64
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def answer(connection: socket.socket) -> bytes:
    content = b""
    while not content.endswith(b"served"):
        part = connection.recv(4096)
        assert part, content
        content += part
    return content


@pytest.mark.parametrize("content", [HEAD + b"code=", HEAD[:20], b""], ids=["bodies", "headers", "silence"])
def test_others_are_served_beside_slow_ones(running: Running, content: bytes) -> None:
    """With a single thread: eight slow bodies used to stop a whole server."""
    with contextlib.ExitStack() as stack:
        for _ in range(SLOW):
            stack.enter_context(running.connect(content))
        with running.connect(ASK) as other:
            assert b"200 OK" in answer(other)


def test_a_slow_body_that_arrives_in_time_is_answered(running: Running) -> None:
    """Slowness alone is no fault: a phone in a train may take its time."""
    with running.connect(HEAD) as slow:
        for _ in range(10):
            slow.sendall(b"x" * 100)
        assert answer(slow).endswith(b"x" * 1000 + b"served")


def test_a_connection_is_ended_when_its_time_is_over(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor sees the end of it; nothing was passed on to the application."""
    monkeypatch.setattr(web_server, "BODY_SECONDS", -1)
    with running.connect(HEAD + b"half") as slow:
        assert slow.recv(10) == b""


@dataclass
class Parsed:
    headers_finished: bool


def channel(**state: Any) -> TimedChannel:
    """A connection in some state, without a network."""
    made = TimedChannel.__new__(TimedChannel)
    usual = {"requests": [], "total_outbufs_len": 0, "request": None, "creation_time": 100.0, "last_activity": 100.0}
    for name, value in {**usual, **state}.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        ({}, HEADER_SECONDS),
        ({"last_activity": 1000.0}, HEADER_SECONDS),
        ({"request": Parsed(headers_finished=False), "began": 100.0, "last_activity": 1000.0}, HEADER_SECONDS),
        ({"request": Parsed(headers_finished=True), "began": 100.0, "last_activity": 1000.0}, BODY_SECONDS),
        ({"free_since": 100.0}, IDLE_SECONDS),
        ({"total_outbufs_len": 5}, READING_SECONDS),
    ],
    ids=["silent", "empty lines", "headers", "body", "idle", "reading"],
)
def test_each_phase_has_its_time(state: dict[str, Any], seconds: int) -> None:
    """A byte now and then buys no more of it, except while an answer is being taken."""
    assert not channel(**state).is_over(100.0 + seconds)
    assert channel(**state).is_over(100.5 + seconds)


def test_whoever_is_being_served_is_never_cut_off() -> None:
    """However long the program takes."""
    assert not channel(requests=[Parsed(headers_finished=True)]).is_over(1e9)
