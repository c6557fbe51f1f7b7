"""The figures of one item: one draw of noise per figure, put into bins, from the teams up.

Decides bounds (PRIVACY.md part 2, rules 3 to 6). A true count is read in one place, where noise is added to it;
everything after that is computed from the noisy count and from sizes. Must not know names, rows or files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from app.releases.rules.aggregate import Count
from app.releases.rules.bins import Bin, bin_of, block_bins, group_bins
from app.releases.rules.consistent_figures import (
    Choices,
    Range,
    agree_exclusive,
    agree_nested,
    agree_room,
    exclusive_ranges,
    nested_ranges,
    settle_exclusive,
    settle_nested,
)
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import Noise
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import Node

Bins = Mapping[str, Bin]
Gaps = Mapping[tuple[str, str], int]
NOTHING: Bins = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemDraw:
    """What the figures of one item are made from: its plan, true counts by group, the policy, a source of noise."""

    plan: ItemPlan
    counts: Mapping[str, Count]
    policy: Policy
    noise: Noise


@dataclass(frozen=True, slots=True)
class PartFigure:
    """What is published about a group that is part of a larger one: its number of people and its ranges by option.
    `gaps`: by (wider, narrower) option, by how many people at least the wider one exceeds the narrower in it.
    """

    people: int
    bins: Bins
    gaps: Gaps

    def gap(self, wider: str, narrower: str) -> int:
        """Return how many more people option `wider` has than `narrower` in this group, at the least.
        It follows from published ranges; `wider` includes `narrower`, as "5 or higher" includes "7 or higher".
        """
        own = 0
        if {wider, narrower} <= self.bins.keys():
            own = self.bins[wider].low - self.bins[narrower].high
        return max(0, own, self.gaps.get((wider, narrower), 0))


def draw_figures(region: Node, drawing: ItemDraw) -> dict[tuple[str, str], Bins]:
    """Add noise to the counts of one item and return the range in which each is published, by group, then by option.
    A group is (level, id); groups without enough people are absent.

    Groups about the same people share one draw and one figure.
    """
    parts: dict[tuple[str, str], PartFigure] = {}
    _draw(region, drawing, parts)
    return {key: part.bins for key, part in parts.items()}


def _draw(node: Node, drawing: ItemDraw, parts: dict[tuple[str, str], PartFigure]) -> dict[str, int]:
    """Draw the groups below, then this group; the true yeses are returned to the parent and used nowhere else."""
    yes = dict.fromkeys(drawing.plan.options, 0)
    for child in node.counted:
        _add(yes, _draw(child, drawing, parts))
    for team in node.pool:
        _add(yes, drawing.counts[team].yes)
    if node.people:
        below = [parts[child.group.level, child.group.id] for child in node.counted]
        parts[node.group.level, node.group.id] = _figure(node, yes, drawing=drawing, below=below)
    return yes


def _add(total: dict[str, int], part: Mapping[str, int]) -> None:
    for option in total:
        total[option] += part.get(option, 0)


def _figure(node: Node, yes: Mapping[str, int], *, drawing: ItemDraw, below: Sequence[PartFigure]) -> PartFigure:
    """Draw the bins of one group; a group with the same people as its only part takes that part's bins."""
    options = _options_shown(node, drawing)
    same_people = below[0].bins if len(below) == 1 and not node.pool else NOTHING
    noisy = {option: yes[option] + drawing.noise.draw() for option in options if option not in same_people}
    gaps = _gaps(below, drawing.plan) if below else None
    if below:
        ranges = _ranges(node, below, options=options, plan=drawing.plan)
        choices = _group_choices(ranges, same_people, people=node.people, drawing=drawing)
    else:
        choices = {
            option: block_bins(node.people, drawing.policy, _draws(option, options, drawing.plan)) for option in options
        }
    bins = place(noisy, choices, people=node.people, drawing=drawing, fixed=same_people, gaps=gaps)
    return PartFigure(node.people, bins, gaps or {})


