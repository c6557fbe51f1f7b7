"""Small area estimation: a group's share with its interval, from published bins alone.

A group's distance from the others of its kind (of the region, where there is one kind) changes slowly, and is the
smaller the less groups differ. What is not known of one group is borrowed from its own past and from the others (Rao &
Molina, Small Area Estimation, 2nd ed. 2015); how much groups differ, and their correlation over time, is learnt first
(`spread`). Must not know names, pages or the database; a group's own rows, its kind's and the region's are used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from app.estimates.model.bin_law import LOGITS, SHARES, STEP, SeenBin, likelihood, people_in
from app.estimates.model.common_path import Path, mixed, moments, smooth
from app.estimates.model.hidden_chain import (
    STATES,
    Filtered,
    Places,
    Setting,
    Watched,
    above_earlier,
    above_zero,
    look_up,
    run,
    stationary,
    transitions,
    up_to,
)
from app.estimates.model.learnt import ODD_CHANCES, SETTLED, SPREADS, STEADINESS, STEADINESS_CHANCES, WIDTHS, Learnt
from app.releases.rules.policy import Policy

Floats = NDArray[np.float64]
Bins = Sequence[SeenBin | None]
"""One group's published bins of one option, by period; None where nothing was published."""

REGION_STEPS, REGION_CHANCES = (0.02, 0.07, 0.2, 0.5), (0.4, 0.4, 0.15, 0.05)
"""How far the region may move per period, in logits, and the prior probability of each."""

KIND_CHANCES = (0.14, 0.16, 0.2, 0.2, 0.15, 0.09, 0.04, 0.02)
"""The prior probability of each of `SPREADS` between kinds, of which there are too few to learn it."""

NODES, NODE_CHANCES = (-(3**0.5), 0.0, 3**0.5), (1 / 6, 2 / 3, 1 / 6)
"""Nodes and weights for the error in the centre (Gauss-Hermite quadrature with three points)."""

_LEAST_CHANCE = 0.01  # Settings with a lower probability than this are left out.
_WELL_KNOWN = 0.08  # A standard error of the centre, in logits, that hardly changes the estimate of a small group.
AT_ONCE = 300  # The number of groups computed together, so that memory stays small.
LARGEST_PART = 0.9
"""A group counts as at most this part of the whole that it is compared with."""

OWN_ERROR = 0.5
"""By which part of itself a group that is all of the whole adds to the error of the centre: see `place`."""

