"""A resident command that is asked to stop does so, in whichever moment the signal comes."""

from __future__ import annotations

import os
import signal
import sys
import threading
from itertools import count
from types import FrameType
from typing import Any

import pytest

from app.commands.stop_signals import STOPPED, StopSignals
from tests.browser.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.timeout(PATIENCE_SECONDS)


@pytest.mark.parametrize("number", STOPPED)
def test_a_wait_ends_when_a_signal_comes(number: signal.Signals) -> None:
    """Not at the end of the minute."""
    with StopSignals() as stop:
        threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
        stop.wait()
        assert stop.asked


def test_a_signal_between_two_waits_is_not_forgotten() -> None:
    """It came during a tick: the tick is done, and no minute is waited after it."""
    with StopSignals() as stop:
        signal.raise_signal(signal.SIGTERM)
        stop.wait()
        assert stop.asked


def test_another_signal_ends_a_wait_and_asks_nothing() -> None:
    """A process of the server that died is replaced."""
    with StopSignals(signal.SIGCHLD) as stop:
        signal.raise_signal(signal.SIGCHLD)
        stop.wait()
        assert not stop.asked


def test_without_a_signal_nothing_was_asked() -> None:
    """The wait ends when its time is over."""
    with StopSignals() as stop:
        stop.wait(0.1)
        assert not stop.asked


def test_afterwards_signals_do_what_they_did_before() -> None:
    """The command that is over leaves nothing behind in the program that began it."""
    before = [signal.getsignal(number) for number in STOPPED]
    with StopSignals():
        assert [signal.getsignal(number) for number in STOPPED] != before
    assert [signal.getsignal(number) for number in STOPPED] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_a_signal_in_the_moment_before_the_system_waits_ends_the_wait() -> None:
    """Python hears of it too late; a thread that is let in just then sends it, a thousand times."""
    turn = threading.Barrier(2)

    def send() -> None:
        for _each in range(1000):
            turn.wait()
            os.kill(os.getpid(), signal.SIGTERM)

    with StopSignals() as stop:
        sending = threading.Thread(target=send)
        sending.start()
        for _each in range(1000):
            turn.wait()
            stop.wait()
        sending.join()


def test_a_signal_at_any_line_of_a_wait_never_stops_the_command() -> None:
    """With `threading.Event` it would wait for ever for a lock that it holds itself."""
    line, met = 0, True
    while met:
        line += 1
        with StopSignals() as stop:
            met = wait_with_signal_at(line, stop)
            assert stop.asked == met
    assert line > 2


def wait_with_signal_at(number: int, stop: StopSignals) -> bool:
    """Return whether the wait had so many lines, at which the signal came."""
    lines = count(1)

    def trace(_frame: FrameType, event: str, _what: object) -> Any:
        if event == "line" and next(lines) == number:
            signal.raise_signal(signal.SIGTERM)
        return trace

    sys.settrace(trace)
    try:
        stop.wait(0.001)
    finally:
        sys.settrace(None)
    return next(lines) > number
