"""`python -m bench [NAME …] [--full]`: runs every benchmark, keeps its figures and prints them.

A benchmark is a module of this folder with `run() -> dict`; one whose `run` takes `full` also has a longer form.
Afterwards one table holds every promise beside its newest figure. A benchmark that breaks is named at the end (exit
status 1); the others are measured all the same.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from bench.machine import this_machine
from bench.report import summary, table, write

FOLDER = Path(__file__).parent


def benchmarks(folder: Path = FOLDER) -> list[str]:
    """The names of all benchmarks, found by their `run` without importing anything."""
    return sorted(path.stem for path in folder.glob("*.py") if "\ndef run(" in path.read_text(encoding="utf-8"))


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for (everything by default)."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Peil.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(known)} (default: all)")
    parser.add_argument("--full", action="store_true", help="also the long forms, such as a million answers")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(known)):
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(known)}")
    broken = [name for name in chosen.names or known if not _measure(name, full=chosen.full)]
    print(summary(), flush=True)
    if broken:
        print(f"\nNot measured: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def _measure(name: str, *, full: bool) -> bool:
    machine = this_machine()
    began = time.monotonic()
    try:
        figures = _run(name, full=full)
    except Exception:  # A benchmark that breaks must not hide the others' figures.
        traceback.print_exc()
        return False
    path = write(name, figures, machine=machine, seconds=time.monotonic() - began)
    print(table(name, figures, machine=machine, path=path), flush=True)
    return True


def _run(name: str, *, full: bool) -> dict[str, Any]:
    run = importlib.import_module(f"bench.{name}").run
    takes_full = "full" in inspect.signature(run).parameters
    figures: dict[str, Any] = run(full=full) if takes_full else run()
    return figures


if __name__ == "__main__":
    sys.exit(main())
