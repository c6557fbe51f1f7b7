"""Measures how long others wait while slow and silent visitors hold connections; on 127.0.0.1 only, and bounded.

Run it as `python -m bench.slow_visitors`: it builds nothing and serves the demonstration in `instance/`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from bench.ports import free_port

ROUNDS = 30
SLOW, IDLE = 64, 1000
HEAD = (
    b"POST /code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 5000\r\n\r\n"
)
ASK = b"GET /privacy HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@contextlib.contextmanager
def served(command: list[str], port: int) -> Iterator[None]:
    """Serve until the end of the block, and end exactly this process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def waits(port: int, path: str = "/offline") -> dict[str, float]:
    """Seconds that a visitor waits for a page: half of the times, and at most. 10 means that none came."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                answer.read()
        except OSError:
            return {"median": 10.0, "most": 10.0}
        seconds.append(time.perf_counter() - began)
    return {"median": round(median(seconds), 3), "most": round(max(seconds), 3)}


@contextlib.contextmanager
def connections(port: int, count: int, content: bytes) -> Iterator[list[socket.socket]]:
    """Open connections that send `content` and then nothing more."""
    opened = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
    try:
        for each in opened:
            each.sendall(content)
        yield opened
    finally:
        for each in opened:
            each.close()


def main() -> None:
    """Measure alone, beside slow bodies, beside silent connections, and beside readers who take nothing."""
    port = free_port()
    bin_folder = Path(sys.executable).parent
    serve = [str(bin_folder / "peil"), "serve", "--port", str(port)]
    os.environ["PEIL_BASE_URL"] = f"http://127.0.0.1:{port}"
    figures = {}
    with served(serve, port):
        figures["alone"] = waits(port)
        with connections(port, SLOW, HEAD + b"code="):
            figures[f"{SLOW} slow bodies"] = waits(port)
        with connections(port, IDLE, b""):
            figures[f"{IDLE} silent connections"] = waits(port)
        with connections(port, SLOW, ASK):
            figures[f"{SLOW} readers who take nothing"] = waits(port)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
