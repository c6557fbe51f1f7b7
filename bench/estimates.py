"""How good estimates are: coverage, wrong signs, false signals and power, where true shares are known.

The long form writes docs/evidence/estimates.md; the simplest way (`bench/trial_way.py`) stands beside it on the same
rows.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from app.estimates.model.small_areas import estimate
from bench.estimates_and_truth import DRAWS, LEVELS, MOMENTS, TRIAL, Tried, Way, follow, named
from bench.invented_regions import World
from bench.trial_way import WIDE, SimpleWay

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence" / "estimates.md"
Table = tuple[str, Sequence[str], list[list[object]]]

WORLDS = {
    "nobody differs, 80 % answer": World(0.0, 1, 0.8),
    "spread 0.3, steady, 90 % answer": World(0.3, 1, 0.9),
    "spread 0.3, moving, 60 % answer": World(0.3, 0.85, 0.6),
    "spread 0.7, steady, 80 % answer": World(0.7, 1, 0.8),
    "spread 0.7, moving, 50 % answer": World(0.7, 0.85, 0.5),
}


def run(*, full: bool = False) -> dict[str, Any]:
    """A few regions; the long form takes more and writes the evidence. In as many processes as there are processors."""
    times = POWER_TIMES if full else 1
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as processes:
        held = [processes.submit(_held, place, times=2) for place in _places(2)]
        powers = [processes.submit(_powers, size, spread, times=times) for size in SIZES_OF_TEAMS for spread in SPREADS]
        regions = [processes.submit(_region, people, name) for people in (SIZES if full else (190,)) for name in WORLDS]
        rows = [row for each in regions for row in each.result()]
        named_by = {key: value for each in powers for key, value in each.result().items()}
        tables = [_calibration(rows), _overall(rows), _power(named_by, times=times), _ways_named(named_by)]
        tables.append(_ways_held([row for each in held for row in each.result()]))
    if full:
        EVIDENCE.write_text(_text(tables), encoding="utf-8")
    return {title: [dict(zip(head, map(str, row), strict=True)) for row in body] for title, head, body in tables[1:]}


POWER_TIMES = 8
SIZES_OF_TEAMS = (8, 12, 18)
SIZES = (60, 190, 520, 900)
SPREADS = (0.3, 0.7)


def seeds_of(people: int, name: str, *, times: int) -> list[int]:
    """Return other seeds for each size and world: with the same ones the region's shares would be the same in all."""
    first = 1000 * people + 100 * list(WORLDS).index(name)
    return list(range(first + 1, first + times + 1))


def _region(people: int, name: str) -> list[list[object]]:
    found = follow(people, WORLDS[name], seeds=seeds_of(people, name, times=1))
    print(people, name, flush=True)
    return [[people, name, period, level, *_figures(found[period, level])] for period, level in sorted(found)]


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
        held = np.array([_number(row[5]) for row in some])
        off, middle = (np.array([float(str(row[place])) for row in some]) for place in (6, 7))
        body.append(
            [
                *(level, period, int(weights.sum()), f"{held @ weights / weights.sum():.1f} %"),
                *(f"{held.min():.1f} to {held.max():.1f} %", f"{off @ weights / weights.sum():.3f}"),
                *(f"{middle @ weights / weights.sum():.3f}", *_wrong(some, 8), *_wrong(some, 10)),
            ]
        )
    head = ("level", "periods", "figures", "interval holds", "least and most", "error", "error of the bin's middle")
    return "Over all regions", (*head, *HEAD[8:12]), body


def _wrong(rows: Sequence[list[object]], place: int) -> tuple[int, str]:
    """Return how many gaps of several rows were called so, and the part with the wrong sign; `place`: of the count."""
    counts = [int(str(row[place])) for row in rows]
    wrong = sum(count * _number(row[place + 1]) for count, row in zip(counts, rows, strict=True) if count)
    return sum(counts), f"{wrong / sum(counts):.1f} %" if sum(counts) else "–"


def _number(percentage: object) -> float:
    return float(str(percentage).split()[0])


