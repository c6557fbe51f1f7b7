"""An installation in which the whole `peil` command is run in this very process, and a server in a thread of it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import structlog

from app.commands.peil import main
from app.commands.web_server import TimedServer, create_timed, listen
from app.config import Settings
from app.vault.holder_keys import write_holder_key
from tests.browser.waiting import PATIENCE_SECONDS
from tests.conftest import Template, make_settings
from tests.databases import ON_POSTGRESQL, make_empty


@dataclass(frozen=True)
class Outcome:
    """What a command left behind: its exit status, and what it said on both channels."""

    status: int
    told: str
    complained: str


class Peil(Protocol):
    """Run the command with these arguments."""

    def __call__(self, *arguments: str | Path) -> Outcome: ...


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that does not exist yet; no other settings stand in the environment."""
    for name in [each for each in os.environ if each.startswith("PEIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PEIL_INSTANCE", str(tmp_path / "instance"))
    if ON_POSTGRESQL:
        made = make_settings(tmp_path / "beside")
        make_empty(made)
        monkeypatch.setenv("PEIL_DATABASE_URL", made.database_url)
    return tmp_path / "instance"


@pytest.fixture
def peil(instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Peil]:
    """The `peil` command; what it changes about the process is changed back."""
    before = os.umask(0o022)

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["peil", *map(str, arguments)])
        capsys.readouterr()
        status = Context().run(main)
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    yield run
    os.umask(before)
    structlog.reset_defaults()


@pytest.fixture
def installed(
    peil: Peil, instance: Path, tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The same folder with a small region in it, whose first period is open."""
    made = template.copy(tmp_path, with_region=True)
    if ON_POSTGRESQL:
        monkeypatch.setenv("PEIL_DATABASE_URL", made.database_url)
    monkeypatch.setenv("PEIL_KEYS", str(made.keys))
    made.keys.mkdir(exist_ok=True)
    (made.keys / "secret").write_bytes(made.secret)
    return made


Start = Callable[..., Any]


def application(environment: dict[str, Any], start: Start) -> list[bytes]:
    content = environment["wsgi.input"].read() + b"served"
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return [content]


@dataclass
class Running:
    """A server with one thread in a thread of its own, and its address."""

    server: TimedServer
    port: int

    def connect(self, content: bytes = b"") -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        made.sendall(content)
        return made


@pytest.fixture
def running() -> Iterator[Running]:
    with serving_in_a_thread(application) as served:
        yield served


@contextmanager
def serving_in_a_thread(application: Callable[..., Any]) -> Iterator[Running]:
    """Serve an application with one thread until the block ends."""
    opened = listen("127.0.0.1", 0)
    server = create_timed(application, opened, threads=1)
    own = threading.Thread(target=server.run)
    own.start()
    yield Running(server, opened.getsockname()[1])
    server.task_dispatcher.shutdown()
    server._map.clear()  # Its loop ends when there is nothing to wait for.
    server.trigger.pull_trigger()
    own.join(PATIENCE_SECONDS)
    opened.close()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An age key that lies elsewhere, for backups."""
    write_holder_key(tmp_path / "elsewhere.key")
    return tmp_path / "elsewhere.key"
