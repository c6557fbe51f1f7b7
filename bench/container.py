"""Builds the image of docs/deploy/Containerfile and lets an installation live in it for a day.

The base is made of Debian's packages, so that no registry of images is needed. Needs root, Linux, and Debian's packages
debootstrap, podman and crun; images and volumes lie in a folder that is thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import ROOT
from bench.ports import HOST, free_port
from bench.visitor import REFUSED, Visitor, filled_in

PACKAGES = ("debootstrap", "podman", "crun")
SUITE, INCLUDED = "bookworm", "python3,python3-pip,ca-certificates"
BASE, IMAGE = "localhost/peil-base", "localhost/peil"
USER = 10001
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PATIENCE_SECONDS = 60

ALLOWED = ("--network=host", "--cgroups=disabled", "--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096")
"""What a machine that is confined itself may still give: neither networks nor groups nor limits of its own."""
CLOSED = ("--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges")
"""Nothing can be written but volumes, and nobody can become more than user 10001."""
TEMPORARY = ("--tmpfs=/tmp",)
WITHOUT_GROUPS = ("unshare", "--mount", "sh", "-c", 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"', "peil")
"""crun refuses a machine with two kinds of control groups, also where it is to use none: hide one from it."""

Mounts = dict[str, Path]


class Impossible(Exception):
    """This machine cannot build images; the message says why."""


@dataclass
class Builder:
    """Podman with images in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)

    def podman(self, *arguments: str) -> list[str]:
        """Return a command of podman."""
        return ["podman", f"--root={self.folder}/images", f"--runroot={self.folder}/running", *arguments]

    def make_base(self) -> None:
        """Make the base image of Debian's packages alone."""
        root, packed = self.folder / "root", self.folder / "base.tar"
        order = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, str(root)]
        subprocess.run(order, check=True, stdout=subprocess.DEVNULL)
        for folder in ("archives", "lists"):
            for place in (root / "var/cache/apt" / folder, root / "var/lib/apt" / folder):
                shutil.rmtree(place, ignore_errors=True)
        with tarfile.open(packed, "w") as archive:
            archive.add(root, arcname=".")
        shutil.rmtree(root)
        self._do("import", str(packed), BASE)
        packed.unlink()

    def build(self) -> None:
        """Build the image as the page of operation says, on the base."""
        trusted = [f"--volume={CERTIFICATES}:{CERTIFICATES}:ro"] if CERTIFICATES.exists() else []
        file = str(ROOT / "docs/deploy/Containerfile")
        allowed = ["--isolation=chroot", "--network=host", *trusted]
        self._do("build", *allowed, f"--build-arg=BASE={BASE}", "--tag", IMAGE, "--file", file, str(ROOT))

    def size_mb(self, image: str) -> int:
        """Return the size of an image on the disk, in MB."""
        return int(self._do("image", "inspect", "--format={{.Size}}", image)) // 10**6

    def run(
        self, *words: str, mounts: Mounts | None = None, options: Sequence[str] = TEMPORARY
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of Peil in a container of its own until it ends."""
        order = [*WITHOUT_GROUPS, *self._order(mounts or {}, options=("--rm", *options)), *words]
        return subprocess.run(order, check=False, capture_output=True, text=True)

    @contextmanager
    def running(self, name: str, *words: str, mounts: Mounts) -> Iterator[subprocess.Popen[bytes]]:
        """Keep a container running; who ends it with `stop` finds its exit status."""
        order = self._order(mounts, options=(f"--name={name}", "--rm", *TEMPORARY))
        with subprocess.Popen(
            [*WITHOUT_GROUPS, *order, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as own:
            try:
                yield own
            finally:
                if own.poll() is None:
                    subprocess.run(self.podman("kill", name), check=False, capture_output=True)

    def stop(self, *names: str) -> None:
        """Send SIGTERM as an operator does, and wait."""
        self._do("stop", f"--time={PATIENCE_SECONDS}", *names)

    def _order(self, mounts: Mounts, *, options: Sequence[str]) -> list[str]:
        volumes = [f"--volume={folder}:{place}" for place, folder in mounts.items()]
        settings = [f"--env=PEIL_BASE_URL=http://{HOST}:{self.port}"]
        return self.podman("run", *ALLOWED, *CLOSED, *options, *settings, *volumes, IMAGE)

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(self.podman(*arguments), check=False, capture_output=True, text=True)
        if done.returncode:
            raise Impossible(f"podman {arguments[0]}: {done.stderr.strip()[-1500:]}")
        return done.stdout.strip()


def run() -> dict[str, Any]:
    """Build, then try what the page of operation promises; say why where it cannot be done."""
    try:
        require_packages()
    except Impossible as reason:
        return {"not_measured": str(reason)}
    with TemporaryDirectory(prefix="peil-image-") as name:
        builder = Builder(Path(name))
        figures = {"base_s": _seconds(builder.make_base), "build_s": _seconds(builder.build)}
        sizes = {"base_mb": builder.size_mb(BASE), "image_mb": builder.size_mb(IMAGE)}
        lived, promises = first_day(builder)
    return {
        **figures,
        **sizes,
        **lived,
        "promises": len(promises),
        "broken": [each for each in promises if not promises[each]],
    }


def require_packages() -> None:
    """Raise Impossible where images cannot be built, with the line that mends it."""
    if os.geteuid() != 0:
        raise Impossible("Needs root, to make a base of Debian's packages.")
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    if any(shutil.which(each, path=path) is None for each in PACKAGES):
        raise Impossible(f"Needs Debian's packages: apt-get install {' '.join(PACKAGES)}")


def first_day(builder: Builder) -> tuple[dict[str, float], dict[str, bool]]:
    """Begin, answer, stop and go on. Return figures, and by promise whether it held."""
    promises = dict(_refusals(builder))
    mounts = _volumes(builder.folder / "first")
    figures = {"init_s": _seconds(lambda: promises.update(_begun(builder, mounts)))}
    promises.update(_not_mounted(builder, mounts))
    lived, held = _answered(builder, _volumes(builder.folder / "demonstration"))
    return figures | lived, promises | held


def _refusals(builder: Builder) -> Iterator[tuple[str, bool]]:
    """Without volumes, or without a place for temporary files, nothing begins and nothing is made."""
    for words in (("serve",), ("init",), ("tick",), ("upgrade",)):
        yield f"{words[0]} without volumes is refused", builder.run(*words).returncode == 2
    mounts = _volumes(builder.folder / "no-temporary")
    done = builder.run("init", mounts=mounts, options=())
    yield "init without temporary files is refused", done.returncode == 2 and "--tmpfs /tmp" in done.stderr
    yield "and makes nothing", not any(any(each.iterdir()) for each in mounts.values())


def _begun(builder: Builder, mounts: Mounts) -> Iterator[tuple[str, bool]]:
    yield "init begins an installation", builder.run("init", mounts=mounts).returncode == 0
    yield "a second init is refused", builder.run("init", mounts=mounts).returncode == 2
    yield "the doctor finds nothing wrong", builder.run("doctor", mounts=mounts).returncode == 0


def _not_mounted(builder: Builder, mounts: Mounts) -> Iterator[tuple[str, bool]]:
    """With an empty folder in the place of one of the two, no command begins anew."""
    for place in mounts:
        empty = _volumes(builder.folder / f"without{place.replace('/', '-')}")[place]
        for words in (("serve",), ("init",), ("tick",), ("upgrade",)):
            done = builder.run(*words, mounts={**mounts, place: empty})
            said = done.returncode == 2 and "mounted" in done.stderr
            yield f"{words[0]} with an empty {place} is refused", said and not any(empty.iterdir())


def _answered(builder: Builder, mounts: Mounts) -> tuple[dict[str, float], dict[str, bool]]:
    """Serve a demonstration and tick; somebody joins, answers, and comes back after both were stopped and started."""
    promises: dict[str, bool] = {}
    built = builder.run("demo", "build", "--teams", "1", "--waves", "2", mounts=mounts)
    if built.returncode:
        raise RuntimeError(built.stderr[-1500:])
    told = json.loads((mounts["/srv/peil"] / "demo.json").read_text())
    somebody = Visitor(builder.port)
    figures = {}
    for turn in ("first", "again"):
        began = time.monotonic()
        serve = ("serve", "--host", HOST, "--port", str(builder.port))
        with (
            builder.running("pages", *serve, mounts=mounts) as pages,
            builder.running("ticker", "tick", "--every", "60", mounts=mounts) as ticker,
        ):
            promises[f"it is well ({turn})"] = _is_well(builder.port)
            figures[f"start_{turn}_s"] = round(time.monotonic() - began, 1)
            if turn == "first":
                promises["somebody joins and answers"] = _joins_and_answers(somebody, told["joins"][0]["url"])
                promises.update(_at_work(builder, mounts))
            promises[f"they have their mirror ({turn})"] = somebody.get("/mirror").status == 200
            somebody.close()
            figures[f"stop_{turn}_s"] = _seconds(lambda: builder.stop("pages", "ticker"))
            promises[f"both end by themselves ({turn})"] = (pages.wait(), ticker.wait()) == (0, 0)
    return figures, promises


def _joins_and_answers(somebody: Visitor, address: str) -> bool:
    """Join by an invitation's address and answer this wave's questions."""
    joined = somebody.post(address, filled_in(somebody.get(address).text, turn=0) | {"function": REFUSED})
    answered = somebody.post("/pulse", filled_in(somebody.get("/pulse").text, turn=1))
    return (joined.status, answered.status) == (303, 303)


def _at_work(builder: Builder, mounts: Mounts) -> Iterator[tuple[str, bool]]:
    """While pages and ticker run, other commands do their work beside them: a report, a backup."""
    listed = builder.run("release", "list", mounts=mounts).stdout.split()
    report = builder.run("report", listed[0], "--out", "/srv/peil/report.pdf", mounts=mounts)
    yield "a report is drawn", report.returncode == 0 and (mounts["/srv/peil"] / "report.pdf").stat().st_size > 20_000
    made = builder.run("holder", "make", "/srv/peil/backup.key", mounts=mounts).stdout
    public = next(each for each in made.split() if each.startswith("age1"))
    backup = builder.run("backup", "/srv/peil/peil.age", "--to", public, mounts=mounts)
    yield "a backup is made", backup.returncode == 0 and (mounts["/srv/peil"] / "peil.age").exists()


def _volumes(folder: Path) -> Mounts:
    """Make empty folders that belong to the user of the image."""
    made = {"/srv/peil": folder / "instance", "/srv/peil-keys": folder / "keys"}
    for place in made.values():
        place.mkdir(parents=True)
        os.chown(place, USER, USER)
        place.chmod(0o700)
    return made


def _is_well(port: int) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ok")
        time.sleep(0.05)
    return False


def _seconds(work: Any) -> float:
    began = time.monotonic()
    work()
    return round(time.monotonic() - began, 1)
