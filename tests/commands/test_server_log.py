"""The log of a real server holds no address of a page and no token, whatever is asked of it and however it fails."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.commands.web_server import _quiet_logs
from app.config import Settings
from tests.browser.waiting import PATIENCE_SECONDS
from tests.commands.conftest import Running
from tests.databases import ON_POSTGRESQL, lose_database

SECRET = "zzsecretzz"
END = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
PATHS = ("join", "staff/enter", "staff/invited", "reminders/feed", "turn-to", "mirror", "static", "api/v1", "nowhere")
ASKED: list[bytes] = [
    *(f"GET /{path}/{SECRET} HTTP/1.1".encode() + END + b"\r\n" for path in PATHS),
    *(f"{method} /code?code={SECRET} HTTP/1.1".encode() + END + b"\r\n" for method in ("GET", "PUT", "BREW", "TRACE")),
    f"GET /mirror HTTP/1.1\r\nCookie: peil={SECRET}; peil_staff={SECRET}\r\nAuthorization: Bearer {SECRET}".encode()
    + END
    + b"\r\n",
    b"POST /code HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15"
    + END
    + f"\r\ncode={SECRET}".encode(),
    f"GET /{SECRET}\r\n\r\n".encode(),
    f"GET /{SECRET} HTTP/9.9".encode() + END + b"\r\n",
    f"GET http://[{SECRET}/ HTTP/1.1".encode() + END + b"\r\n",
    f"GET /%00%ff{SECRET} HTTP/1.1".encode() + END + b"\r\n",
    f"GET /\xff{SECRET} HTTP/1.1".encode("latin-1") + END + b"\r\n",
    f"POST /{SECRET} HTTP/1.1\r\nContent-Length: {SECRET}".encode() + END + b"\r\n",
    f"POST /{SECRET} HTTP/1.1\r\nTransfer-Encoding: chunked".encode() + END + b"\r\nzz\r\n",
    f"GET /{SECRET} HTTP/1.1\r\n{SECRET} without a colon".encode() + END + b"\r\n",
    f"GET /{SECRET} HTTP/1.1\r\nX: {'x' * 40_000}".encode() + END + b"\r\n",
    f"POST /{SECRET} HTTP/1.1\r\nContent-Length: 2000000".encode() + END + b"\r\n" + b"x" * 2_000_000,
]


def ask(port: int, content: bytes) -> None:
    """Send it and read whatever comes back, until the server closes; being cut off is an answer too."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(content)
        while connection.recv(65536):
            pass


def test_nothing_of_a_request_is_in_it(installed: Settings, tmp_path: Path) -> None:
    """Addresses that exist and do not, malformed requests, and all of it again with the database gone."""
    told = tmp_path / "log"
    command = [str(Path(sys.executable).with_name("peil")), "serve", "--port", "0", "--workers", "1"]
    with told.open("w") as log:
        serving = subprocess.Popen(command, stdout=log, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert serving.stderr
    try:
        port = int(re.findall(r":(\d+) with 1 processes", serving.stderr.readline())[0])
        for content in ASKED:
            ask(port, content)
        if ON_POSTGRESQL:
            lose_database(installed)
        else:  # Not only gone: a file that is no database any more.
            (installed.instance / "peil.db").write_bytes(b"no database any more" * 1000)
        for content in ASKED[:12]:
            ask(port, content)
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(PATIENCE_SECONDS)
    said = told.read_text() + serving.stderr.read()
    assert "database.silent" in said, "it says what is wrong"
    assert SECRET not in said
    assert [path for path in PATHS if f"/{path}" in said] == []
    assert "127.0.0.1" not in said


def crash(_environment: dict[str, Any], _start: Callable[..., Any]) -> list[bytes]:
    raise RuntimeError(SECRET)


def test_the_loggers_of_the_web_server_say_nothing(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    running: Running,
) -> None:
    """An application that fails on a request is logged by waitress with the address of the page: not here."""
    caplog.set_level("DEBUG")
    for name in ("waitress", "waitress.queue"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
    running.server.application = crash
    request = f"GET /join/{SECRET} HTTP/1.1".encode() + END + b"\r\n"
    ask(running.port, request)
    assert SECRET in caplog.text, "without being silenced it does"
    caplog.clear()
    _quiet_logs()
    ask(running.port, request)
    assert caplog.text == ""
