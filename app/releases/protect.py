"""Turns the counts of one period into the rows that everybody may see.

Decides nothing itself: it follows PRIVACY.md part 2 by way of `rollup` (who is counted where), `figures`
(noise and bins) and `breakdowns`. Must not know people, dates or the database. What is shown and what is
withheld depends on sizes alone; every bound is computed from noisy counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.releases.aggregate import DECLINED, TEAM, Count, Snapshot, Tally, TeamUnknown
from app.releases.bins import Bin
from app.releases.bounds import with_bounds
from app.releases.breakdowns import choose_categories, draw_categories
from app.releases.cells import Cell, Published, Row, Statistic, Withheld, order, size_class
from app.releases.figures import NOTHING, Bins, Drawing, draw_figures
from app.releases.noise import Noise, SecretNoise
from app.releases.plan import ItemPlan, MeanPlan, PlanContradictory, RelationPlan
from app.releases.policy import Policy
from app.releases.rollup import Group, Rollup, roll_up, tree

__all__ = ["ItemPlan", "MeanPlan", "RelationPlan", "protect"]


@dataclass(frozen=True, slots=True)
class _Item:
    """One item on its way to rows."""

    plan: ItemPlan
    rollup: Rollup
    drawing: Drawing
    figures: Mapping[tuple[str, str], Bins]

    def region_bins(self) -> Bins:
        return self.figures.get(("region", self.rollup.region.group.id), NOTHING)


def protect(  # a release has that many ingredients
    snapshot: Snapshot,
    tally: Tally,
    *,
    policy: Policy,
    items: Sequence[ItemPlan],
    relations: Sequence[RelationPlan] = (),
    noise: Noise | None = None,
) -> tuple[Row, ...]:
    """Every row of a release, withheld ones included, in the order of `cells.order`.

    Raises TeamUnknown for ballots of a team outside the snapshot, and PlanContradictory for plans that do not
    fit.
    """
    _check_relations(items, relations)
    region = tree(snapshot)
    teams = {team.team for team in snapshot.teams}
    source = noise or SecretNoise()
    rows: list[Row] = []
    for plan in items:
        counts = tally.counts(TEAM, plan.item)
        if unknown := sorted(set(counts) - teams):
            raise TeamUnknown(f"There are ballots for {unknown[0]!r}, which is not in the snapshot.")
        item = _measure(region, counts, plan=plan, policy=policy, noise=source)
        rows.extend(_group_rows(item, policy))
        rows.extend(_division_rows(item, _divisions(plan, snapshot, relations), tally))
    return with_bounds(sorted(rows, key=order))


def _check_relations(items: Sequence[ItemPlan], relations: Iterable[RelationPlan]) -> None:
    everywhere = {plan.item: plan.everywhere for plan in items}
    if len(everywhere) < len(items):
        raise PlanContradictory("An item is planned twice.")
    for relation in relations:
        if not set(relation.options) <= set(everywhere.get(relation.item, ())):
            raise PlanContradictory(f"{relation.channel} shows an option that the region does not show.")


def _measure(region: Group, counts: Mapping[str, Count], *, plan: ItemPlan, policy: Policy, noise: Noise) -> _Item:
    people = {team: count.people for team, count in counts.items()}
    rollup = roll_up(region, people=people, min_group=policy.min_group)
    drawing = Drawing(plan=plan, counts=counts, policy=policy, noise=noise)
    return _Item(plan, rollup, drawing, draw_figures(rollup.region, drawing))


def _group_rows(item: _Item, policy: Policy) -> Iterator[Row]:
    """The whole-group rows of one item, for every group of the snapshot."""
    for node in item.rollup.region.walk():
        group = node.group
        bins = item.figures.get((group.level, group.id), NOTHING)
        wide = group.level in {"region", "orgtype"}
        size = size_class(node.people, policy) if node.people else ""
        for option in item.plan.options if wide else item.plan.everywhere:
            yield _row(group, item.plan.item, option=option, cell=_cell(bins.get(option), size))
        if wide and item.plan.mean:
            cell = _mean(bins, item.plan.mean, size)
            yield _row(group, item.plan.item, statistic="mean", cell=cell)


def _row(  # the columns of a release
    group: Group,
    item: str,
    *,
    cell: Cell,
    option: str = "",
    statistic: Statistic = "share",
    breakdown: str = "",
    category: str = "",
) -> Row:
    return Row(
        level=group.level,
        group=group.id,
        group_name=group.name,
        parent=group.parent,
        breakdown=breakdown,
        category=category,
        item=item,
        statistic=statistic,
        option=option,
        cell=cell,
    )


def _cell(shown: Bin | None, size: str) -> Cell:
    if shown is None:
        return Withheld()
    return _published(shown.lower_percent, shown.upper_percent, unit=100, size=size)


def _mean(bins: Bins, plan: MeanPlan, size: str) -> Cell:
    """The mean that follows from the published cuts, in steps of 0.1; it tells nothing that they do not."""
    if any(cut not in bins for cut in plan.cuts):
        return Withheld()
    lower = sum(bins[cut].lower_percent for cut in plan.cuts) // 10
    upper = -(-sum(bins[cut].upper_percent for cut in plan.cuts) // 10)
    upper += (upper - lower) % 2
    return _published(10 * plan.lowest + lower, 10 * plan.lowest + upper, unit=10, size=size)


def _published(lower: int, upper: int, *, unit: int, size: str) -> Published:
    """A figure with its bin; `with_bounds` adds the bounds that hold."""
    return Published(size_class=size, value=(lower + upper) / (2 * unit), lower=lower / unit, upper=upper / unit)


@dataclass(frozen=True, slots=True)
class _Division:
    """One way in which the region is divided: a background field, or the answers to another item."""

    channel: str
    breakdown: str
    categories: tuple[str, ...]
    options: tuple[str, ...]
    statistic: Statistic


def _divisions(plan: ItemPlan, snapshot: Snapshot, relations: Sequence[RelationPlan]) -> Iterator[_Division]:
    if plan.breakdowns:
        for field in snapshot.breakdowns:
            known = tuple(category for category in field.categories if category != DECLINED)
            yield _Division(field.channel, field.channel, known, plan.everywhere, "share")
    for each in relations:
        if each.item == plan.item:
            yield _Division(each.channel, each.given, each.categories, each.options, "relation")


def _division_rows(item: _Item, divisions: Iterable[_Division], tally: Tally) -> Iterator[Row]:
    """The rows of the region by background field and by relation."""
    group = item.rollup.region.group
    rests: list[int] = []
    for division in divisions:
        cells = _division_cells(item, division, tally.counts(division.channel, item.plan.item), rests=rests)
        for category in division.categories:
            for option in division.options:
                yield _row(
                    group,
                    item.plan.item,
                    cell=cells.get((category, option), Withheld()),
                    option=option,
                    statistic=division.statistic,
                    breakdown=division.breakdown,
                    category=category,
                )


def _division_cells(
    item: _Item, division: _Division, counts: Mapping[str, Count], *, rests: list[int]
) -> dict[tuple[str, str], Cell]:
    """The cells shown, by category and option; `rests` grows by the people in none of the categories shown."""
    people = {name: count.people for name, count in counts.items()}
    if not _covers_region(item.rollup, sum(people.values()), division):
        return {}
    policy = item.drawing.policy
    whole = item.rollup.region.people
    choice = choose_categories(people, whole=whole, categories=division.categories, policy=policy, rests=rests)
    if choice.shown:
        rests.append(choice.rest)
    drawn = draw_categories(counts, choice, region=item.region_bins(), drawing=item.drawing)
    return {
        (name, option): _cell(shown, size_class(people[name], policy))
        for name, bins in drawn.items()
        for option, shown in bins.items()
    }


def _covers_region(rollup: Rollup, people: int, division: _Division) -> bool:
    """Whether the ballots are of exactly the people in the region's figure; for a relation, of some of them."""
    if rollup.left_over:
        return False
    return people <= rollup.region.people if division.statistic == "relation" else people == rollup.region.people
