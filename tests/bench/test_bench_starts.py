"""`python -m bench` measures what it is asked for and keeps the figures with the machine they belong to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import __main__ as program
from bench import command_line, peer, release, report, web
from bench.machine import this_machine


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for figures instead of the real one."""
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    return tmp_path / "results"


def test_every_module_with_a_run_is_a_benchmark(tmp_path: Path) -> None:
    """A new benchmark needs no list to stand in; what has no `run` is not one."""
    (tmp_path / "speed.py").write_text('"""."""\n\ndef run() -> dict[str, int]:\n    return {}\n')
    (tmp_path / "visitor.py").write_text('"""."""\n\ndef runner() -> None: ...\n')
    assert program.benchmarks(tmp_path) == ["speed"]
    assert {"web", "release", "peer"} <= set(program.benchmarks())


def test_figures_are_kept_with_the_machine_and_the_moment(results: Path) -> None:
    """A figure without its machine, date and commit would be compared with another machine's."""
    path = report.write("speed", {"flows_per_s": 3}, machine=this_machine(), seconds=1.0)
    kept = json.loads(path.read_text())
    assert path == results / "speed.json"
    assert kept["figures"] == {"flows_per_s": 3}
    assert {"cores", "measured_at", "commit", "shared"} <= set(kept["machine"])


def test_a_benchmark_that_breaks_does_not_hide_the_others(
    results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are measured and kept, and the exit status tells."""

    def measure(name: str, *, full: bool) -> dict[str, int]:
        if name == "peer":
            raise RuntimeError("no network")
        return {"figure": 1}

    monkeypatch.setattr(program, "_run", measure)
    assert program.main(["peer", "web"]) == 1
    assert [path.name for path in results.iterdir()] == ["web.json"]
    assert "Not measured: peer" in capsys.readouterr().err


def test_an_unknown_name_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    """One line names the mend, with exit status 2."""
    with pytest.raises(SystemExit) as stopped:
        program.main(["sped"])
    assert stopped.value.code == 2
    assert "there is no benchmark 'sped'" in capsys.readouterr().err


def test_a_small_release_is_measured() -> None:
    """The release goes through the real gate, and every step has its time."""
    figures = release.run(sizes=(60,))["by_people"]["60"]
    assert figures["ballots"] > figures["answers"] == 600
    assert figures["peak_mb"] > 0
    assert {"count_ballots", "protect", "audit", "publish", "estimates_afterwards"} <= set(figures)


def test_a_small_region_is_visited() -> None:
    """The real server is started, visited and stopped; every budget stands beside what was measured."""
    figures = web.run(teams=2, waves=2, alone=4, together=8, at_once=2)
    assert set(figures["budgets"]) == set(web.BUDGETS)
    assert figures["together"]["post"]["requests"] == 8
    assert figures["boards"]["region"]["share_304"] == 1.0


def test_one_table_holds_every_promise(results: Path) -> None:
    """Budgets, the least against the peer, its ratios, and what was not measured, with the machine they belong to."""
    machine = this_machine()
    report.write("web", {"budgets": report.against({"start_s": 1.5}, {"start_s": 1.2})}, machine=machine, seconds=1.0)
    promised = report.at_least({"times_the_flows": 3.0}, {"times_the_flows": 2.5})
    report.write("peer", {"times_better": {"flow_cpu": 2.4}, "budgets": promised}, machine=machine, seconds=1.0)
    report.write("lighthouse", {"not_measured": "needs node"}, machine=machine, seconds=1.0)
    told = report.summary(results)
    for said in (
        "1.2 of at most 1.5: holds",
        "2.5 of at least 3: UNDER",
        "peer.flow_cpu",
        "not measured: needs node",
        f"{machine.cores} cores of",
        machine.commit,
    ):
        assert said in told


def test_the_promises_of_the_program_are_all_measured() -> None:
    """A budget that no benchmark holds would only be words; docs/decisions/0035-speed.md lists them."""
    for name in ("start_s", "worker_mb", "mirror_median_ms", "flow_cpu_ms", "post_p99_ms", "board_p99_ms"):
        assert name in web.BUDGETS
    assert {"cold_first_round_bytes", "cold_bytes", "cold_requests", "warm_bytes"} <= set(web.BUDGETS)
    assert set(release.BUDGETS) == {"seconds", "peak_mb"}
    assert command_line.BUDGETS == {"help_cpu_s": 0.25, "idle_tick_cpu_s": 0.5}
    assert peer.AT_LEAST == {"times_the_flows": 3.0}
