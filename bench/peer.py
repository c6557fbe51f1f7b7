"""The same work in another survey program, in the same run: five questions, open → answer → thank-you page.

The peer is django-survey-and-report from PyPI, in a virtual environment that is thrown away, on the same server
program, with two workers as ours. It is measured with as many threads as ours and with eight, and the better counts.
Where it cannot be installed the figures say so.
Its bytes are not compared: they depend on how its static files are served, which its package leaves open.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.crowd import Order, visit
from bench.ports import HOST, free_port
from bench.region import built_region, served_region
from bench.report import at_least, spread
from bench.server import Serving, serving
from bench.web import signed_in

PEER = "django-survey-and-report==1.5"
SERVER = "granian==2.8.7"  # It asks least of the processor: the peer is not held back by its server.
FORM = "/1/"
FLOWS, AT_ONCE, WARM = 320, 16, 32
INSTALL_SECONDS = 180
THREADS = (2, 8)
AT_LEAST = {"times_the_flows": 3.0}


class PeerNotInstalled(Exception):
    """The peer could not be fetched or installed; the text is what the installer said last."""


def run(*, flows: int = FLOWS, teams: int = 12) -> dict[str, Any]:
    """Both programs after each other, and how many times ours does better."""
    try:
        with peer_installed() as (python, folder):
            theirs = max(
                (_their_figures(python, folder, threads=threads, flows=flows) for threads in THREADS),
                key=lambda figures: figures["flows_per_s"],
            )
    except PeerNotInstalled as fault:
        return {"peer": PEER, "not_measured": str(fault)}
    with built_region(teams=teams, waves=4) as region, served_region(region) as server:
        cookies = [signed_in(region, code, place=place) for place, code in enumerate(region.codes)]
        ours = _measured(server, form="/pulse", cookies=cookies, flows=flows)
    ratios = _ratios(ours, theirs)
    return {
        "peer": PEER,
        "ours": ours,
        "theirs": theirs,
        "times_better": ratios,
        "budgets": at_least(AT_LEAST, {"times_the_flows": ratios["flows_per_s"]}),
    }


@contextmanager
def peer_installed() -> Iterator[tuple[Path, Path]]:
    """A Python that has the peer, and the folder of its database. Raises PeerNotInstalled."""
    with TemporaryDirectory(prefix="peil-bench-peer-") as name:
        folder = Path(name)
        python = folder / "venv" / "bin" / "python"
        _must([sys.executable, "-m", "venv", str(folder / "venv")], folder)
        _must([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER, SERVER], folder)
        shutil.copy(Path(__file__).with_name("peer_site.py"), folder)
        _must([str(python), "peer_site.py"], folder)
        yield python, folder


def _must(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=_environment(folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PeerNotInstalled(str(fault)) from None
    if done.returncode:
        raise PeerNotInstalled(done.stderr[-500:])


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PEER_FOLDER": str(folder)}


def _their_figures(python: Path, folder: Path, *, threads: int, flows: int) -> dict[str, Any]:
    with peer_served(python, folder, threads=threads) as server:
        figures = _measured(server, form=FORM, cookies=[{} for _ in range(AT_ONCE)], flows=flows)
    return {"threads": threads, **figures}


@contextmanager
def peer_served(python: Path, folder: Path, *, threads: int) -> Iterator[Serving]:
    """Serve it as we serve ours, by two workers."""
    port = free_port()
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "2"]
    options += ["--blocking-threads", str(threads)]
    command = [str(python.with_name("granian")), *options, "peer_site:application"]
    with serving(command, port=port, first_page=FORM, folder=folder, environment=_environment(folder)) as server:
        yield server


def _measured(server: Serving, *, form: str, cookies: list[dict[str, str]], flows: int) -> dict[str, Any]:
    """Flows by sixteen at once, after some that warm the server up."""
    warming, order = (
        Order(port=server.port, cookies=cookies, form=form, flows=number, at_once=AT_ONCE) for number in (WARM, flows)
    )
    visit(warming)
    before = server.cpu_s()
    measured = visit(order)
    return {
        "flows_per_s": round(flows / measured.seconds, 1),
        "flow_cpu_ms": round((server.cpu_s() - before) / flows * 1000, 1),
        "post": spread(measured.steps["answer"]),
    }


def _ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    return {
        "flows_per_s": round(ours["flows_per_s"] / theirs["flows_per_s"], 2),
        "flow_cpu": round(theirs["flow_cpu_ms"] / ours["flow_cpu_ms"], 2),
        "post_median": round(theirs["post"]["median_ms"] / ours["post"]["median_ms"], 2),
    }
