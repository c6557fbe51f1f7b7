"""What an attacker can count of the question that decides, who also has the items that follow from it.

An independent second opinion on `app.releases.rules.audit_linked`: the implications are written by hand; one integer
program is solved per bound. The attacker knows the sizes of all teams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from app.releases.rules.cells import Published, Row
from app.releases.rules.rollup import Node

MOST_CAUSES = 3
Line = tuple[dict[int, float], float, float]


class Deciding:
    """Everybody who answered about workload, block by block: who feels it, and who names each cause."""

    def __init__(self, rows: Sequence[Row], region: Node, *, items: Mapping[str, str]) -> None:
        """`items`: each item whose options follow from workload, with "feels" or "hardly"; at most three choices."""
        self.blocks = [node for node in region.walk() if node.pool]
        options = sorted({(row.item, row.option) for row in rows if row.statistic == "share" and not row.breakdown})
        self._place = {key: place for place, key in enumerate(options)}
        self._sizes = np.array([block.pool_people for block in self.blocks for _ in options], dtype=float)
        self._lines: list[Line] = []
        for row in rows:
            if isinstance(row.cell, Published) and row.statistic == "share" and not row.breakdown:
                self._published(row, row.cell, region)
        for block in range(len(self.blocks)):
            self._implied(block, items)

    def _at(self, block: int, item: str, option: str) -> int:
        return block * len(self._place) + self._place[item, option]

    def _published(self, row: Row, cell: Published, region: Node) -> None:
        node = next(each for each in region.walk() if (each.group.level, each.group.id) == (row.level, row.group))
        inside = [place for place, block in enumerate(self.blocks) if block in tuple(node.walk())]
        low, high = np.ceil(cell.bin_lower * node.people - 1e-6), np.floor(cell.bin_upper * node.people + 1e-6)
        self._lines.append(({self._at(block, row.item, row.option): 1.0 for block in inside}, low, high))

    def _implied(self, block: int, items: Mapping[str, str]) -> None:
        people = float(self.blocks[block].pool_people)
        feels = self._at(block, "workload", ">=some")
        self._lines.append(({feels: 1.0, self._at(block, "workload", "strong"): -1.0}, 0, np.inf))
        for item, side in items.items():
            own = [place for (name, _), place in self._place.items() if name == item]
            columns = [block * len(self._place) + place for place in own]
            sign, most = (-1.0, 0.0) if side == "feels" else (1.0, people)
            self._lines += [({column: 1.0, feels: sign}, -np.inf, most) for column in columns]
            total = {**dict.fromkeys(columns, 1.0), feels: MOST_CAUSES * sign}
            self._lines.append((total, -np.inf, MOST_CAUSES * most))

    def doubts(self, item: str, option: str) -> list[int]:
        """Per block, how many people at least can differ from all others; -1: the figures contradict each other."""
        found = []
        for block, node in enumerate(self.blocks):
            column = self._at(block, item, option)
            low, high = self._extreme(column, 1), self._extreme(column, -1)
            found.append(-1 if low is None or high is None else min(high, node.pool_people - low))
        return found

    def _extreme(self, column: int, sign: int) -> int | None:
        matrix = np.zeros((len(self._lines), len(self._sizes)))
        for place, (weights, _, _) in enumerate(self._lines):
            matrix[place, list(weights)] = list(weights.values())
        lines = LinearConstraint(matrix, [low for _, low, _ in self._lines], [high for _, _, high in self._lines])
        goal = np.zeros(len(self._sizes))
        goal[column] = sign
        whole = np.ones(len(goal), dtype=np.int64)
        result = milp(goal, integrality=whole, bounds=Bounds(0, self._sizes), constraints=lines)
        return None if result.x is None else round(float(result.x[column]))
