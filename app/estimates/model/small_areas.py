"""Every estimate of a release: first the region, then its kinds, then organisations and teams beside their kind.

Decides the order of the work and who is compared with whom. The reader of a board sees its own rows, those of its kind
and those of the region: nothing else goes into its estimates but one coarse value per item and level (`spread`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.estimates.model.learnt import ODD_ONE_OUT, Learnt
from app.estimates.model.small_area import (
    Bins,
    Estimate,
    GroupSeries,
    Placed,
    Whole,
    around,
    estimate_region,
    estimates_of,
    place,
    whole_kind,
    whole_region,
)
from app.estimates.model.spread import evidence, learn
from app.releases.rules.policy import Policy

Count = tuple[str, str]
"""An item and an option."""

Key = tuple[str, str]
"""A level and a group's id."""

LevelItem = tuple[str, str]
"""A level and an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """Estimates by (item, option), then by group, and the learnt hyperparameters by level and item."""

    estimates: Mapping[Count, Mapping[Key, Estimate]]
    learnt: Mapping[LevelItem, Learnt]


@dataclass(frozen=True, slots=True)
class _Group:
    """One group's bins of one option, with the larger group that its estimate is shrunk towards."""

    count: Count
    key: Key
    bins: Bins
    whole: Whole


def estimate(
    panels: Mapping[Count, GroupSeries],
    *,
    region: str,
    policy: Policy,
    learnt: Mapping[LevelItem, Learnt] | None = None,
) -> Estimated:
    """Estimate for each (item, option) which share of every group gave this answer in the last period.
    `panels`: the published ranges of all groups over time.

    `region`: its id. `learnt`: hyperparameters as published; None learns them from these series.
    """
    estimates: dict[Count, dict[Key, Estimate]] = {}
    groups: dict[str, list[_Group]] = defaultdict(list)
    for count, panel in panels.items():
        estimates[count], own = _public(count, panel, region=region, policy=policy)
        for each in own:
            groups[each.key[0]].append(each)
    values = dict(learnt or {})
    for level, each_of in groups.items():
        placed = place([(each.bins, each.whole) for each in each_of], policy)
        if learnt is None:
            values |= {(level, item): value for item, value in _learn(placed, each_of, level=level).items()}
        for item in sorted({each.count[0] for each in each_of}):
            rows = [row for row, each in enumerate(each_of) if each.count[0] == item]
            found = estimates_of(placed.take(np.array(rows)), *around(values[level, item], odd=ODD_ONE_OUT[level]))
            for row, estimate_ in zip(rows, found, strict=True):
                estimates[each_of[row].count][each_of[row].key] = estimate_
    return Estimated(estimates=estimates, learnt=values)


def _learn(placed: Placed, groups: Sequence[_Group], *, level: str) -> dict[str, Learnt]:
    found = evidence(placed, [each.count[0] for each in groups], [each.count[1] for each in groups])
    return learn(found, level=level)


def _public(
    count: Count, panel: GroupSeries, *, region: str, policy: Policy
) -> tuple[dict[Key, Estimate], list[_Group]]:
    """Return the estimates of the region and its kinds, and the other groups, each with its larger group."""
    whole, path = whole_region(panel.region, policy)
    found: dict[Key, Estimate] = {}
    if panel.region[-1] is not None:
        found["region", region] = estimate_region(path, panel.region)
    wholes: dict[str, Whole] = {}
    for kind, bins in panel.kinds.items():
        wholes[kind], own = _kind(panel, kind, region=whole, policy=policy)
        if bins[-1] is not None:
            found["orgtype", kind] = own
    groups = [
        _Group(count, key, bins, wholes.get(kind, whole))
        for key, (kind, bins) in panel.parts.items()
        if bins[-1] is not None
    ]
    return found, groups


def _kind(panel: GroupSeries, kind: str, *, region: Whole, policy: Policy) -> tuple[Whole, Estimate]:
    """Return a kind of organisation as a whole, with its estimate; a single kind is the region itself."""
    if len(panel.kinds) > 1:
        return whole_kind(panel.kinds[kind], region, policy)
    same = estimate_region(region.path, panel.region)
    return region, Estimate(same.share, same.lower, same.upper, 0.5, same.above_before)
