"""The figures of one item: one draw of noise per figure, put into bins from the teams up.

Decides bounds (PRIVACY.md part 2, rules 3 to 6). A true count is read in one place, where noise is added to
it; everything after that is computed from the noisy count and from sizes. Must not know names, rows or files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from app.releases.aggregate import Count
from app.releases.agree import (
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
from app.releases.bins import Bin, bin_of, block_bins, group_bins
from app.releases.noise import Noise
from app.releases.plan import ItemPlan
from app.releases.policy import Policy
from app.releases.rollup import Node

Bins = Mapping[str, Bin]
Gaps = Mapping[tuple[str, str], int]
NOTHING: Bins = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every figure of one item is drawn with."""

    plan: ItemPlan
    counts: Mapping[str, Count]
    policy: Policy
    noise: Noise


def draw_figures(region: Node, drawing: Drawing) -> dict[tuple[str, str], Bins]:
    """The bin of every published option for every group that has one, by level and id.

    Groups about the same people share one draw and one figure.
    """
    figures: dict[tuple[str, str], Bins] = {}
    _draw(region, drawing, figures)
    return figures


def _draw(node: Node, drawing: Drawing, figures: dict[tuple[str, str], Bins]) -> dict[str, int]:
    """Draw what lies below, then this group; the true yeses go up to the parent and nowhere else."""
    yes = dict.fromkeys(drawing.plan.options, 0)
    for child in node.counted:
        _add(yes, _draw(child, drawing, figures))
    for team in node.pool:
        _add(yes, drawing.counts[team].yes)
    if node.people:
        figures[node.group.level, node.group.id] = _figure(node, yes, drawing=drawing, figures=figures)
    return yes


def _add(total: dict[str, int], part: Mapping[str, int]) -> None:
    for option in total:
        total[option] += part.get(option, 0)


def _figure(node: Node, yes: Mapping[str, int], *, drawing: Drawing, figures: Mapping[tuple[str, str], Bins]) -> Bins:
    """The bins of one group: its only part's if it is the same people, else drawn afresh."""
    below = [(child.people, figures[child.group.level, child.group.id]) for child in node.counted]
    options = _options_shown(node, drawing)
    same_people = below[0][1] if len(below) == 1 and not node.pool else {}
    noisy = {option: yes[option] + drawing.noise.draw() for option in options if option not in same_people}
    gaps: Gaps | None = None
    if below:
        gaps = _gaps(below, drawing.plan)
        ranges = _ranges(node, below, options=options, plan=drawing.plan)
        choices = _group_choices(ranges, same_people, people=node.people, policy=drawing.policy)
    else:
        choices = dict.fromkeys(options, block_bins(node.people, drawing.policy))
    return place(noisy, choices, people=node.people, drawing=drawing, fixed=same_people, gaps=gaps)


def place(  # a figure depends on all of these
    noisy: Mapping[str, int],
    choices: Choices,
    *,
    people: int,
    drawing: Drawing,
    fixed: Bins = NOTHING,
    gaps: Gaps | None = None,
) -> dict[str, Bin]:
    """The bins for a group's noisy counts, made to agree with each other and with those `fixed`.

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


def _gaps(below: Sequence[tuple[int, Bins]], plan: ItemPlan) -> dict[tuple[str, str], int]:
    """By how many yeses at least a wider option exceeds a narrower one, going by the bins of the parts."""
    return {
        (wider, narrower): sum(
            max(0, bins[wider].low - bins[narrower].high) for _, bins in below if {wider, narrower} <= bins.keys()
        )
        for chain in plan.nested
        for wider, narrower in combinations(chain, 2)
    }


def _options_shown(node: Node, drawing: Drawing) -> tuple[str, ...]:
    """Full distributions are for the region and for types, of enough people."""
    wide = node.group.level in {"region", "orgtype"} and node.people >= drawing.policy.large_group
    return drawing.plan.options if wide else drawing.plan.everywhere


def _ranges(
    node: Node, below: Sequence[tuple[int, Bins]], *, options: Sequence[str], plan: ItemPlan
) -> dict[str, Range]:
    """What the bins below leave possible, added up; people pooled here may be anything."""
    parts = [_part_ranges(people, bins, options=options, plan=plan) for people, bins in below]
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


def _part_ranges(people: int, bins: Bins, *, options: Sequence[str], plan: ItemPlan) -> dict[str, Range]:
    """What the bins of one part leave possible; an option it does not show may be anything."""
    ranges = {option: (bins[option].low, bins[option].high) if option in bins else (0, people) for option in options}
    for group in plan.exclusive:
        ranges = exclusive_ranges(ranges, group, people=people)
    return ranges


def _group_choices(ranges: Mapping[str, Range], same_people: Bins, *, people: int, policy: Policy) -> Choices:
    fresh = {
        option: group_bins(low=low, high=high, people=people, policy=policy) for option, (low, high) in ranges.items()
    }
    return fresh | {option: (shown,) for option, shown in same_people.items()}
