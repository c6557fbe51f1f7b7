"""How good estimates are: coverage, wrong signs, false signals and power, over regions whose true shares are known.

Real protection (`protect`), estimates from published rows alone. The long form writes docs/evidence/estimates.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.optimize import brentq
from scipy.special import logit

from app.estimates.group_series import Panels
from app.estimates.model.bin_law import SeenBin
from app.estimates.model.learnt import ODD_ONE_OUT
from app.estimates.model.small_areas import estimate
from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.cells import Published, Row, size_class
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.statistics.grades import SURE, graded
from bench.invented_regions import OPTION, REGIONS, Invented, World

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence" / "estimates.md"
MOMENTS = (1, 3, 6)
"""After so many periods everything is estimated and compared with the truth."""

LEVELS = ("region", "orgtype", "organisation", "team")
Table = tuple[str, Sequence[str], list[list[object]]]
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


def follow(people: int, world: World, *, seeds: Iterable[int], moments: Sequence[int] = MOMENTS) -> Found:
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
                _compare(found, panels, rows, true=true, before=shown, at=(period, seed))
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
) -> None:
    period, seed = at
    cells = _shown(rows)
    done = estimate(panels.made(), region="region", policy=panels.policy())
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


def named(size: int, *, apart: float, seeds: Iterable[int], spread: float = TRIAL.spread) -> dict[int, float]:
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
                learnt = estimate(panels.made(), region="region", policy=panels.policy()).learnt
                panel = panels.made()["item0", OPTION]
                parts = {key: (next(iter(panel.kinds)), bins[:period]) for key, bins in drawn.items()}
                again = {("item0", OPTION): replace(panel, parts=parts)}
                done = estimate(again, region="region", policy=panels.policy(), learnt=learnt)
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


WORLDS = {
    "nobody differs, 80 % answer": World(0.0, 1, 0.8),
    "spread 0.3, steady, 90 % answer": World(0.3, 1, 0.9),
    "spread 0.3, moving, 60 % answer": World(0.3, 0.85, 0.6),
    "spread 0.7, steady, 80 % answer": World(0.7, 1, 0.8),
    "spread 0.7, moving, 50 % answer": World(0.7, 0.85, 0.5),
}


def run(*, full: bool = False) -> dict[str, Any]:
    """A few regions; the long form takes more and writes the evidence."""
    seeds = range(1, 3 if full else 2)
    sizes = (60, 190, 520, 900) if full else (190,)
    rows: list[list[object]] = []
    for people in sizes:
        for name, world in WORLDS.items():
            found = follow(people, world, seeds=seeds)
            rows += [[people, name, period, level, *_figures(found[period, level])] for period, level in sorted(found)]
            print(people, name, flush=True)
    tables = [_calibration(rows), _overall(rows), _trial(seeds=range(1, 5 if full else 2)), _power(5 if full else 1)]
    tables += [_trade_off(seeds=range(1, 5))] if full else []
    if full:
        EVIDENCE.write_text(_text(tables, seeds=len(seeds)), encoding="utf-8")
    return {title: [dict(zip(head, map(str, row), strict=True)) for row in body] for title, head, body in tables[1:]}


HEAD = (
    *("people", "world", "periods", "level", "figures", "interval holds", "error", "error of the bin's middle"),
    *("sure", "of which wrong", "likely", "of which wrong", "boards with a sure gap", "boards with a sure movement"),
)


def _figures(tried: Tried) -> list[object]:
    count = len(tried.held)
    sure, likely = tried.wrong["gap sure"], tried.wrong["gap likely"]
    return [
        count,
        _percent(tried.held),
        f"{np.mean(tried.off):.3f}",
        f"{np.mean(tried.middle_off):.3f}",
        *(len(sure), _percent(sure), len(likely), _percent(likely)),
        *(_percent(list(tried.boards.values())), _percent(list(tried.moved.values()))),
    ]


def _percent(found: Sequence[bool]) -> str:
    return f"{100 * np.mean(found):.1f} %" if found else "–"


def _calibration(rows: list[list[object]]) -> Table:
    return "Every region, level and moment", HEAD, rows


def _overall(rows: list[list[object]]) -> Table:
    """Over all worlds, by level and moment: how often intervals hold, on average over regions of all sizes."""
    found: dict[tuple[object, object], list[list[object]]] = defaultdict(list)
    for row in rows:
        found[row[3], row[2]].append(row)
    body: list[list[object]] = []
    for (level, period), some in sorted(found.items(), key=lambda each: (LEVELS.index(str(each[0][0])), each[0][1])):
        weights = np.array([int(str(row[4])) for row in some])
        held = np.array([float(str(row[5]).split()[0]) for row in some])
        off, middle = (np.array([float(str(row[place])) for row in some]) for place in (6, 7))
        body.append(
            [
                *(level, period, int(weights.sum()), f"{held @ weights / weights.sum():.1f} %"),
                *(f"{held.min():.1f} to {held.max():.1f} %", f"{off @ weights / weights.sum():.3f}"),
                f"{middle @ weights / weights.sum():.3f}",
            ]
        )
    head = ("level", "periods", "figures", "interval holds", "least and most", "error", "error of the bin's middle")
    return "Over all regions", head, body


def _trial(*, seeds: Iterable[int]) -> Table:
    """25 teams of 7 to 19, ten questions to which 40 to 77 % say yes, everybody answers: as in the trial."""
    body: list[list[object]] = []
    for spread in (0.0, 0.3, 0.7):
        found = follow(325, replace(TRIAL, spread=spread), seeds=seeds)
        body += [[spread, period, *_figures(found[period, "team"])] for period in MOMENTS]
    return (
        "As in the trial: 25 teams of 7 to 19, ten questions to which 40 to 77 % say yes",
        ("spread", "periods", *HEAD[4:]),
        body,
    )


def _power(times: int) -> Table:
    body: list[list[object]] = []
    for size in (8, 12, 18):
        for apart in (0.2, 0.3, 0.5):
            found = [named(size, apart=apart, seeds=range(1, times + 1), spread=spread) for spread in (0.3, 0.7)]
            body.append(
                [
                    size,
                    f"{100 * apart:.0f} points",
                    *(f"{100 * each:.0f} %" for some in found for each in some.values()),
                ]
            )
    head = ("team of", "apart", "others 0.3 apart: 3 periods", "6 periods", "others 0.7 apart: 3 periods", "6 periods")
    return f"Named as sure, beside a region at 70 %: {times} regions, the team drawn {DRAWS} times in each", head, body


WEIGHTS = (0.12, 0.3, 0.5)
"""How probable the model may take it that a team is unlike the others; the first is in use."""


def _trade_off(*, seeds: Sequence[int]) -> Table:
    """What a stronger belief in teams unlike the others would name after three periods, and what it would cost."""
    body: list[list[object]] = []
    for weight in WEIGHTS:
        with patch.dict(ODD_ONE_OUT, {"team": weight}):
            power = [named(size, apart=apart, seeds=seeds)[3] for size, apart in ((8, 0.5), (12, 0.3), (18, 0.3))]
            alike, little = (follow(325, replace(TRIAL, spread=each), seeds=seeds, moments=(3,)) for each in (0.0, 0.3))
        boards, wrong = (alike[3, "team"].boards, little[3, "team"].wrong)
        body.append(
            [
                weight,
                *(f"{100 * each:.0f} %" for each in power),
                _percent(list(boards.values())),
                *(f"{_percent(wrong[kind])} of {len(wrong[kind])}" for kind in ("gap sure", "gap likely")),
                *(_percent(world[3, "team"].held) for world in (alike, little)),
            ]
        )
    head = (
        *("belief", "8 people, 50 points", "12, 30 points", "18, 30 points", "false boards where nobody differs"),
        *("spread 0.3: sure with wrong sign", "likely with wrong sign", "interval holds, nobody differs", "spread 0.3"),
    )
    return "After three periods beside teams 0.3 apart: what a stronger belief in unlike teams would cost", head, body


def _text(tables: Sequence[Table], *, seeds: int) -> str:
    parts = [
        (
            "# Evidence: estimates\n\n"
            f"Written by `python -m bench estimates --full` (regions of each kind: {seeds}) on "
            f"{datetime.now(UTC):%d %B %Y}. Real protection, invented people whose true shares are known "
            "([method.md](../method.md), section 9).\n"
        )
    ]
    for title, head, body in tables:
        lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *body)]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
