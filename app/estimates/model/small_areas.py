"""Every estimate of a release: first the region, then its kinds, then organisations and teams beside their kind.

Decides the order of the work and who is compared with whom. The reader of a board sees its own rows, those of its kind
and those of the region: nothing else goes into its estimates but one coarse value per item and level (`spread`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

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
from app.spreading import HERE, Spread

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
    spread: Spread = HERE,
) -> Estimated:
    """Estimate for each (item, option) which share of every group gave this answer in the last period.
    `panels`: the published ranges of all groups over time.

    `region`: its id. `learnt`: hyperparameters as published; None learns them from these series. `spread`: what
    computes the parts, one for each (item, option) and then one for each level and item.
    """
    estimates: dict[Count, dict[Key, Estimate]] = {}
    groups: dict[str, list[_Group]] = defaultdict(list)
    public = spread.over(partial(_public, region=region, policy=policy), panels.items())
    for count, (found_of, own) in zip(panels, public, strict=True):
        estimates[count] = found_of
        for each in own:
            groups[each.key[0]].append(each)
    values = dict(learnt or {})
    for level, each_of in groups.items():
        placed = place([(each.bins, each.whole) for each in each_of], policy)
        if learnt is None:
            values |= {(level, item): value for item, value in _learn(placed, each_of, level=level).items()}
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row, each in enumerate(each_of):
            rows_of[each.count[0]].append(row)
        items = sorted(rows_of)
        parts = ((placed.take(np.array(rows_of[item])), values[level, item], level) for item in items)
        for item, found in zip(items, spread.over(_of_item, parts), strict=True):
            rows = rows_of[item]
            for row, estimate_ in zip(rows, found, strict=True):
                estimates[each_of[row].count][each_of[row].key] = estimate_
    return Estimated(estimates=estimates, learnt=values)


def _of_item(part: tuple[Placed, Learnt, str]) -> list[Estimate]:
    """Return the estimates of all groups of one level for the options of one item."""
    placed, learnt, level = part
    return estimates_of(placed, *around(learnt, odd=ODD_ONE_OUT[level]))


def _learn(placed: Placed, groups: Sequence[_Group], *, level: str) -> dict[str, Learnt]:
    found = evidence(placed, [each.count[0] for each in groups], [each.count[1] for each in groups])
    return learn(found, level=level)


def _public(
    part: tuple[Count, GroupSeries], *, region: str, policy: Policy
) -> tuple[dict[Key, Estimate], list[_Group]]:
    """Return the estimates of the region and its kinds, and the other groups, each with its larger group."""
    count, panel = part
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
    """Return a kind of organisation as a whole, with its estimate; one that is the region takes the region's."""
    if kind not in panel.everybody:
        return whole_kind(panel.kinds[kind], region, policy)
    same = estimate_region(region.path, panel.region)
    return region, Estimate(same.share, same.lower, same.upper, 0.5, same.above_before)
