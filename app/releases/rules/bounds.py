"""The bounds that hold a group's true share, and the best value within them (PRIVACY.md part 2, rules 10 and 15).

Decides both from published rows alone, so that they disclose nothing that the bins do not. A bin holds the noisy count;
the true share is that of everybody in the group who answered, also of those who are counted elsewhere. Widened by the
distribution of the noise, for the fewest people there can be, a bin holds it in at least 95 of 100 figures
(docs/evidence/bounds.md). Must not know counts, sizes or noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, exp, lgamma

from app.releases.rules.cells import Published, Row
from app.releases.rules.people_of_figure import fewest_people, noise_beyond, start_of

PERSONS_INSIDE, PERSONS_AT_END = 2, 1
"""By how many persons a bin is widened. Noise above two has a probability of 3 % on each side; an outermost bin holds
so many counts that one is enough."""
SPREADS = (8.0, 30.0)
"""How alike the groups of a region may be: strengths of a beta prior around its share, equally likely."""
LEAST, MOST = 0.005, 0.995
"""The range to which a region's share is limited before it predicts the shares of its groups."""
LARGE = 50
"""From this number of people on, a region's own value is the middle of its bin."""
MOST_SIZES = 5
"""The most sizes of a size class over which an expected value is averaged."""

Values = Mapping[tuple[str, str], float]
"""The region's best value by item and option."""


@dataclass(frozen=True, slots=True)
class MeanScale:
    """What a mean follows from: the lowest and highest step of its scale, and the sum of its "n or higher" shares."""

    lowest: float
    highest: float
    added: float