PART_STEP = 0.02
"""The part of the whole that a group is, is taken in such steps."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated share (0…1) of a group that gave an answer, with its 95 % interval, in the last period.
    `above_reference`: the probability of lying above the region; None for the region. `above_before`: of lying above
    its own last figure; None the first time.
    """

    share: float
    lower: float
    upper: float
    above_reference: float | None
    above_before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSeries:
    """The published ranges of one answer over all periods: of the region, its kinds of organisation, and its `parts`.
    `parts`: each organisation and team, with its kind and its ranges. `everybody`: kinds that are the region itself.
    """

    region: Bins
    kinds: Mapping[str, Bins]
    parts: Mapping[tuple[str, str], tuple[str, Bins]]
    everybody: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A region or kind of organisation, towards which estimates of the smaller groups in it are drawn.
    `path`: its share over time. `beside`: its distance from the region, by period. `beside_along`: how much larger that
    distance is where the share lies one standard error higher; `beside_error`: the standard error that is left then.
    `people`: about how many people it has, by period; 0 without a figure.
    """

    path: Path
    people: Floats
    beside: Floats
    beside_along: Floats
    beside_error: Floats


def whole_region(bins: Bins, policy: Policy) -> tuple[Whole, Path]:
    """Return the region's share in each period, smoothed as a random walk, in two forms.
    The `Whole` is the prior for estimates of its groups; the `Path` is the region's own series.
    """
    seen = np.array([np.ones_like(SHARES) if each is None else likelihood(each, policy) for each in bins])
    initial = np.exp(-((LOGITS - 0.5) ** 2) / (2 * 1.5**2))
    paths = [smooth(seen, initial=initial / initial.sum(), move=_walk(step), values=LOGITS) for step in REGION_STEPS]
    path, _ = mixed(paths, REGION_CHANCES)
    still = np.zeros(len(bins))
    return Whole(path=path, people=_people(bins), beside=still, beside_along=still, beside_error=still), path


@lru_cache(maxsize=8)
def _walk(step: float) -> Floats:
    weights = np.exp(-((LOGITS[None, :] - LOGITS[:, None]) ** 2) / (2 * (step**2 + STEP**2 / 12)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _people(bins: Bins) -> Floats:
    """Estimate how many people a figure covers, by period; 0 without a figure."""
    return np.array([0.0 if each is None else float(np.exp(np.mean(np.log(people_in(each))))) for each in bins])


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Many groups, prepared for estimation, each with the larger group (its centre) that it is part of.
    All arrays are by group, or groups × periods. `codes`, `table` and `centres` as in `Watched`. `shift`: the centre's
    distance from the region, `shift_along` and `shift_error` as those of a `Whole`. `moved_error`: the standard error
    of the centre's change from each period to the last.
    `others`: the fraction 0…1 of the larger group that is not the group itself; a standard deviation around the other
    groups, times this fraction, is one around the larger group. `alike`: groups with the same number have the same
    centre and make up the same fraction of it.
    """

    table: Floats
    codes: Places
    centres: Floats
    centre_error: Floats
    moved_error: Floats
    shift: Floats
    shift_along: Floats
    shift_error: Floats
    others: Floats
    alike: Places

    def take(self, rows: Places | slice) -> Placed:
        """Return the same data for only some of the groups; `rows`: their row numbers."""
        return Placed(
            table=self.table,
            codes=self.codes[rows],
            centres=self.centres[rows],
            centre_error=self.centre_error[rows],
            moved_error=self.moved_error[rows],
            shift=self.shift[rows],
            shift_along=self.shift_along[rows],
            shift_error=self.shift_error[rows],
            others=self.others[rows],
            alike=self.alike[rows],
        )

    @property
    def nodes(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return points and weights (Gauss-Hermite quadrature) that stand for the error in the larger group's share.
        One point where that error is small.
        """
        return (NODES, NODE_CHANCES) if float(self.centre_error.max()) > _WELL_KNOWN else ((0.0,), (1.0,))

    def spread_out(self, spreads: Floats) -> Watched:
        """Return each group once for each value of `spreads` and each quadrature node, to filter all of them at once.
        In the order groups × spreads × nodes. A spread is a standard deviation between groups.
        """
        spreads = spreads * self.others[:, None]
        nodes, count = np.array(self.nodes[0]), spreads.shape[1]
        centres = self.centres[:, None, :] + nodes[None, :, None] * self.centre_error[:, None, :]
        return Watched(
            table=self.table,
            codes=np.repeat(self.codes, count * len(nodes), axis=0),
            centres=np.repeat(centres[:, None], count, axis=1).reshape(-1, self.codes.shape[1]),
            spread=np.repeat(spreads.reshape(-1), len(nodes)),
            places=(self.alike[:, None] * count * len(nodes) + np.arange(count * len(nodes))).reshape(-1),
        )


def place(groups: Sequence[tuple[Bins, Whole]], policy: Policy) -> Placed:
    """Return the groups in the form in which their shares are estimated.
    `groups`: the published ranges of each by period, and the larger group (kind of organisation or region) it is part
    of.
    """
    known: dict[SeenBin, int] = {}
    codes = np.array(
        [[-1 if each is None else known.setdefault(each, len(known)) for each in bins] for bins, _ in groups],
        dtype=np.int64,
    )
    people = np.array([_people((each,))[0] for each in known])
    whole_people = np.array([whole.people for _, whole in groups])
    shown = (codes >= 0) & (whole_people > 0)
    parts = np.where(shown, people[codes] / np.maximum(whole_people, 1), 0).sum(axis=1)
    parts = np.minimum(parts / np.maximum(shown.sum(axis=1), 1), LARGEST_PART)
    parts = np.round(parts / PART_STEP) * PART_STEP  # So that many groups share what is looked up.
    places: dict[tuple[int, float], int] = {}
    alike = [
        places.setdefault((id(whole), float(part)), len(places)) for (_, whole), part in zip(groups, parts, strict=True)
    ]
    return Placed(
        table=np.array([likelihood(each, policy) for each in known]),
        codes=codes,
        centres=np.array([whole.path.mean for _, whole in groups]),
        # A large group's own chance is in the whole's figure too, so the two errors are not independent. How much that
        # adds was found by simulation (docs/evidence/estimates.md): counted in full intervals hold in 97 to 99 %.
        centre_error=np.array([whole.path.error for _, whole in groups]) * (1 + OWN_ERROR * parts[:, None]),
        moved_error=np.array([whole.path.moved_error for _, whole in groups]),
        shift=np.array([whole.beside[-1] for _, whole in groups]),
        shift_along=np.array([whole.beside_along[-1] for _, whole in groups]),
        shift_error=np.array([whole.beside_error[-1] for _, whole in groups]),
        others=1 - parts,
        alike=np.array(alike, dtype=np.int64),
    )


def whole_kind(bins: Bins, region: Whole, policy: Policy) -> tuple[Whole, Estimate]:
    """Estimate the share of a kind of organisation; also return it in the form that estimates of its groups need.
    `bins`: its published ranges by period.
    """
    placed = place([(bins, region)], policy)
    settings = [
        (Setting(spread, steadiness), chance * steady)
        for spread, chance in zip(SPREADS, KIND_CHANCES, strict=True)
        for steadiness, steady in zip(STEADINESS, STEADINESS_CHANCES, strict=True)
    ]
    path, (beside, beside_along, beside_error) = _kind_and_region(placed, settings)
    whole = Whole(path=path, people=_people(bins), beside=beside, beside_along=beside_along, beside_error=beside_error)
    (estimate,) = estimates_of(placed, np.array(SPREADS), np.log(np.outer(KIND_CHANCES, STEADINESS_CHANCES)))
    return whole, estimate


def _kind_and_region(
    placed: Placed, settings: Sequence[tuple[Setting, float]]
) -> tuple[Path, tuple[Floats, Floats, Floats]]:
    """Return a kind's path, and its distance from the region as `Whole` has it, over the nodes of the region's error.

    The kind's own figure takes most of that error away: where the region lies lower, the kind lies higher beside it.
    `settings`: with the probability of each.
    """
    nodes, weights = placed.nodes
    centres = [placed.centres[0] + node * placed.centre_error[0] for node in nodes]
    own = []
    for centre in centres:
        at = replace(placed, centres=centre[None, :])
        own.append(mixed([_kind_path(at, each) for each, _ in settings], [chance for _, chance in settings])[0])
    errors, pairs = [each.error for each in own], list(zip(own, centres, strict=True))
    mean, error = moments(weights, [each.mean + centre for each, centre in pairs], errors)
    moved, moved_error = moments(
        weights, [each.moved + centre[-1] - centre for each, centre in pairs], [each.moved_error for each in own]
    )
    path = Path(
        mean=mean,
        error=error,
        moved=moved,
        moved_error=np.hypot(moved_error, placed.moved_error[0]),
        now=own[0].now,
        evidence=own[0].evidence,
    )
    beside, beside_error = moments(weights, [each.mean for each in own], errors)
    regions = placed.centre_error[0] * np.array(nodes)[:, None]
    together = beside_error**2 + np.array(weights) @ (regions * np.array([each.mean - beside for each in own]))
    along = np.clip(together / np.maximum(error, 1e-9), 0, beside_error)
    return path, (beside, along, np.sqrt(beside_error**2 - along**2))


def _kind_path(placed: Placed, setting: Setting) -> Path:
    watched = Watched(
        table=placed.table,
        codes=placed.codes,
        centres=placed.centres,
        spread=setting.spread * placed.others,
        places=placed.alike,
    )
    seen = np.array([look_up(watched, period)[0] for period in range(placed.codes.shape[1])])
    move = transitions(setting.steadiness)
    return smooth(seen, initial=stationary(), move=move, values=setting.spread * placed.others[0] * STATES)


def around(learnt: Learnt, *, odd: float) -> tuple[Floats, Floats]:
    """Return the standard deviations between groups to average over, and the log probability of each.
    The log probabilities are a table, deviations × `STEADINESS`. `odd`: the probability that a group differs from the
    others, however alike those are.
    """
    away = (np.log(SPREADS) - np.log(SPREADS[learnt.spread])) / WIDTHS[learnt.width]
    usual = np.exp(-(away**2) / 2)
    usual /= usual.sum()
    chances = (1 - odd) * usual + odd * np.array(ODD_CHANCES)
    kept = chances >= _LEAST_CHANCE
    own = SETTLED[learnt.settled]
    steady = np.array(STEADINESS_CHANCES)
    steady[learnt.steadiness] = 0
    steady *= (1 - own) / steady.sum()
    steady[learnt.steadiness] = own
    return np.array(SPREADS)[kept], np.log(chances[kept, None] * steady)


def estimates_of(placed: Placed, spreads: Floats, chances: Floats) -> list[Estimate]:
    """Return the estimate of every group in the last period, averaged over hyperparameters.
    `spreads`: the standard deviations between groups to try. `chances`: the log probability of each with each
    steadiness, spreads × `STEADINESS`.
    """
    unsure = placed.centre_error.max(axis=1) > _WELL_KNOWN  # Per group: independent of the others.
    found: dict[int, Estimate] = {}
    order = np.argsort(placed.alike, kind="stable")  # Groups that share a place are computed together.
    for rows in (order[unsure[order]], order[~unsure[order]]):
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            found |= zip(some.tolist(), _estimates(placed.take(some), spreads, chances), strict=True)
    return [found[row] for row in range(len(placed.codes))]


def _estimates(placed: Placed, spreads: Floats, chances: Floats) -> list[Estimate]:
    watched = placed.spread_out(spreads)
    found = run(watched, *STEADINESS)
    weights = _weights(found, placed, chances)
    now, above, before = np.zeros_like(found[0].now), np.zeros(len(watched.spread)), np.zeros(len(watched.spread))
    for each, own in zip(found, weights, strict=True):
        now += own[:, None] * each.now
        higher, risen = _differences(each, watched, placed)
        above += own * higher
        before += own * risen
    laws = up_to(now, centres=watched.centres[:, -1], spread=watched.spread)
    law, above, before = (
        each.reshape(len(placed.codes), -1, *each.shape[1:]).sum(axis=1) for each in (laws, above, before)
    )
    ever = np.any(placed.codes[:, :-1] >= 0, axis=1)
    return [
        described(
            law[row],
            above_reference=float(above[row]),
            above_before=float(before[row]) if ever[row] else None,
        )
        for row in range(len(law))
    ]


def _weights(found: Sequence[Filtered], placed: Placed, chances: Floats) -> Floats:
    """Return the posterior probability of each setting and node of each group: steadiness × rows of `spread_out`."""
    groups, steady = len(placed.codes), len(found)
    # One group says little about the centre, so the nodes keep their prior weights.
    nodes = np.log(placed.nodes[1])
    evidence = np.array([each.evidence for each in found]).reshape(steady, groups, -1, len(nodes))
    evidence = np.logaddexp.reduce(evidence + nodes, axis=3, keepdims=True)
    logs = evidence + chances.T[:, None, :, None] + nodes
    weights = np.exp(logs - logs.max(axis=(0, 2, 3), keepdims=True))
    weights /= weights.sum(axis=(0, 2, 3), keepdims=True)
    return np.asarray(weights.reshape(steady, -1))


def _differences(found: Filtered, watched: Watched, placed: Placed) -> tuple[Floats, Floats]:
    """Return the chances of lying above the region and above before, under one steadiness: one per row.

    Where the centre lies higher, a group lies lower in it and the centre higher beside the region: so each node has its
    own distance of the centre from the region.
    """
    nodes = np.array(placed.nodes[0])
    several = len(found.gap) // len(placed.codes)
    rows, unsure = np.arange(len(found.gap)), np.repeat(placed.shift_error, several)
    earlier = np.maximum(watched.codes.shape[1] - 1 - found.gap, 0)
    along = np.repeat(placed.shift_along, several)
    above = above_zero(
        found.now,
        spread=watched.spread,
        shift=np.repeat(placed.shift, several) + np.tile(nodes, len(rows) // len(nodes)) * along,
        unsure=unsure if len(nodes) > 1 else np.hypot(unsure, along),
    )
    before = above_earlier(
        found,
        spread=watched.spread,
        moved=watched.centres[:, -1] - watched.centres[rows, earlier],
        unsure=np.repeat(placed.moved_error, several, axis=0)[rows, earlier],
    )
    return above, before


def described(up_to: Floats, *, above_reference: float | None, above_before: float | None) -> Estimate:
    """Return the mean and 95 % interval of a share. `up_to`: its cumulative distribution at each of `LOGITS`."""
    up_to = np.maximum.accumulate(up_to) / up_to[-1]
    share = float(SHARES[-1] - ((up_to[1:] + up_to[:-1]) / 2) @ np.diff(SHARES))
    rising = up_to + np.arange(len(up_to)) * 1e-12
    lower, upper = (float(expit(np.interp(at, rising, LOGITS))) for at in (0.025, 0.975))
    return Estimate(share, lower, upper, above_reference, above_before)


def estimate_region(path: Path, bins: Bins) -> Estimate:
    """Return the estimate of the region's own share in the last period. `path`: its smoothed share over time."""
    shown = [period for period, each in enumerate(bins[:-1]) if each is not None]
    before = None
    if shown:
        moved, error = path.moved[shown[-1]], max(path.moved_error[shown[-1]], 1e-6)
        before = float(ndtr(moved / error))
    return described(np.cumsum(path.now), above_reference=None, above_before=before)