def place(  # A figure depends on all of these.
    noisy: Mapping[str, int],
    choices: Choices,
    *,
    people: int,
    drawing: ItemDraw,
    fixed: Bins = NOTHING,
    gaps: Gaps | None = None,
) -> dict[str, Bin]:
    """Return the range in which each noisy count of a group is published; no two ranges contradict each other.
    `noisy`: counts by option. `choices`: the ranges that an option may have. `people`: how many answered. `drawing`:
    the item's plan and policy. `fixed`: ranges that are decided already.

    `gaps`: how far the bins of its parts hold two nested options apart; None for a block, which has no parts.
    """
    plan, least = drawing.plan, drawing.policy.colluders + 1
    for options in plan.exclusive:
        noisy = settle_exclusive(noisy, options, people=people)
    for chain in plan.nested:
        noisy = settle_nested(noisy, chain)
    bins = {**fixed, **{option: bin_of(count, choices[option]) for option, count in noisy.items()}}
    for options in plan.exclusive:
        bins = agree_exclusive(bins, options, choices=choices, people=people, least=least)
    for chain in plan.nested:
        if gaps is not None:
            bins = agree_room(bins, chain, choices=choices, gaps=gaps, least=least)
        bins = agree_nested(bins, chain)
    return bins


def _gaps(below: Sequence[PartFigure], plan: ItemPlan) -> Gaps:
    """Return by how many yeses at least a wider option exceeds a narrower one, according to all parts."""
    pairs = {pair for chain in plan.nested for pair in combinations(chain, 2)}
    return {pair: sum(part.gap(*pair) for part in below) for pair in pairs}


def _options_shown(node: Node, drawing: ItemDraw) -> tuple[str, ...]:
    """Return the options shown for a group: small groups show one cut of each chain.

    Full distributions are for the region and for kinds of organisation with enough people.
    """
    wide = node.group.level in {"region", "orgtype"} and node.people >= drawing.policy.large_group
    options = drawing.plan.options if wide else drawing.plan.everywhere
    return options if node.people >= drawing.policy.chain_group else one_of_each_chain(options, drawing.plan)


def one_of_each_chain(options: Sequence[str], plan: ItemPlan) -> tuple[str, ...]:
    """Return `options`, of each series such as "5 or higher", "6 or higher", "7 or higher" only the middle one."""
    chains = [[option for option in chain if option in options] for chain in plan.nested]
    left_out = {option for chain in chains for option in chain if option != chain[len(chain) // 2]}
    return tuple(option for option in options if option not in left_out)


def longest_chain(options: Sequence[str], plan: ItemPlan) -> int:
    """Return the size of the largest set of `options` that include each other, such as "5 or higher", "7 or higher".
    Each figure of such a set has its own noise, and all are about the same people.
    """
    return max((_draws(option, options, plan) for option in options), default=1)


def _draws(option: str, options: Sequence[str], plan: ItemPlan) -> int:
    """Return how many of `options` disclose something about this one: its chain, or options that exclude it."""
    together = [sum(each in options for each in group) for group in plan.nested + plan.exclusive if option in group]
    return max(together, default=1)


def _ranges(node: Node, below: Sequence[PartFigure], *, options: Sequence[str], plan: ItemPlan) -> dict[str, Range]:
    """Return per option the range of counts that the parts' bins allow, added up; pooled people may be anything."""
    parts = [_part_ranges(part, options=options, plan=plan) for part in below]
    ranges = {
        option: (
            sum(part[option][0] for part in parts),
            sum(part[option][1] for part in parts) + node.pool_people,
        )
        for option in options
    }
    for chain in plan.nested:
        ranges = nested_ranges(ranges, chain)
    return ranges


def _part_ranges(part: PartFigure, *, options: Sequence[str], plan: ItemPlan) -> dict[str, Range]:
    """Return per option the range of counts that one part's bins allow; an option not shown may be anything."""
    ranges = {
        option: (part.bins[option].low, part.bins[option].high) if option in part.bins else (0, part.people)
        for option in options
    }
    for group in plan.exclusive:
        ranges = exclusive_ranges(ranges, group, people=part.people)
    return ranges


def _group_choices(ranges: Mapping[str, Range], same_people: Bins, *, people: int, drawing: ItemDraw) -> Choices:
    options = tuple(ranges)
    fresh = {
        option: group_bins(
            low=low,
            high=high,
            people=people,
            policy=drawing.policy,
            draws=_draws(option, options, drawing.plan),
        )
        for option, (low, high) in ranges.items()
    }
    return fresh | {option: (shown,) for option, shown in same_people.items()}
