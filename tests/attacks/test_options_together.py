"""Attacks 2 and 11 on several options at once: cuts that include each other, choices that add up to
everybody.

One integer program over all options of an item, all blocks and all levels; the audit looks at one option at a
time.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from app.releases.rules.aggregate import Tally
from app.releases.rules.cells import Published, Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import Node, roll_up, tree
from tests.releases.regions import snapshot, vote

POLICY = Policy()
CUTS = ItemPlan(item="i", everywhere=(">=30", ">=50", ">=70"))
KINDS = ItemPlan(item="i", everywhere=("more", "same", "less"), exclusive=(("more", "same", "less"),))
Line = tuple[NDArray[np.float64], float, float]
TREE = snapshot(
    {f"org{place}": [f"team{place}.{each}" for each in range(4)] for place in range(4)},
    types={"org0": "care", "org1": "care", "org2": "court", "org3": "court"},
)


def answers(plan: ItemPlan, seed: int) -> Tally:
    """Teams of 3 to 15 people, each with its own leaning."""
    chance, tally = np.random.default_rng(seed), Tally()
    ways = [plan.options[:count] for count in range(4)] if plan is CUTS else [(kind,) for kind in plan.options]
    for team in TREE.teams:
        leaning = chance.dirichlet([0.7 if plan is CUTS else 0.5] * len(ways))
        for _ in range(int(chance.integers(3, 16))):
            vote(tally, "i", team.team, yes=ways[int(chance.choice(len(ways), p=leaning))])
    return tally


def weakest_doubt(plan: ItemPlan, seed: int) -> int:
    """How many people at least can differ from all others, over all blocks and options; -1 for a contradiction."""
    tally = answers(plan, seed)
    rows = protect(TREE, tally, policy=POLICY, items=[plan], noise=SeededNoise(seed))
    people = tally.sizes()["team", "i"]
    nodes = list(roll_up(tree(TREE), people=people, min_group=POLICY.min_group).region.walk())
    blocks = [node for node in nodes if node.pool]
    lines = [*_shown(rows, nodes, blocks, plan=plan), *_belonging(blocks, plan)]
    program = LinearConstraint(
        np.array([line for line, _, _ in lines]), [low for _, low, _ in lines], [high for _, _, high in lines]
    )
    sizes = np.repeat([block.pool_people for block in blocks], 3)
    doubts = []
    for column, size in enumerate(sizes):
        for sign in (1, -1):
            goal = sign * np.eye(len(sizes))[column]
            whole = np.ones(len(sizes), dtype=np.int64)
            result = milp(goal, constraints=program, bounds=Bounds(0, sizes), integrality=whole)
            if result.x is None:
                return -1
            count = round(float(result.x[column]))
            doubts.append(int(size) - count if sign == 1 else count)
    return min(doubts)


def _shown(rows: tuple[Row, ...], nodes: list[Node], blocks: list[Node], *, plan: ItemPlan) -> list[Line]:
    """What is published of every group and option, in counts."""
    cells = {(row.level, row.group, row.option): row.cell for row in rows}
    lines: list[Line] = []
    for node in nodes:
        inside = [place for place, block in enumerate(blocks) if block in tuple(node.walk())]
        for place, option in enumerate(plan.options):
            cell = cells.get((node.group.level, node.group.id, option))
            if isinstance(cell, Published):
                line = np.zeros(len(blocks) * 3)
                line[[3 * block + place for block in inside]] = 1
                low, high = cell.lower * node.people - 1e-6, cell.upper * node.people + 1e-6
                lines.append((line, np.ceil(low), np.floor(high)))
    return lines


def _belonging(blocks: list[Node], plan: ItemPlan) -> list[Line]:
    """Wider cuts include narrower ones; exclusive options add up to everybody."""
    lines: list[Line] = []
    for place, block in enumerate(blocks):
        if plan is KINDS:
            line = np.zeros(len(blocks) * 3)
            line[3 * place : 3 * place + 3] = 1
            lines.append((line, block.pool_people, block.pool_people))
            continue
        for step in (0, 1):
            line = np.zeros(len(blocks) * 3)
            line[[3 * place + step, 3 * place + step + 1]] = (1, -1)
            lines.append((line, 0, np.inf))
    return lines


@pytest.mark.parametrize("plan", [CUTS, KINDS], ids=["cuts", "kinds"])
@pytest.mark.parametrize("seed", [4, 45, 142, 18, 23])
def test_options_that_belong_together_give_nobody_away_together(plan: ItemPlan, seed: int) -> None:
    """Every block can be more than c from none and from all in every option, and figures never contradict."""
    assert weakest_doubt(plan, seed) > POLICY.colluders


def test_options_that_add_up_to_everybody_are_shown_for_large_groups_only() -> None:
    """Team by team, two of three choices would tell the third."""
    rows = protect(TREE, answers(KINDS, 1), policy=POLICY, items=[KINDS], noise=SeededNoise(1))
    assert {row.level for row in rows} == {"region", "orgtype"}