WAYS: tuple[tuple[str, Way], ...] = (
    ("Peil", estimate),
    ("trial, learnt", SimpleWay()),
    ("trial, 0.7 apart", SimpleWay((WIDE,))),
)
"""Peil's way, and the trial's with its settings learnt from the region and with one wide setting for every region."""

SAID = {
    (8, 0.2): "3 / 10 %",
    (8, 0.3): "13 / 34 %",
    (8, 0.5): "57 / 90 %",
    (12, 0.2): "19 / 42 %",
    (12, 0.3): "46 / 84 %",
    (12, 0.5): "98 / 100 %",
    (18, 0.2): "43 / 52 %",
    (18, 0.3): "80 / 94 %",
    (18, 0.5): "100 / 100 %",
}
"""What the trial itself named, by size and distance: after three and after six periods."""


Powers = dict[tuple[int, float, float, str], dict[int, float]]
"""The part named as sure by number of periods; for each size, distance, spread of the others and way."""


def _powers(size: int, spread: float, *, times: int) -> Powers:
    """Return how often a team of this size is named, by each way on the same rows."""
    return {
        (size, apart, spread, name): named(size, apart=apart, seeds=range(1, times + 1), spread=spread, way=way)
        for apart in (0.2, 0.3, 0.5)
        for name, way in WAYS
    }


def _power(powers: Powers, *, times: int) -> Table:
    body: list[list[object]] = []
    for size, apart in SAID:
        found = [powers[size, apart, spread, WAYS[0][0]] for spread in SPREADS]
        shown = [f"{100 * each:.0f} %" for some in found for each in some.values()]
        body.append([size, f"{100 * apart:.0f} points", *shown])
    head = ("team of", "apart", "others 0.3 apart: 3 periods", "6 periods", "others 0.7 apart: 3 periods", "6 periods")
    return f"Named as sure, beside a region at 70 %: {times} regions, the team drawn {DRAWS} times in each", head, body


def _ways_named(powers: Powers) -> Table:
    """The power of each way on the same rows."""
    pairs = [(spread, name) for spread in SPREADS for name, _ in WAYS]
    body: list[list[object]] = []
    for (size, apart), said in SAID.items():
        found = [powers[size, apart, *each] for each in pairs]
        shown = [f"{100 * each[3]:.0f} / {100 * each[6]:.0f} %" for each in found]
        body.append([size, f"{100 * apart:.0f} points", said, *shown])
    head = ("team of", "apart", "the trial's own table", *(f"others {spread} apart: {name}" for spread, name in pairs))
    return "Peil and the trial's way on the same rows: named as sure, after 3 / 6 periods", head, body


Worlds = dict[str, tuple[int, World, list[int]]]
"""By what the evidence calls it: people, world and seeds."""


def _places(times: int) -> Worlds:
    """Return where the ways are compared: regions as those of the trial, and smaller ones whose teams differ."""
    steady = "spread 0.7, steady, 80 % answer"
    trial = "25 teams of 7 to 19, spread"
    places: Worlds = {
        f"{trial} {spread}": (325, replace(TRIAL, spread=spread), list(range(1, times + 1)))
        for spread in (0.0, *SPREADS)
    }
    for people in (60, 190):
        places[f"{people} people, {steady}"] = people, WORLDS[steady], seeds_of(people, steady, times=times)
    return places


def _held(place: str, *, times: int) -> list[list[object]]:
    """Return what each way says of the teams of one kind of region."""
    people, world, seeds = _places(times)[place]
    found = [(name, follow(people, world, seeds=seeds, way=way)) for name, way in WAYS]
    return [[place, period, name, *_figures(each[period, "team"])[:-1]] for period in MOMENTS for name, each in found]


def _ways_held(rows: list[list[object]]) -> Table:
    title = "Peil and the trial's way on the same rows: what is called sure where, and how much of it is wrong"
    return title, ("region", "periods", "way", *HEAD[4:-1]), rows


def _text(tables: Sequence[Table]) -> str:
    parts = [
        (
            "# Evidence: estimates\n\n"
            f"Written by `python -m bench estimates --full` on "
            f"{datetime.now(UTC):%d %B %Y}. Real protection, invented people whose true shares are known "
            "([method.md](../method.md), section 9).\n"
        )
    ]
    for title, head, body in tables:
        lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *body)]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)
