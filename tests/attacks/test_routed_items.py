"""Attack: the size and the bins of an item that only some are asked, against the answer that decides it.

Before rule 13 a row of causes was counted over those who feel workload: whether it was shown, and its size class, told
how many they are. Every size of a team is tried, at a response of 60 to 100 %.
"""

from __future__ import annotations

import random

import pytest

from app.releases.rules.cells import Published
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import roll_up, tree
from tests.attacks.linked_counting import Deciding
from tests.releases.routed import CAUSES, counted, feeling, region, released, tree_of

POLICY = Policy()
FOLLOWING = {"workload_cause": "feels"}
BOTH = ("workload", "workload_cause", "sector_workload_cause")


@pytest.mark.parametrize("response", [0.6, 0.8, 1.0])
@pytest.mark.parametrize("seed", range(2))
def test_causes_and_workload_together_prove_nobodys_workload(seed: int, response: float) -> None:
    """Blocks unanimous and divided: more than c people can always differ in whether they feel it, and how strongly."""
    people = region(seed, teams=8, response=response)
    tally = counted(people, asked=CAUSES)
    shape = tree_of(list(people))
    rows = released(shape, tally, asked=CAUSES, seed=seed)
    rollup = roll_up(tree(shape), people=tally.sizes()["team", "workload"], min_group=POLICY.min_group)
    attacker = Deciding(rows, rollup.region, items=FOLLOWING)
    for option in (">=some", "strong"):
        assert min(attacker.doubts("workload", option), default=POLICY.min_group) > POLICY.colluders


def test_causes_of_both_kinds_prove_nobodys_workload() -> None:
    """Who feels it names own causes, who does not names those of the sector: each leaves the other its room."""
    chance = random.Random(5)
    people = {}
    for team in range(6):
        share = (0.0, 1.0, 0.5)[team % 3]
        people[f"t{team}"] = [
            feeling(chance, share) | {"sector_workload_cause": ["admin", "caseload"]} for _ in range(8)
        ]
    tally, shape = counted(people, asked=BOTH), tree_of(list(people))
    rows = released(shape, tally, asked=BOTH, seed=5)
    rollup = roll_up(tree(shape), people=tally.sizes()["team", "workload"], min_group=POLICY.min_group)
    attacker = Deciding(rows, rollup.region, items=FOLLOWING | {"sector_workload_cause": "hardly"})
    assert min(attacker.doubts("workload", ">=some")) > POLICY.colluders


@pytest.mark.parametrize("size", range(4, 16))
def test_whether_causes_are_shown_tells_nothing_for_any_size_of_a_team(size: int) -> None:
    """For every number of people who feel workload: one pattern of rows and size classes."""
    patterns = set()
    for feels in range(size + 1):
        chance = random.Random(feels)
        people = {
            "a": [feeling(chance, float(place < feels)) for place in range(size)],
            "b": [feeling(chance, 0.5)] * 9,
        }
        rows = released(tree_of(["a", "b"]), counted(people, asked=CAUSES), asked=CAUSES, fit=False)
        patterns.add(
            tuple(
                (row.group, row.item, row.option, getattr(row.cell, "size_class", ""))
                for row in rows
                if row.level == "team"
            )
        )
    assert len(patterns) == 1


def test_a_team_is_named_where_its_workload_is_shown() -> None:
    """Routed items are as useful as the one that decides: shown for the same teams."""
    people = region(1, teams=10)
    rows = released(tree_of(list(people)), counted(people, asked=CAUSES), asked=CAUSES)
    shown = [{row.group for row in rows if row.item == item and isinstance(row.cell, Published)} for item in CAUSES]
    assert shown[0] == shown[1]
    assert shown[0]
