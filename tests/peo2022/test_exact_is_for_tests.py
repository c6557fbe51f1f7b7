"""Exact figures exist in tests alone: no setting, no command and no argument of the program switches protection off."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.commands.peil import all_commands
from app.config import ROOT, read_settings
from app.lifecycle import publish
from app.releases.rules.aggregate import Snapshot, SnapshotTeam, Tally, Vote
from app.releases.rules.audit import audit
from app.releases.rules.cells import Published
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.peo2022 import exact

WORDS = ("exact", "unprotected", "verify", "verification", "no_protection", "protection", "noise", "raw", "debug")
SWITCHES = ("exact", "off", "none", "0", "1", "true", "yes", "verification")
EVERYBODY = (
    SnapshotTeam(team="t", team_name="t", organisation="o", organisation_name="o", org_type="x", org_type_name="x"),
)


class Silent:
    """Noise that is none."""

    def draw(self) -> int:
        return 0


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command there is, as somebody types it."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("word", WORDS)
def test_no_setting_changes_what_a_release_protects(word: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever stands in the environment, the settings are the same and the gate protects and audits."""
    monkeypatch.setenv("PEIL_INSTANCE", str(tmp_path / "instance"))
    (tmp_path / "secret").write_text("only-for-tests-only-for-tests-32")
    monkeypatch.setenv("PEIL_SECRET_FILE", str(tmp_path / "secret"))
    usual = read_settings()
    for value in SWITCHES:
        for name in (f"PEIL_{word.upper()}", word.upper()):
            monkeypatch.setenv(name, value)
        assert read_settings() == usual
        assert [getattr(publish, name) for name in ("protect", "audit")] == [protect, audit]


def test_no_command_takes_a_switch_for_it() -> None:
    """`--exact`, `--no-noise` and their like are wrong use of every command, and none has such an option of its own."""
    for path in commands(all_commands()):
        command: click.Command = all_commands()
        for name in path:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        own = {option for parameter in command.params for option in parameter.opts}
        assert not {option for option in own if any(word in option for word in WORDS)}
    for switch in ("--exact", "--no-noise", "--unprotected", "--verification"):
        done = CliRunner().invoke(all_commands(), ["tick", switch])
        assert done.exit_code == 2, done.output


def test_no_argument_of_the_gate_takes_a_weaker_protection() -> None:
    """The only argument is the noise, and without noise the figures are still in bins and audited."""
    assert inspect.signature(publish.make_release).parameters.keys() == {
        "session", "period_id", "reader", "noise", "now"
    }  # fmt: skip  # One line, as in the program.
    tally = Tally()
    for times, mark in ((13, True), (7, False)):
        tally.add(Vote(channel="team", item="i", group="t", marks=(("yes", mark),)), times=times)
    snapshot = Snapshot(region="r", region_name="r", teams=EVERYBODY)
    plan = ItemPlan(item="i", everywhere=("yes",), breakdowns=False)
    for row in protect(snapshot, tally, policy=Policy(), items=[plan], noise=Silent()):
        assert isinstance(row.cell, Published)
        assert row.cell.upper - row.cell.lower >= 0.1
        assert row.cell.size_class == "20-49"


def test_a_release_of_exact_figures_would_not_pass_the_audit() -> None:
    """Should any part of the program ever make one, it waits for a person and is not published."""
    tally = Tally()
    for times, mark in ((13, True), (7, False)):
        tally.add(Vote(channel="team", item="i", group="t", marks=(("yes", mark),)), times=times)
    snapshot = Snapshot(region="r", region_name="r", teams=EVERYBODY)
    rows = exact.exact_rows(snapshot, tally, items=[ItemPlan(item="i", everywhere=("yes",), breakdowns=False)])
    assert not audit(rows, policy=Policy()).ok


def test_the_program_cannot_reach_the_tests() -> None:
    """Nothing in `app/` imports what switches protection off, nor gives `publish` another protection."""
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in {"tests", "bench"}], path
            if isinstance(node, ast.Assign):
                written = [ast.unparse(target) for target in node.targets]
                assert not {"publish.protect", "publish.audit"} & {*written}, path
    assert 'packages = ["app"]' in (ROOT / "pyproject.toml").read_text()  # Tests are not installed.
