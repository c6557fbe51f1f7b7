"""`peil tick --every` stays: it says what waits when that changes, outlives an absent database, ends on SIGTERM."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import ticking
from app.config import Settings
from tests.browser.waiting import PATIENCE_SECONDS
from tests.commands.conftest import Outcome, Peil
from tests.commands.test_quiet_tick import NOW, lose_key
from tests.commands.test_wrong_use import refused
from tests.conftest import SetClock

Between = Callable[[], object]


class Rounds:
    """Signals to stop that come after so many waits, between which something happens."""

    def __init__(self, *between: Between) -> None:
        self._between = list(between)
        self.waited: list[int] = []

    def __enter__(self) -> Rounds:
        return self

    def __exit__(self, *_fault: object) -> None:
        """Leave nothing behind."""

    @property
    def asked(self) -> bool:
        return not self._between

    def wait(self, seconds: int) -> None:
        self.waited.append(seconds)
        self._between.pop(0)()


def nothing() -> None:
    """Let a minute pass."""


@pytest.fixture
def stay(
    installed: Settings, peil: Peil, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Tick as often as there are things to happen in between, and return what was said."""
    for later in ("draw_frames", "draw_board_frames", "estimate_releases"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    monkeypatch.setattr("app.jobs.mix_due", lambda *_, **__: False)
    set_clock(NOW)

    def run(*between: Between) -> Outcome:
        rounds = Rounds(*between)
        monkeypatch.setattr(ticking, "StopSignals", lambda: rounds)
        done = peil("tick", "--every", "60")
        assert set(rounds.waited) <= {60}
        return done

    return run


def test_what_waits_is_said_when_it_changes(stay: Callable[..., Outcome], installed: Settings) -> None:
    """Once, not every minute; and when it is mended, that too."""
    key = next(installed.keys.glob("*-p1.key"))
    kept = key.read_bytes()
    done = stay(nothing, lambda: lose_key(installed), nothing, lambda: key.write_bytes(kept), nothing)
    assert (done.status, done.told) == (0, "")
    lines = done.complained.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("waits key_missing")
    assert lines[1] == "nothing waits"


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Between]:
    """Return what makes the database look so: right, silent or newer; no note of a quiet tick hides it."""
    states = ["right"]
    monkeypatch.setattr("app.schema_version.database_state", lambda _engine: states[-1])
    monkeypatch.setattr(ticking, "_is_quiet_now", lambda: False)
    return lambda state: lambda: states.append(state)


def test_a_database_that_is_away_is_waited_for(stay: Callable[..., Outcome], become: Callable[[str], Between]) -> None:
    """Half a minute without PostgreSQL ends nothing: the next tick finds it again."""
    done = stay(become("silent"), nothing, become("right"), nothing)
    assert done.status == 0
    assert [line.split(":")[0] for line in done.complained.splitlines()] == ["waits database", "nothing waits"]


def test_a_database_of_another_version_ends_it(stay: Callable[..., Outcome], become: Callable[[str], Between]) -> None:
    """After an upgrade beside it: status 2 and one line, and the service starts the new program."""
    refused(stay(become("newer"), nothing), "newer version")


def test_one_moment_and_many_do_not_go_together(installed: Settings, peil: Peil) -> None:
    """Wrong use, before anything is done."""
    refused(peil("tick", "--every", "60", "--at", "2026-11-30T00:00:00Z"), "--every")


def test_it_ends_when_it_is_told(installed: Settings) -> None:
    """A real process: SIGTERM during its wait ends it at once, with status 0."""
    command = [str(Path(sys.executable).with_name("peil")), "tick", "--every", "3600"]
    ticker = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert ticker.stderr
    assert "waits clock" in ticker.stderr.readline()  # The region is months old: nothing is done, and that is said.
    ticker.send_signal(signal.SIGTERM)
    assert ticker.wait(PATIENCE_SECONDS) == 0
