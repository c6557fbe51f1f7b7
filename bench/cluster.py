"""PostgreSQL with a streaming replica and pgbouncer before it, from Debian's packages, to be killed and started again.

Everything listens on 127.0.0.1 alone, lies in a folder that its maker throws away, and runs as another user than root,
which PostgreSQL and pgbouncer refuse.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.ports import HOST, free_port

SECONDS_TO_START = 120.0
POSTGRES = Path("/usr/lib/postgresql")
NEEDED = ("postgres", "initdb", "pg_basebackup")
USER = "postgres"


class PackagesMissing(Exception):
    """PostgreSQL's server or pgbouncer is not installed; the message names the packages."""


class NotUp(Exception):
    """A program of the cluster did not answer in time; the text is the end of its log."""


def programs() -> Path:
    """Return the folder with the newest PostgreSQL of Debian's packages. Raises PackagesMissing."""
    found = sorted(POSTGRES.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    whole = [folder for folder in found if all((folder / name).exists() for name in NEEDED)]
    if not whole or pgbouncer() is None:
        raise PackagesMissing("Needs Debian's packages: apt-get install postgresql pgbouncer")
    return whole[0]


def pgbouncer() -> str | None:
    """Return the path of pgbouncer; None where it is not installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass
class Mortal:
    """A program that is started by its command and ended with SIGKILL, as often as one likes."""

    name: str
    command: Sequence[str]
    log: Path
    answers: Callable[[], bool]
    environment: dict[str, str] = field(default_factory=dict)
    user: str | None = None
    cwd: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Mortal:
        """Start it and wait until it answers; what ends at once, for its predecessor is not quite gone, starts again.

        Raises NotUp.
        """
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                self._begin()
            if self.answers():
                return self
            time.sleep(0.1)
        self.kill()
        raise NotUp(f"{self.name}: {self.log.read_text(errors='replace')[-1500:]}")

    def kill(self) -> None:
        """End it with SIGKILL, with its whole group of processes."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _begin(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment},
                cwd=self.cwd or self.log.parent,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                start_new_session=True,
            )


def listens(port: int) -> Callable[[], bool]:
    """Return a question: does anybody listen on this port?"""

    def asked() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((HOST, port)) == 0

    return asked


@dataclass
class Cluster:
    """One PostgreSQL that is written to, a replica that follows it, and pgbouncer before the first."""

    folder: Path
    bin: Path = field(default_factory=programs)
    primary_port: int = field(default_factory=free_port)
    replica_port: int = field(default_factory=free_port)
    pooler_port: int = field(default_factory=free_port)
    mortals: dict[str, Mortal] = field(default_factory=dict)

    def url(self, user: str, database: str, *ports: int) -> str:
        """Return an address; with several ports the first that answers is used."""
        if len(ports) == 1:
            return f"postgresql://{user}@{HOST}:{ports[0]}/{database}"
        hosts = "&".join(f"host={HOST}:{port}" for port in ports)
        return f"postgresql://{user}@/{database}?{hosts}"

    def start_primary(self) -> None:
        """Make and start the PostgreSQL that is written to."""
        self._run("initdb", "-D", str(self.folder / "primary"), "-A", "trust", "-U", USER, "--no-locale", "-E", "UTF8")
        self._add("primary", self.primary_port)

    def start_replica(self) -> None:
        """Copy the primary and start a replica that follows it."""
        source = ("-h", HOST, "-p", str(self.primary_port), "-U", USER)
        self._run("pg_basebackup", "-D", str(self.folder / "replica"), "-R", "-c", "fast", "-X", "stream", *source)
        self._add("replica", self.replica_port)

    def start_pooler(self, database: str, users: Sequence[str]) -> None:
        """Start pgbouncer in transaction mode before the primary."""
        target = f"host={HOST} port={self.primary_port}"
        self.mortals["pooler"] = pooler(self.folder, database, users=users, target=target, port=self.pooler_port)

    def stop(self) -> None:
        """End everything that was started, the primary last."""
        for mortal in reversed(self.mortals.values()):
            mortal.kill()

    def _add(self, name: str, port: int) -> None:
        folder = str(self.folder / name)
        habits = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "wal_level=replica", "max_connections=80")
        settings = [part for each in habits for part in ("-c", each)]
        command = (str(self.bin / "postgres"), "-D", folder, "-p", str(port), *settings)
        ready = (str(self.bin / "pg_isready"), "-q", "-h", HOST, "-p", str(port))

        def asked() -> bool:
            return subprocess.run(ready, check=False).returncode == 0

        self.mortals[name] = Mortal(name, command, _log(self.folder, name), asked, user=_other_user()).start()

    def _run(self, program: str, *arguments: str) -> None:
        user = _other_user()
        command = [str(self.bin / program), *arguments]
        groups: list[int] | None = [] if user else None
        subprocess.run(
            command, check=True, capture_output=True, cwd=self.folder, user=user, group=user, extra_groups=groups
        )


def pooler(
    folder: Path, database: str, *, users: Sequence[str], target: str, port: int, user: str | None = None
) -> Mortal:
    """Start pgbouncer in transaction mode; `target`: host and port of the PostgreSQL behind it. Raises NotUp.

    `user`: whom it runs as where this process is root.
    """
    names, settings = folder / "users.txt", folder / "pgbouncer.ini"
    names.write_text("".join(f'"{user}" ""\n' for user in users))
    settings.write_text(
        f"[databases]\n{database} = {target} dbname={database}\n"
        f"[pgbouncer]\nlisten_addr = {HOST}\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {names}\npool_mode = transaction\ndefault_pool_size = 8\n"
        "server_login_retry = 1\nmax_client_conn = 200\n"
    )
    for path in (names, settings):
        path.chmod(0o644)
    command = (str(pgbouncer()), str(settings))
    return Mortal("pooler", command, _log(folder, "pooler"), listens(port), user=user or _other_user()).start()


def _log(folder: Path, name: str) -> Path:
    log = folder / f"{name}.log"
    log.touch()
    return log


def _other_user() -> str | None:
    """Return whom PostgreSQL runs as where this process is root; None: as this process."""
    return USER if os.geteuid() == 0 else None


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Make a cluster in an empty folder, with its primary running; everything is ended when the block ends.

    Raises PackagesMissing.
    """
    made = Cluster(folder)
    folder.chmod(0o755)
    if _other_user():
        entry = pwd.getpwnam(USER)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    try:
        made.start_primary()
        yield made
    finally:
        made.stop()
