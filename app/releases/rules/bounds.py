"""Which bounds hold a group's true share, and which value lies nearest to it (PRIVACY.md part 2, rules 10 and 15).

Decides both from published rows alone, so that they tell nothing that the bins do not. A bin holds the noisy count;
the true share is that of everybody in the group who answered, also of those who are counted elsewhere. Widened by the
law of the noise, for the fewest people there can be, a bin holds it in at least 95 of 100 figures
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
"""By how many persons a bin is widened. More noise than two has a chance of 3 % to each side; an outermost bin holds
so many counts that one is enough."""
SPREADS = (8.0, 30.0)
"""How alike the groups of a region may be: strengths of a beta law around the region's share, each as likely."""
LEAST, MOST = 0.005, 0.995
"""Between these a region's share is taken to lie when it says what to expect of its groups."""
LARGE = 50
"""From so many people on, a region's own value is the middle of its bin."""
MOST_SIZES = 5
"""Of so many sizes of a class at most the expectation is taken."""

Values = Mapping[tuple[str, str], float]
"""By item and option the region's best value."""


@dataclass(frozen=True, slots=True)
class MeanScale:
    """What a mean follows from: the lowest and highest step of its scale, and the best values of its cuts added up."""

    lowest: float
    highest: float
    added: float


def with_bounds(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows of one release, each published figure with the bounds that hold and the best value for
    its bin.
    """
    rows = tuple(rows)
    people, regional = _fewest(rows), _regional(rows)
    finished = [_with_share(row, people=people.get(_whom(row), 0), regional=regional) for row in rows]
    scales = _mean_scales(finished)
    return tuple(_with_mean(row, scales) if row.statistic == "mean" else row for row in finished)


def share_bounds(cell: Published, *, people: int = 0) -> tuple[float, float]:
    """Return the bounds that hold, 0…1: those of the bin, moved outwards by whole steps of published shares.

    `people`: the fewest there can be, going by all figures of this group about this question.
    """
    steps = 100 if start_of(cell.size_class) >= 50 else 20
    persons = PERSONS_AT_END if _at_an_end(cell) else PERSONS_INSIDE
    moved = steps * persons // max(people, fewest_people(cell))
    lower, upper = round(cell.bin_lower * steps) - moved, round(cell.bin_upper * steps) + moved
    return max(0, lower) / steps, min(steps, upper) / steps


def mean_bounds(cell: Published, scale: MeanScale) -> tuple[float, float]:
    """Return the bounds that hold for a mean: one step of 0.1 beyond those that follow from its cuts, within its
    scale.
    """
    lower, upper = (round(10 * cell.bin_lower) - 1) / 10, (round(10 * cell.bin_upper) + 1) / 10
    return max(scale.lowest, lower), min(scale.highest, upper)


def share_value(cell: Published, *, around: float, people: int = 0) -> float:
    """Return the share to expect of a group with this bin in a region whose share is `around`, to a tenth of a per
    cent.

    Never outside the bounds that hold. `people`: as in `share_bounds`.
    """
    expected = round(min(MOST, max(LEAST, around)), 3)
    lower, upper = share_bounds(cell, people=people)
    return round(
        min(upper, max(lower, _expected(cell.size_class, (cell.bin_lower, cell.bin_upper), around=expected))), 3
    )


def _at_an_end(cell: Published) -> bool:
    return cell.bin_lower <= 0 or cell.bin_upper >= 1


def _whom(row: Row) -> tuple[str, ...]:
    """Return whom a row is about, and the question they answered."""
    return row.level, row.group, row.breakdown, row.category, row.item


def _fewest(rows: Iterable[Row]) -> dict[tuple[str, ...], int]:
    """By `_whom` the fewest people there can be: all options of a question are about the same ones."""
    found: dict[tuple[str, ...], int] = {}
    for row in rows:
        if isinstance(row.cell, Published) and row.statistic != "mean":
            found[_whom(row)] = max(found.get(_whom(row), 0), fewest_people(row.cell))
    return found


def _regional(rows: Iterable[Row]) -> Values:
    """Return the region's own share of every option, as far as its bin tells; of an outermost bin what to expect
    there.
    """
    whole = [row for row in rows if row.level == "region" and not row.breakdown and row.statistic == "share"]
    return {(row.item, row.option): _first_value(row.cell) for row in whole if isinstance(row.cell, Published)}


def _first_value(cell: Published) -> float:
    """Return the middle of the bin; of a small group in an outermost bin what to expect there."""
    middle = round((cell.bin_lower + cell.bin_upper) / 2, 3)
    return share_value(cell, around=middle) if _at_an_end(cell) and start_of(cell.size_class) < LARGE else middle


def _with_share(row: Row, *, people: int, regional: Values) -> Row:
    """Return a share or relation; a mean is left as it is, because it follows from the others."""
    if not isinstance(row.cell, Published) or row.statistic == "mean":
        return row
    lower, upper = share_bounds(row.cell, people=people)
    if row.level == "region" and not row.breakdown and start_of(row.cell.size_class) >= LARGE:
        return replace(row, cell=replace(row.cell, value=_first_value(row.cell), lower=lower, upper=upper))
    known = regional.get((row.item, row.option)) if row.statistic == "share" else None
    value = share_value(row.cell, around=_first_value(row.cell) if known is None else known, people=people)
    return replace(row, cell=replace(row.cell, value=value, lower=lower, upper=upper))


def _mean_scales(rows: Iterable[Row]) -> dict[tuple[str, str, str], MeanScale]:
    """By level, group and item what its mean follows from: the numbered cuts of the whole group."""
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
    """Return the mean of the posterior share, over the counts of all sizes of the class.

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
    """Return a few sizes of the class that fit a bin so wide; of an open class the smallest."""
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
