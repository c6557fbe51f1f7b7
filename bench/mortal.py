"""A server that can be killed: `peil serve` in a process of its own, started again on the same database and port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from app.config import ROOT, Settings
from bench.ports import free_port

SECONDS_TO_START = 120


class DidNotStart(Exception):
    """The server ended, or gave no page in time; the text is what it said last."""


@dataclass
class MortalServer:
    """`peil serve` on a free port; `code` is the folder whose program runs."""

    settings: Settings
    code: Path = ROOT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> MortalServer:
        """Start and wait until it answers. Raises DidNotStart, and then nothing of it is left."""
        command = [sys.executable, "-m", "app.commands", "serve", "--port", str(self.port), "--workers", "1"]
        with TemporaryFile() as said:
            self.process = subprocess.Popen(
                command,
                cwd=self.code,
                env=self.environment(),
                start_new_session=True,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            try:
                self._wait(self.process)
            except BaseException as fault:
                self.kill()
                said.seek(0)
                fault.add_note(said.read().decode(errors="replace")[-2000:])
                raise
        return self

    def kill(self) -> None:
        """SIGKILL to all of it at once: no goodbye, nothing flushed."""
        if self.process is not None:
            with suppress(ProcessLookupError):  # It ended by itself.
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def environment(self) -> dict[str, str]:
        """Return the settings for a command that works on the same installation."""
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

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while process.poll() is None and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/privacy", timeout=5):
                    return
            except OSError:
                time.sleep(0.05)
        raise DidNotStart(f"the server on port {self.port} does not answer; it ended with {process.poll()}")
