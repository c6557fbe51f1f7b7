"""The bins in which noisy counts are published (PRIVACY.md part 2, rules 5 and 6).

Decides the bounds of every figure from sizes and from the bins of the groups below. Must not know true counts. Bounds
are whole steps of a share: 5 % below 50 people, 1 % from there. A block's bins are the same for all sizes of its
subclass (7 to 9, 10 to 12, …), so that a bound never tells the exact number of people.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.releases.rules.policy import Policy

_SUBCLASSES = (1, 5, 7, 10, 13, 16, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 120, 150, 200, 300, 500, 1000)


@dataclass(frozen=True, slots=True)
class Bin:
    """A range in which a count is published instead of the exact number: `low` to `high` people, both included.
    `lower_percent`, `upper_percent`: the ends of that range as percentages, as they are published.
    """

    low: int
    high: int
    lower_percent: int
    upper_percent: int

    def lowered_to(self, other: "Bin") -> "Bin":
        """Return this bin, extended down to where `other` starts."""
        return replace(self, low=min(self.low, other.low), lower_percent=min(self.lower_percent, other.lower_percent))

    def raised_to(self, other: "Bin") -> "Bin":
        """Return this bin, extended up to where `other` ends."""
        return replace(
            self, high=max(self.high, other.high), upper_percent=max(self.upper_percent, other.upper_percent)
        )


@lru_cache(maxsize=4096)
def block_bins(people: int, policy: Policy, draws: int = 1) -> tuple[Bin, ...]:
    """Return the ranges (bins) in which counts of one team, or pool of small teams, are published, from 0 to everyone.
    `people`: at least the minimum group. `draws`: how many figures with separate noise are about these people; more of
    them make the lowest and highest range wider.

    The outermost hold at least c + 2 counts, the others at least 2, for the smallest size of the subclass and hence for
    all of them: a stretch of the scale that spans two counts among m people spans at least two among more.
    """
    smallest = max(_SUBCLASSES[bisect_right(_SUBCLASSES, people) - 1], policy.min_group)
    step = _step(people)
    reach = -(-100 * policy.end_counts(draws=draws) // smallest)
    end = max(_first_cut(policy.end_counts(smallest, draws=draws), smallest, step), _whole_steps(reach, step))
    end = min(50, max(end, _whole_steps(policy.inner_percent, step)))
    cuts = _inner_cuts(end, 100 - end, inner=_inner_percent(smallest, policy, step), step=step)
    return _between([0, *cuts, 100], low=0, high=people, people=people)


def group_bins(*, low: int, high: int, people: int, policy: Policy, draws: int = 1) -> tuple[Bin, ...]:
    """Return the ranges (bins) in which counts of a group of several teams are published, lowest first.
    `low`, `high`: the fewest and most yeses that the published ranges of its teams allow together. `people`: how many
    answered. `draws`: how many figures of this level, with separate noise, are about these people.

    The outermost hold at least c + 2 counts, so that even the lowest bin leaves each block below the room to be c + 1
    above its own lowest count. Near none and near all they are as wide as `Policy.end_counts` asks of a group, whose
    people are in figures below it too. A range too narrow for two such bins is one bin, which may reach beyond it.
    """
    step = _step(people)
    inner = _inner_percent(people, policy, step)
    bottom = 100 * low // people // step * step
    top = min(100, max(_whole_steps(-(-100 * high // people), step), bottom + inner))
    bottom = min(bottom, top - inner)
    draws *= policy.group_draws
    half = people // 2 if people <= policy.true_of_group else 0
    reach = policy.end_counts(half, draws=draws)
    end = policy.end_counts(min(people, policy.true_of_group), draws=draws)
    lowest = max(low + reach, end)
    highest = min(high + 1 - reach, people + 1 - end)
    first = max(_first_cut(lowest, people, step), bottom + inner)
    last = min(_last_cut(highest, people, step), top - inner)
    cuts = _inner_cuts(first, last, inner=inner, step=step)
    return _between([bottom, *cuts, top], low=low, high=high, people=people)


def bin_of(count: int, bins: tuple[Bin, ...]) -> Bin:
    """Return the range of `bins` that holds `count`; the lowest or highest range for a count beyond them all."""
    return next((each for each in bins if count <= each.high), bins[-1])


def widened(shown: Bin, *, low: int, high: int, people: int, choices: tuple[Bin, ...] = ()) -> Bin:
    """Return the published range `shown`, extended so that it holds all counts from `low` to `high`.
    Its ends are rounded outwards to percentages that may be published. `people`: how many answered.

    `choices`: the bins of a block, whose bounds are the same for all sizes of its subclass; a group of blocks goes to
    the next step of a published bound.
    """
    if choices:
        shown = shown.lowered_to(bin_of(low, choices)) if low < shown.low else shown
        return shown.raised_to(bin_of(high, choices)) if high > shown.high else shown
    step = _step(people)
    if low < shown.low:
        lower = max(0, 100 * max(0, low) // people // step * step)
        shown = shown.lowered_to(Bin(-(-lower * people // 100), shown.high, lower, shown.upper_percent))
    if high > shown.high:
        upper = min(100, _whole_steps(-(-100 * min(high, people) // people), step))
        shown = shown.raised_to(Bin(shown.low, upper * people // 100, shown.lower_percent, upper))
    return shown


def _step(people: int) -> int:
    """Return the step of published bounds, in percent."""
    return 5 if people < 50 else 1


def _whole_steps(percent: int, step: int) -> int:
    return -(-percent // step) * step


def _inner_percent(people: int, policy: Policy, step: int) -> int:
    """Return the least width of an inner bin, in percent: two counts among `people`, and the policy's minimum."""
    return _whole_steps(max(-(-200 // people), policy.inner_percent), step)


def _first_cut(count: int, people: int, step: int) -> int:
    """Return the lowest cut that has all counts below `count` under it, in percent."""
    return _whole_steps(100 * (count - 1) // people + 1, step)


def _last_cut(count: int, people: int, step: int) -> int:
    """Return the highest cut, in percent, that is not above `count` of `people`."""
    return 100 * count // people // step * step


def _inner_cuts(first: int, last: int, *, inner: int, step: int) -> list[int]:
    """Return cuts from `first` to `last`, at least `inner` percent apart; one in the middle if they are too close."""
    if first > last:
        return []
    stretches = (last - first) // inner
    if stretches == 0:
        return [(first + last) // 2 // step * step]
    return [first + (last - first) * index // (stretches * step) * step for index in range(stretches + 1)]


def _between(cuts: list[int], *, low: int, high: int, people: int) -> tuple[Bin, ...]:
    """Return the bins that `cuts` (in percent) make of `low` … `high`; a cut belongs to the bin above it."""
    starts = [low, *(-(-cut * people // 100) for cut in cuts[1:-1]), high + 1]
    pairs = zip(pairwise(starts), pairwise(cuts), strict=True)
    return tuple(Bin(start, stop - 1, lower, upper) for (start, stop), (lower, upper) in pairs)
