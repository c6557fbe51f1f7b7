"""What Peil is made of: a software bill of materials (CycloneDX), a list of licences, and a look for known weaknesses.

`python -m bench.components sbom [FOLDER]` writes `sbom.cdx.json` and `licences.md` from `requirements.lock` (what an
installation runs with; the tools of developers are not in it). `python -m bench.components audit` asks the public lists
of weaknesses about exactly these versions.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
AUDIT = "pip-audit==2.9.0"
UNREACHABLE = "no answer from the public lists of weaknesses"
SAID_ELSEWHERE = {"pyrage": "MIT", "pyxform": "BSD-2-Clause"}
"""Licences of packages whose metadata names none; read in their repositories."""
USABLE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Zope|Unlicense|Zlib|0BSD|CC0", re.IGNORECASE
)
"""Licences that may go together with the EUPL-1.2 of Peil: all of them let a program be used that has another."""


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """A package that an installation runs with; `licence` in the words of its own metadata, empty where it has none."""

    name: str
    version: str
    licence: str


def components(lock: Path = LOCK) -> list[Component]:
    """Return every package of the lock file, once for each locked version, by name."""
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted({Component(name, version, licence_of(name)) for name, version in pinned})


def licence_of(name: str) -> str:
    """Return the licence that an installed package names: its expression, or its classifiers, or its own word."""
    try:
        known = metadata(name)
    except PackageNotFoundError:
        return SAID_ELSEWHERE.get(name, "")
    classified = [each.rpartition(" :: ")[2] for each in known.get_all("Classifier") or [] if "License ::" in each]
    word, expression = (
        next(iter(known.get_all(field) or []), "").strip().partition("\n")[0]
        for field in ("License", "License-Expression")
    )
    return expression or "; ".join(classified) or (word if len(word) < 60 else "") or SAID_ELSEWHERE.get(name, "")


def bill_of_materials(lock: Path = LOCK) -> dict[str, Any]:
    """Return the bill of materials (CycloneDX 1.6) with the version, the digests and the licence of each package."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "sbom.json"
        program = Path(sys.executable).with_name("cyclonedx-py")
        command = [str(program), "requirements", str(lock), "--pyproject", str(ROOT / "pyproject.toml")]
        options = ["--output-reproducible", "--of", "JSON", "-o", str(made), "--validate"]
        subprocess.run([*command, *options], check=True, capture_output=True)
        bill: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    licences = {each.name: each.licence for each in components(lock)}
    for component in bill["components"]:
        component.pop("description", None)  # The line of the lock file, digests and all.
        component["licenses"] = [{"license": {"name": licences[component["name"]] or "unknown"}}]
    return bill


def licence_table(found: list[Component]) -> str:
    """Return the list of licences as a Markdown table."""
    rows = "".join(f"| {each.name} | {each.version} | {each.licence or 'unknown'} |\n" for each in found)
    return f"# Licences of what Peil runs with\n\n| package | version | licence |\n|---|---|---|\n{rows}"


def without_usable_licence(found: list[Component]) -> list[Component]:
    """Return the packages whose licence is unknown or is none that may go together with ours."""
    return [each for each in found if not USABLE.search(each.licence)]


def audit_words(report: dict[str, Any]) -> tuple[int, str]:
    """Return exit status and words for what pip-audit reports: 1 for a known weakness, otherwise 0.

    A package that nobody could be asked about is counted, so that silence is not taken for health.
    """
    packages = report["dependencies"]
    asked = [each for each in packages if "skip_reason" not in each]
    weak = [(each["name"], each["version"], fault) for each in asked for fault in each["vulns"]]
    lines = [
        f"{name} {version}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for name, version, fault in weak
    ]
    if not asked:
        return 0, f"Not looked for known weaknesses: {UNREACHABLE}."
    lines.append(
        f"Known weaknesses: {len(weak)} in {len(asked)} of {len(packages)} packages that could be asked about."
    )
    return (1 if weak else 0), "\n".join(lines)


def audit() -> tuple[int, str]:
    """Ask the public lists of weaknesses about every locked version; without an answer say so and find nothing."""
    uv = [sys.executable, "-m", "uv", "tool", "run", "--quiet", AUDIT]
    options = ["-r", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    try:
        done = subprocess.run([*uv, *options], check=False, capture_output=True, text=True, timeout=90, env=_with_uv())
        return audit_words(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return 0, f"Not looked for known weaknesses: {UNREACHABLE}."


def _with_uv() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / ".uv")}


def write(folder: Path) -> Iterator[Path]:
    """Write the bill of materials and the list of licences into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "sbom.cdx.json": json.dumps(bill_of_materials(), indent=1, sort_keys=True) + "\n",
        "licences.md": licence_table(components()),
    }
    for name, text in texts.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        yield path


def main(arguments: list[str]) -> int:
    """Run `sbom [FOLDER]` or `audit`; return the exit status."""
    if arguments[:1] == ["audit"]:
        status, words = audit()
        print(words)
        return status
    if arguments[:1] != ["sbom"]:
        print("Choose sbom or audit.", file=sys.stderr)
        return 2
    for path in write(Path(arguments[1]) if arguments[1:] else ROOT / "build"):
        print(f"Wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
