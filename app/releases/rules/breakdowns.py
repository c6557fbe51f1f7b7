"""The region broken down by experience and by function.

Decides which categories may be shown (PRIVACY.md part 2, rule 8), by sizes alone, and makes their bins fit the
region's. Must not know teams: the ballots of a breakdown carry a category and nothing else. A category is shown over
exactly the people in the region's figure, so only when that figure counts everybody. The people in no published
category must be nobody or at least the minimum group, because they equal the region minus what is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.releases.rules.aggregate import Count
from app.releases.rules.bins import Bin, block_bins
from app.releases.rules.consistent_figures import Choices, agree_nested, lowered, next_to_lower, next_to_raise, raised
from app.releases.rules.item_figures import Bins, ItemDraw, longest_chain, one_of_each_chain, place
from app.releases.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class ShownCategories:
    """The categories of a background question that are shown, such as "under 2 years".
    `rest`: how many people of the region are in none of them.
    """

    shown: tuple[str, ...]
    rest: int


def choose_categories(
    people: Mapping[str, int], *, whole: int, categories: Sequence[str], policy: Policy, rests: Sequence[int]
) -> ShownCategories:
    """Return which categories of a background question may be shown beside a region's figure about `whole` people.
    `people`: how many ballots each category has. `rests`: for each breakdown of this item that is chosen already, how
    many people are in none of its shown categories.

    Where one such group of people may lie within another, their difference must be nobody or a full group too. The
    smallest category is left out first.
    """
    by_size = sorted(categories, key=lambda category: people.get(category, 0))
    shown = [category for category in by_size if people.get(category, 0) >= policy.category_group]
    while shown:
        rest = whole - sum(people[category] for category in shown)
        gaps = [rest, *(abs(rest - other) for other in rests)]
        if all(gap == 0 or gap >= policy.min_group for gap in gaps):
            return ShownCategories(tuple(sorted(shown)), rest)
        shown.pop(0)
    return ShownCategories((), whole)


def draw_categories(
    counts: Mapping[str, Count], choice: ShownCategories, *, region: Bins, drawing: ItemDraw
) -> dict[str, Bins]:
    """Add noise to the counts of every shown category and return their published ranges, by category, then by option.
    The options are those that the region shows at every level.

    One category with everybody in it is the region, and has its figure.
    """
    options = [option for option in drawing.plan.everywhere if option in region]
    if len(choice.shown) == 1 and choice.rest == 0:
        return {choice.shown[0]: {option: region[option] for option in options}}
    if any(counts[name].people < drawing.policy.chain_group for name in choice.shown):
        options = list(one_of_each_chain(options, drawing.plan))
    draws = drawing.policy.category_draws * longest_chain(options, drawing.plan)
    grids = {name: block_bins(counts[name].people, drawing.policy, draws) for name in choice.shown}
    drawn: dict[str, dict[str, Bin]] = {}
    for name, grid in grids.items():
        noisy = {option: counts[name].yes[option] + drawing.noise.draw() for option in options}
        choices = dict.fromkeys(options, grid)
        drawn[name] = place(noisy, choices, people=counts[name].people, drawing=drawing)
    for option in options:
        column = {name: drawn[name][option] for name in choice.shown}
        fitted = fit(column, choices=grids, whole=region[option], rest=choice.rest, policy=drawing.policy)
        for name, shown in fitted.items():
            drawn[name][option] = shown
    return {name: _agreed(bins, drawing) for name, bins in drawn.items()}


def _agreed(bins: Bins, drawing: ItemDraw) -> Bins:
    for chain in drawing.plan.nested:
        bins = agree_nested(bins, chain)
    return bins


def fit(parts: Mapping[str, Bin], *, choices: Choices, whole: Bin, rest: int, policy: Policy) -> dict[str, Bin]:
    """Widen the published ranges of categories (`parts`) until, with the region's (`whole`), they disclose no answer.
    That is: nobody can derive that nearly none, or nearly all, of a category said yes. `rest`: how many people are in
    no category. `choices`: the ranges that each category may have.

    The categories together reach from the region's low to its high or beyond, and each can be c + 1 away from none and
    from all with the others at their ends; so can the `rest`, the people of the region in no category, who are nobody
    or a full group. Then team figures and categories, which share only the region's count, cannot be used against each
    other.
    """
    result = dict(parts)
    least = policy.colluders + 1
    while not _low_enough(result, whole, rest=rest, least=least):
        name = next_to_lower(result, result, choices)
        if name is None:
            break
        result[name] = lowered(result[name], choices[name])
    while not _high_enough(result, whole, rest=rest, least=least, choices=choices):
        name = next_to_raise(result, result, choices)
        if name is None:
            break
        result[name] = raised(result[name], choices[name])
    return result


def _low_enough(parts: Mapping[str, Bin], whole: Bin, *, rest: int, least: int) -> bool:
    low = sum(part.low for part in parts.values())
    rest_has_room = not rest or low + least <= whole.high
    return (
        rest_has_room
        and low <= whole.low
        and all(low - part.low + max(least, part.low) <= whole.high for part in parts.values())
    )


def _high_enough(parts: Mapping[str, Bin], whole: Bin, *, rest: int, least: int, choices: Choices) -> bool:
    high = sum(part.high for part in parts.values()) + rest
    rest_has_room = not rest or high - least >= whole.low
    return (
        rest_has_room
        and high >= whole.high
        and all(
            high - part.high + min(choices[name][-1].high - least, part.high) >= whole.low
            for name, part in parts.items()
        )
    )
