"""A tick that is killed while it closes, releases or destroys loses nothing and draws nothing twice.

`python -m bench killed_ticks --full` does it at every step and at 200 random moments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.killed_ticks import KillDrill, kill_at_steps
from tests.conftest import Template

pytestmark = pytest.mark.sqlite("puts its file back before each kill; `python -m bench country` kills on PostgreSQL")

SPREAD = 6


@pytest.fixture(scope="module")
def drill(template: Template, tmp_path_factory: pytest.TempPathFactory) -> KillDrill:
    """A small region whose first period is over, to be closed again and again."""
    home: Path = tmp_path_factory.mktemp("drill") / "home"
    return KillDrill(template.copy(home, with_region=False))


def test_a_kill_between_any_two_steps_changes_no_release(drill: KillDrill) -> None:
    """At moments spread over the tick: ballots and key stay until the release is there, the same in the end."""
    found = kill_at_steps(drill, drill.close, steps=range(2, drill.steps, drill.steps // SPREAD))
    assert found.kills >= SPREAD
    assert (found.lost, found.drawn_twice, found.damaged, found.unfinished) == (0, 0, 0, 0), found.found


def test_a_kill_between_commit_and_destruction_is_finished_by_the_next(drill: KillDrill) -> None:
    """The gate's last steps: published, marked, ballots deleted, key overwritten, noted."""
    steps = drill.count_steps(drill.gate)
    found = kill_at_steps(drill, drill.gate, steps=range(steps - 9, steps + 1, 2))
    assert found.between_commit_and_destruction > 0
    assert (found.lost, found.drawn_twice, found.damaged, found.unfinished) == (0, 0, 0, 0), found.found


def test_three_ticks_at_once_publish_once_and_say_nothing_false(drill: KillDrill) -> None:
    """Three processes from the same moment: none says that anything waits; the release is that of a single tick."""
    for _ in range(2):
        statuses, found = drill.close_at_once(3)
        assert statuses == [0, 0, 0]
        assert (found.digest, found.rows, found.ballots) == (drill.after.digest, drill.after.rows, 0)