def with_bounds(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return all rows of one release, each published figure with its bounds and best value filled in."""
    rows = tuple(rows)
    people, regional = _fewest(rows), _regional(rows)
    finished = [_with_share(row, people=people.get(_whom(row), 0), regional=regional) for row in rows]
    scales = _mean_scales(finished)
    return tuple(_with_mean(row, scales) if row.statistic == "mean" else row for row in finished)


def share_bounds(cell: Published, *, people: int = 0) -> tuple[float, float]:
    """Return the lower and upper bound, 0…1, that hold the true share of the group in at least 95 of 100 figures.
    They are the published range of a figure, moved outwards to allow for noise. `people`: the fewest people the figure
    can be about, as far as the group's other figures about this question tell.
    """
    steps = 100 if start_of(cell.size_class) >= 50 else 20
    persons = PERSONS_AT_END if _at_an_end(cell) else PERSONS_INSIDE
    moved = steps * persons // max(people, fewest_people(cell))
    lower, upper = round(cell.bin_lower * steps) - moved, round(cell.bin_upper * steps) + moved
    return max(0, lower) / steps, min(steps, upper) / steps


def mean_bounds(cell: Published, scale: MeanScale) -> tuple[float, float]:
    """Return the lower and upper bound of a true mean: the published range of the mean, 0.1 wider at both ends.
    Never beyond the lowest and highest step of the scale.
    """
    lower, upper = (round(10 * cell.bin_lower) - 1) / 10, (round(10 * cell.bin_upper) + 1) / 10
    return max(scale.lowest, lower), min(scale.highest, upper)


def share_value(cell: Published, *, around: float, people: int = 0) -> float:
    """Return the best single value, 0…1, of a share that was published as a range: its posterior mean.
    `around`: the region's share, which serves as prior.

    Never outside its bounds. `people`: as in `share_bounds`.
    """
    expected = round(min(MOST, max(LEAST, around)), 3)
    lower, upper = share_bounds(cell, people=people)
    return round(
        min(upper, max(lower, _expected(cell.size_class, (cell.bin_lower, cell.bin_upper), around=expected))), 3
    )


def _at_an_end(cell: Published) -> bool:
    return cell.bin_lower <= 0 or cell.bin_upper >= 1


def _whom(row: Row) -> tuple[str, ...]:
    """Return the key of the people whom a row is about, and of the question they answered."""
    return row.level, row.group, row.breakdown, row.category, row.item


def _fewest(rows: Iterable[Row]) -> dict[tuple[str, ...], int]:
    """Return the fewest people per group and question: all options of a question are about the same people."""
    found: dict[tuple[str, ...], int] = {}
    for row in rows:
        if isinstance(row.cell, Published) and row.statistic != "mean":
            found[_whom(row)] = max(found.get(_whom(row), 0), fewest_people(row.cell))
    return found


def _regional(rows: Iterable[Row]) -> Values:
    """Return the region's own share of every option, estimated from its bin."""
    whole = [row for row in rows if row.level == "region" and not row.breakdown and row.statistic == "share"]
    return {(row.item, row.option): _first_value(row.cell) for row in whole if isinstance(row.cell, Published)}


def _first_value(cell: Published) -> float:
    """Return the middle of the bin; of a small group in an outermost bin the expected value."""
    middle = round((cell.bin_lower + cell.bin_upper) / 2, 3)
    return share_value(cell, around=middle) if _at_an_end(cell) and start_of(cell.size_class) < LARGE else middle


def _with_share(row: Row, *, people: int, regional: Values) -> Row:
    """Return a share or relation with its bounds and value; a mean is returned as it is."""
    if not isinstance(row.cell, Published) or row.statistic == "mean":
        return row
    cell = row.cell
    alone = row.level == "region" and not row.breakdown and start_of(cell.size_class) >= LARGE
    around = None if alone or row.statistic != "share" else regional.get((row.item, row.option))
    value, lower, upper = _told(
        cell.size_class, cell.bin_lower, cell.bin_upper, people=people, around=around, alone=alone
    )
    return replace(row, cell=Published(cell.size_class, value, lower, upper, cell.bin_lower, cell.bin_upper))


@lru_cache(maxsize=65536, typed=True)
def _told(
    size_class: str, bin_lower: float, bin_upper: float, *, people: int, around: float | None, alone: bool
) -> tuple[float, float, float]:
    """Return the value and the bounds of a share by its size class and bin: few differ among all rows of a release.
    `people`: as in `share_bounds`. `around`: the region's share; None: the figure's own. `alone`: take its own value as
    it is.
    """
    cell = Published(size_class, bin_lower, bin_lower, bin_upper)
    own = _first_value(cell) if alone or around is None else around
    value = own if alone else share_value(cell, around=own, people=people)
    return value, *share_bounds(cell, people=people)


def _mean_scales(rows: Iterable[Row]) -> dict[tuple[str, str, str], MeanScale]:
    """Return by level, group and item what its mean follows from: the numbered cuts of the whole group."""
    cuts: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for row in rows:
        if isinstance(row.cell, Published) and not row.breakdown and row.option.startswith(">="):
            try:
                cut = float(row.option[2:])
            except ValueError:
                continue
            cuts.setdefault((row.level, row.group, row.item), []).append((cut, row.cell.value))
    return {
        key: MeanScale(min(found)[0] - 1, max(found)[0], sum(value for _, value in found))
        for key, found in cuts.items()
    }


def _with_mean(row: Row, scales: Mapping[tuple[str, str, str], MeanScale]) -> Row:
    scale = scales.get((row.level, row.group, row.item))
    if scale is None or not isinstance(row.cell, Published):
        return row
    lower, upper = mean_bounds(row.cell, scale)
    value = min(upper, max(lower, round(scale.lowest + scale.added, 1)))
    return replace(row, cell=replace(row.cell, value=value, lower=lower, upper=upper))


@lru_cache(maxsize=65536)
def _expected(size_class: str, shown: tuple[float, float], *, around: float) -> float:
    """Return the posterior mean of the share, averaged over the sizes of the class.

    Prior: beta-binomial around the region's share, of each of `SPREADS` (Gelman et al., Bayesian Data Analysis, 3rd
    ed., section 5.3). Likelihood: the chance that the noise moves the count into the bin.
    """
    (lower, upper), weighed, total = shown, 0.0, 0.0
    for people in _sizes(size_class, upper - lower):
        low, high = ceil(lower * people - 1e-9), people if upper >= 1 else ceil(upper * people - 1e-9) - 1
        for count in range(people + 1):
            below = 1.0 if low <= 0 else noise_beyond(low - count)
            above = 0.0 if high >= people else noise_beyond(high + 1 - count)
            chance = (below - above) * sum(
                _beta_binomial(count, people, around=around, spread=spread) for spread in SPREADS
            )
            weighed += chance * count / people
            total += chance
    return weighed / total if total > 0 else (lower + upper) / 2


def _sizes(size_class: str, width: float) -> Sequence[int]:
    """Return a few group sizes of a size class that fit a bin of this width; of an open class the smallest one."""
    fewest, last = start_of(size_class), size_class.partition("-")[2]
    fewest = max(fewest, ceil(2 / width - 1e-6)) if width > 0 else fewest
    sizes = range(fewest, max(fewest, int(last or 0)) + 1)
    return sizes[:: max(1, len(sizes) // (MOST_SIZES - 1))]


def _beta_binomial(count: int, people: int, *, around: float, spread: float) -> float:
    first, second = spread * around, spread * (1 - around)
    ways = lgamma(people + 1) - lgamma(count + 1) - lgamma(people - count + 1)
    return exp(
        ways
        + (lgamma(count + first) - lgamma(first))
        + (lgamma(people - count + second) - lgamma(second))
        - (lgamma(people + spread) - lgamma(spread))
    )
