"""No test races: it waits for a state and not for a time, and what it starts has one place that ends it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT

TESTS = ROOT / "tests"
WAITING, SERVING = TESTS / "browser" / "waiting.py", TESTS / "browser" / "serving.py"
TIME = {"wait_for_timeout", "sleep", "perf_counter", "monotonic", "process_time"}
NEVER_WAITS = {"wait_for_function"}
"""Takes the promise of an asynchronous condition for its answer."""
SET_ELSEWHERE = {"set_default_timeout", "set_default_navigation_timeout"}


def names_in(path: Path) -> Iterator[tuple[str, int]]:
    """Every name that the file uses, with its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name, node.lineno


def found(refused: set[str], *, but_in: tuple[Path, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(TESTS.rglob("*.py"))
        if path not in but_in
        for name, line in names_in(path)
        if name in refused
    ]


def test_no_test_waits_for_a_time() -> None:
    """Not by sleeping, nor by measuring: `tests/browser/waiting.py` waits for states, `bench/` measures."""
    assert found(TIME | NEVER_WAITS | SET_ELSEWHERE, but_in=(WAITING,)) == []


def test_no_wait_has_a_bound_of_its_own() -> None:
    """A number that was enough on one machine is too little on a busy one; `PATIENCE_SECONDS` is for everybody."""
    bounds = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "timeout" and isinstance(keyword.value, ast.Constant)
    ]
    assert bounds == []


def test_no_test_calls_a_quiet_network_a_proof() -> None:
    """Half a second without a request is a time, not a state."""
    quiet = "network" + "idle"
    assert [str(path) for path in TESTS.rglob("*.py") if quiet in path.read_text()] == []


def test_servers_in_threads_are_ended_in_one_place() -> None:
    """Thread and port are gone after the test, whatever became of it."""
    assert found({"make_server"}, but_in=(SERVING,)) == []


def test_whatever_drives_a_browser_is_marked_so(request: pytest.FixtureRequest) -> None:
    """`make fast` leaves them out; it runs where no browser is."""
    drives = [item for item in request.session.items if "browser" in getattr(item, "fixturenames", ())]
    assert [item.nodeid for item in drives if item.get_closest_marker("browser") is None] == []


@pytest.mark.parametrize("line", ["page.wait_for_timeout(300)", "from time import sleep", "time.sleep(1)"])
def test_the_pattern_is_seen(tmp_path: Path, line: str) -> None:
    """However it is written."""
    (tmp_path / "test_it.py").write_text(line)
    assert {name for name, _ in names_in(tmp_path / "test_it.py")} & TIME
