"""Learns how much groups differ and how they correlate over time: empirical Bayes over the region's own releases.

The result is one coarse value per item and level for the whole region, so that it tells nothing about any one group.
Must not know which group is which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.estimates.model.hidden_chain import run
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, STEADINESS_CHANCES, WIDTHS, Learnt
from app.estimates.model.small_area import Placed

Floats = NDArray[np.float64]

SPREAD_CHANCES = {
    "team": (0.07, 0.09, 0.14, 0.2, 0.22, 0.16, 0.08, 0.04),
    "organisation": (0.1, 0.13, 0.19, 0.22, 0.18, 0.11, 0.05, 0.02),
}
"""The prior probability of each of `SPREADS`, by level."""

OTHER_ITEMS = 0.3
"""The part of its evidence that each item lends to the others, because items of a region vary alike."""

OTHER_STEADINESS = 0.7
"""How steady groups are hardly depends on the item: of that each lends the others this part more."""

MOST_GROUPS = 300
"""The number of groups used when there are more, at even distances: by then more add nothing new."""


def evidence(placed: Placed, items: Sequence[str], options: Sequence[str]) -> dict[str, Floats]:
    """Return by item the log likelihood of each pair of hyperparameters, a table `SPREADS` × `STEADINESS`.
    `items`, `options`: for each group in `placed`, the item and option that its figures are about.

    A group is in `placed` once for each option; the log likelihoods of an item's options are averaged.
    """
    by_count: dict[tuple[str, str], list[int]] = {}
    for row, count in enumerate(zip(items, options, strict=True)):
        by_count.setdefault(count, []).append(row)
    found: dict[str, list[Floats]] = {}
    for (item, _), rows in by_count.items():
        some = placed.take(np.array(rows[:: max(1, len(rows) // MOST_GROUPS)]))
        found.setdefault(item, []).append(added(evidence_by_group(some), some))
    return {item: np.mean(each, axis=0) for item, each in found.items()}


def evidence_by_group(placed: Placed) -> Floats:
    """Return the log likelihood of each group's published ranges.
    Axes: groups × spreads × quadrature nodes of the centre × steadinesses.
    """
    watched = placed.spread_out(np.array([SPREADS]))
    shape = len(placed.codes), len(SPREADS), len(placed.nodes[0])
    return np.stack([each.evidence.reshape(shape) for each in run(watched, *STEADINESS)], axis=3)


def added(groups: Floats, placed: Placed) -> Floats:
    """Return the log likelihood of all groups together for one answer: spreads × steadinesses.
    `groups`: as `evidence_by_group` returns it; the error of the groups' common centre is averaged out over its nodes.
    """
    nodes = np.log(placed.nodes[1])[:, None]
    return np.asarray(np.logaddexp.reduce(groups.sum(axis=0) + nodes, axis=1))


def learn(found: Mapping[str, Floats], *, level: str) -> dict[str, Learnt]:
    """Return by item the hyperparameters of groups of this level, learnt from all of them.
    `found`: what `evidence` returned.
    """
    prior = np.log(SPREAD_CHANCES[level])[:, None] + np.log(STEADINESS_CHANCES)
    together = sum(found.values(), start=np.zeros_like(prior))
    learnt = {}
    for item, own in found.items():
        logs = prior + own + OTHER_ITEMS * (together - own)
        by_spread = _chances(logs).sum(axis=1)
        steady = _chances(logs + OTHER_STEADINESS * np.logaddexp.reduce(together - own, axis=0)).sum(axis=0)
        middle = float(by_spread @ np.log(SPREADS))
        error = float(by_spread @ (np.log(SPREADS) - middle) ** 2) ** 0.5
        learnt[item] = Learnt(
            spread=int(np.argmin(np.abs(np.log(SPREADS) - middle))),
            width=int(np.argmin(np.abs(np.array(WIDTHS) - error))),
            steadiness=int(steady.argmax()),
            settled=int(np.argmin(np.abs(np.array(SETTLED) - steady.max()))),
        )
    return learnt


def _chances(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())
