"""Estimates beside the truth: coverage, wrong signs, false signals and power, over regions whose true shares are known.

Real protection (`protect`), estimates from published rows alone. Must not know tables: `bench/estimates.py` makes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from scipy.optimize import brentq
from scipy.special import logit

from app.estimates.group_series import Panels
from app.estimates.model.bin_law import SeenBin
from app.estimates.model.small_area import Estimate
from app.estimates.model.small_areas import estimate
from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.cells import Published, Row, size_class
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.statistics.grades import SURE, graded
from bench.invented_regions import OPTION, REGIONS, Invented, World

MOMENTS = (1, 3, 6)
"""After so many periods everything is estimated and compared with the truth."""

LEVELS = ("region", "orgtype", "organisation", "team")
TRIAL = World(spread=0.3, kept=1, response=1.0, items=10, above=(0, 0), middles=(-0.4, 1.2))


@dataclass
class Tried:
    """Of one level after so many periods; counts of figures, and of boards (one group in one period)."""

    held: list[bool] = field(default_factory=list)
    off: list[float] = field(default_factory=list)
    middle_off: list[float] = field(default_factory=list)
    wrong: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    boards: dict[str, bool] = field(default_factory=dict)
    moved: dict[str, bool] = field(default_factory=dict)


Found = dict[tuple[int, str], Tried]


class Done(Protocol):
    """What a way of estimating returns."""

    @property
    def estimates(self) -> Mapping[tuple[str, str], Mapping[tuple[str, str], Estimate]]:
        """Return the estimates by (item, option), then by (level, group)."""

    @property
    def learnt(self) -> Mapping[tuple[str, str], Any]:
        """Return what was learnt by (level, item), in a form that the same way takes."""


class Way(Protocol):
    """A way of estimating shares: the product's `estimate`, or another on the same rows."""

    def __call__(self, panels: Any, /, *, region: str, policy: Policy, learnt: Any = None) -> Done:
        """Estimate every share of the last period."""


def follow(
    people: int, world: World, *, seeds: Iterable[int], moments: Sequence[int] = MOMENTS, way: Way = estimate
) -> Found:
    """What is found in regions of this size and world, by period and level."""
    found: Found = defaultdict(Tried)
    for seed in seeds:
        region, panels = Invented(REGIONS[people], world, seed=seed), Panels()
        shown: dict[tuple[str, str, str], float] = {}
        for period in range(1, max(moments) + 1):
            if period > 1:
                region.move()
            rows, true = region.release()
            panels.add(rows)
            if period in moments:
                _compare(found, panels, rows, true=true, before=shown, at=(period, seed), way=way)
            shown |= {key: true[key] for key in _shown(rows)}
    return found


def _shown(rows: Iterable[Row]) -> dict[tuple[str, str, str], Published]:
    return {
        (row.level, row.group, row.item): row.cell
        for row in rows
        if not row.breakdown and isinstance(row.cell, Published)
    }


def _compare(
    found: Found,
    panels: Panels,
    rows: Sequence[Row],
    *,
    true: dict[tuple[str, str, str], float],
    before: dict[tuple[str, str, str], float],
    at: tuple[int, int],
    way: Way,
) -> None:
    period, seed = at
    cells = _shown(rows)
    done = way(panels.made(), region="region", policy=panels.policy())
    for (item, _), groups in done.estimates.items():
        for (level, group), each in groups.items():
            key, tried = (level, group, item), found[period, level]
            tried.held.append(each.lower <= true[key] <= each.upper)
            tried.off.append(abs(each.share - true[key]))
            tried.middle_off.append(abs(cells[key].value - true[key]))
            board = f"{seed} {group}"
            region = true["region", "region", item]
            _judge(tried, "gap", each.above_reference, difference=true[key] - region, board=board)
            _judge(tried, "move", each.above_before, difference=true[key] - before.get(key, true[key]), board=board)


def _judge(tried: Tried, kind: str, chance: float | None, *, difference: float, board: str) -> None:
    grade = graded(chance, apart=False)
    boards = tried.boards if kind == "gap" else tried.moved
    boards[board] = boards.get(board, False) or grade == "sure"
    if chance is not None and grade in ("sure", "likely") and abs(difference) > 1e-9:
        tried.wrong[f"{kind} {grade}"].append((difference > 0) != (chance > 0.5))


DRAWS = 40
"""So often the team that is looked at is drawn anew beside the same others."""


def named(
    size: int, *, apart: float, seeds: Iterable[int], spread: float = TRIAL.spread, way: Way = estimate
) -> dict[int, float]:
    """How often a team of `size` that lies so far below its region's 70 % is named as sure, after 3 and 6 periods.

    What is learnt comes from the whole region; then the team's own bins are drawn again and again.
    """
    found: dict[int, list[bool]] = {3: [], 6: []}
    shape = replace(REGIONS[325], sizes=(size, *REGIONS[325].sizes[1:]))
    for seed in seeds:
        region, panels = Invented(shape, replace(TRIAL, spread=spread, items=4), seed=seed), Panels()
        _set_apart(region, share=0.7 - apart)
        drawn = {("team", f"draw{place}"): _bins(size, 0.7 - apart, seed=1000 * seed + place) for place in range(DRAWS)}
        for period in range(1, 7):
            panels.add(region.release()[0])
            if period in found:
                learnt = way(panels.made(), region="region", policy=panels.policy()).learnt
                panel = panels.made()["item0", OPTION]
                parts = {key: (next(iter(panel.kinds)), bins[:period]) for key, bins in drawn.items()}
                again = {("item0", OPTION): replace(panel, parts=parts)}
                done = way(again, region="region", policy=panels.policy(), learnt=learnt)
                chances = [done.estimates["item0", OPTION][key].above_reference for key in parts]
                found[period] += [each is not None and each <= 1 - SURE for each in chances]
    return {period: float(np.mean(each)) for period, each in found.items()}


def _set_apart(region: Invented, *, share: float) -> None:
    """Give the first team this share of its first item, and the others what makes the region's share 70 %."""

    def missing(middle: float) -> float:
        region.middle[:] = middle
        region.own[0, 0] = logit(share) - middle - region.fixed[0, 0]
        return float(region.sizes @ region.shares()[:, 0] / region.sizes.sum()) - 0.7

    missing(brentq(missing, -2, 4))


def _bins(people: int, share: float, *, seed: int) -> list[SeenBin]:
    """Draw what is published of a team in six periods."""
    chance, noise = np.random.default_rng(seed), SeededNoise(seed)
    bins, size = block_bins(people, Policy()), size_class(people, Policy())
    shown = [bin_of(int(chance.binomial(people, share)) + noise.draw(), bins) for _ in range(6)]
    return [SeenBin(each.lower_percent / 100, each.upper_percent / 100, size, block=True) for each in shown]
