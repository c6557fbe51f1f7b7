"""What Lighthouse says of four pages: a phone on a slow network, as its mobile preset simulates one.

Lighthouse is installed once, at the version in package.json, into a folder that git ignores. Where it cannot be
had (no npm, no network, no Chromium) the figures say so instead. Knows pages and scores, nothing of what they hold.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.ports import HOST, free_port
from bench.region import BuiltRegion, built_region, served_region
from bench.report import against
from bench.web import signed_in

HERE = Path(__file__).parent
FOLDER = HERE / ".lighthouse"
PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
TEAMS, WAVES = 12, 4
PATIENCE_SECONDS = 120
ENOUGH_SECONDS = 100  # After this long no further page is begun.
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "tbt_ms": "total-blocking-time",
}
BUDGETS = {"fcp_ms": 1000.0, "lcp_ms": 1000.0, "tbt_ms": 0.0, "points_missing": 0.0}


class NotToBeHad(Exception):
    """Lighthouse could not be installed or found no page; the text says why."""


def run() -> dict[str, Any]:
    """Scores from 0 to 100, moments in milliseconds, and by name each check that is not passed."""
    try:
        program = _program()
    except NotToBeHad as reason:
        return {"not_measured": str(reason)}
    with built_region(teams=TEAMS, waves=WAVES) as region, served_region(region):
        pages = _measured(program, region)
    question = pages["/pulse"]
    if "not_measured" in question:
        return {"pages": pages}
    missing = sum(100 - question[name] for name in CATEGORIES)
    return {"pages": pages, "budgets_pulse": against(BUDGETS, {**question, "points_missing": missing})}


def _program() -> Path:
    """Lighthouse, installed when it is not there at this version. Raises NotToBeHad."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm and Path(CHROMIUM).exists()):
        raise NotToBeHad("needs node, npm and Chromium")
    if _installed() == _wanted():
        return PROGRAM
    FOLDER.mkdir(exist_ok=True)
    shutil.copy(HERE / "package.json", FOLDER)
    order = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    try:
        subprocess.run(order, cwd=FOLDER, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NotToBeHad(f"npm could not install lighthouse {_wanted()}") from None
    return PROGRAM


def _wanted() -> str:
    version: str = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]["lighthouse"]
    return version


def _installed() -> str | None:
    package = PROGRAM.parents[1] / "package.json"
    return json.loads(package.read_text("utf-8"))["version"] if package.exists() else None


def _measured(program: Path, region: BuiltRegion) -> dict[str, dict[str, Any]]:
    """Each page by name: the first question and the mirror of a participant, the two doors of a visitor."""
    cookies = signed_in(region, region.codes[0], place=0)
    join = region.told["joins"][0]["url"]
    visits = {"/pulse": ("/pulse", cookies), "/mirror": ("/mirror", cookies), "/": ("/", {}), "/join": (join, {})}
    until = time.monotonic() + ENOUGH_SECONDS
    pages: dict[str, dict[str, Any]] = {}
    for name, (path, own) in visits.items():
        try:
            pages[name] = figures(_report(program, f"http://{HOST}:{region.port}{path}", cookies=own, until=until))
        except NotToBeHad as reason:
            pages[name] = {"not_measured": str(reason)}
    return pages


def _report(program: Path, address: str, *, cookies: Mapping[str, str], until: float) -> Mapping[str, Any]:
    """Lighthouse's own report of one page. Raises NotToBeHad."""
    if time.monotonic() > until:
        raise NotToBeHad("no time left")
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    chrome = "--headless=new --no-sandbox"
    order = ["node", str(program), address, "--quiet", "--output=json", f"--port={free_port()}"]
    order += [f"--chrome-flags={chrome}", f"--only-categories={','.join(CATEGORIES)}"]
    order += [f"--extra-headers={json.dumps(headers)}"]
    try:
        done = subprocess.run(
            order, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, check=True, timeout=60
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NotToBeHad("Lighthouse broke off") from None
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def figures(report: Mapping[str, Any]) -> dict[str, Any]:
    """Scores, moments, and what is not passed. Raises NotToBeHad when Lighthouse saw no page."""
    if report.get("runtimeError"):
        raise NotToBeHad(report["runtimeError"]["message"])
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    times = {name: round(report["audits"][audit]["numericValue"]) for name, audit in TIMES.items()}
    return {**scores, **times, "not_passed": _not_passed(report)}


def _not_passed(report: Mapping[str, Any]) -> Sequence[str]:
    """The checks that cost points, by Lighthouse's own names."""
    counted = [each["id"] for name in CATEGORIES for each in report["categories"][name]["auditRefs"] if each["weight"]]
    scores = {name: report["audits"][name]["score"] for name in counted}
    return sorted(name for name, score in scores.items() if score is not None and score < 1)
