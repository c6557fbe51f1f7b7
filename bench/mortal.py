"""A server that can be killed: `peil serve` in a process of its own, started again on the same database and port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from app.config import ROOT, Settings

SECONDS_TO_START = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MortalServer:
    """`peil serve` on a free port; `code` is the folder whose program runs."""

    settings: Settings
    code: Path = ROOT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> MortalServer:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "app.commands", "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            command,
            cwd=self.code,
            env=self._environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def kill(self) -> None:
        """SIGKILL to all of it at once: no goodbye, nothing flushed."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _environment(self) -> dict[str, str]:
        secret = self.settings.keys / "secret"
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_bytes(self.settings.secret)
        return os.environ | {
            "PYTHONPATH": str(self.code),
            "PEIL_DATABASE_URL": self.settings.database_url,
            "PEIL_INSTANCE": str(self.settings.instance),
            "PEIL_KEYS": str(self.settings.keys),
            "PEIL_SECRET_FILE": str(secret),
            "PEIL_BASE_URL": self.settings.base_url,
        }

    def _wait(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/privacy", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"the server on port {self.port} does not answer")
