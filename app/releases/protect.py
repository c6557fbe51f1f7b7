"""Turns the counts of one period into the rows that everybody may see.

Decides nothing itself: it follows PRIVACY.md part 2 by way of `rollup` (who is counted where), `figures`
(noise and bins) and `breakdowns`. Must not know people, dates or the database. What is shown and what is
withheld depends on sizes alone; every bound is computed from noisy counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.releases.aggregate import DECLINED, TEAM, Count, Snapshot, Tally, TeamUnknown
from app.releases.bins import Bin
from app.releases.breakdowns import choose_categories, draw_categories
from app.releases.cells import Cell, Published, Row, Withheld, order, size_class
from app.releases.figures import NOTHING, Bins, Drawing, draw_figures
from app.releases.noise import Noise, SecretNoise
from app.releases.plan import ItemPlan, MeanPlan, PlanContradictory, RelationPlan
from app.releases.policy import Policy
from app.releases.rollup import Group, Node, Rollup, roll_up, tree

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


def protect(  # noqa: PLR0913  # a release has that many ingredients
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
        item = _measure(region, counts, plan, policy, source)
        rows.extend(_group_rows(item, policy))
        rows.extend(_breakdown_rows(item, snapshot, tally, relations))
    return tuple(sorted(rows, key=order))


def _check_relations(items: Sequence[ItemPlan], relations: Iterable[RelationPlan]) -> None:
    everywhere = {plan.item: plan.everywhere for plan in items}
    if len(everywhere) < len(items):
        raise PlanContradictory("An item is planned twice.")
    for relation in relations:
        if not set(relation.options) <= set(everywhere.get(relation.item, ())):
            raise PlanContradictory(f"{relation.channel} shows an option that the region does not show.")


def _measure(
    region: Group, counts: Mapping[str, Count], plan: ItemPlan, policy: Policy, noise: Noise
) -> _Item:
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
            yield _row(node, item.plan.item, option, _cell(bins.get(option), size))
        if wide and item.plan.mean:
            yield _mean_row(node, item.plan.item, _mean(bins, item.plan.mean, size))


def _row(node: Node, item: str, option: str, cell: Cell) -> Row:
    group = node.group
    return Row(
        level=group.level,
        group=group.id,
        group_name=group.name,
        parent=group.parent,
        item=item,
        statistic="share",
        option=option,
        cell=cell,
    )


def _mean_row(node: Node, item: str, cell: Cell) -> Row:
    group = node.group
    return Row(
        level=group.level,
        group=group.id,
        group_name=group.name,
        parent=group.parent,
        item=item,
        statistic="mean",
        option="",
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
    return Published(
        size_class=size, value=(lower + upper) / (2 * unit), lower=lower / unit, upper=upper / unit
    )


def _breakdown_rows(
    item: _Item, snapshot: Snapshot, tally: Tally, relations: Sequence[RelationPlan]
) -> Iterator[Row]:
    """The rows of the region by background field and by relation."""
    rests: list[int] = []
    name = item.plan.item
    if item.plan.breakdowns:
        for field in snapshot.breakdowns:
            counts = tally.counts(field.channel, name)
            agreed = sum(count.people for count in counts.values()) == item.rollup.region.people
            categories = [name for name in field.categories if name != DECLINED]
            cells = _category_cells(item, counts, categories, rests, usable=agreed)
            yield from _category_rows(item, field.channel, cells, item.plan.everywhere)
    for relation in relations:
        if relation.item == name:
            counts = tally.counts(relation.channel, name)
            cells = _category_cells(item, counts, relation.categories, rests, usable=True)
            yield from _category_rows(item, relation.given, cells, relation.options, relation=True)


def _category_cells(
    item: _Item, counts: Mapping[str, Count], categories: Sequence[str], rests: list[int], *, usable: bool
) -> dict[str, Mapping[str, Cell]]:
    """The cells of each category; `rests` grows by the people in none of those shown."""
    region = item.rollup.region
    policy = item.drawing.policy
    people = {name: count.people for name, count in counts.items()}
    cells: dict[str, Mapping[str, Cell]] = {name: {} for name in categories}
    if item.rollup.left_over or not usable or sum(people.values()) > region.people:
        return cells
    choice = choose_categories(people, whole=region.people, categories=categories, policy=policy, rests=rests)
    if choice.shown:
        rests.append(choice.rest)
    drawn = draw_categories(counts, choice, region=item.region_bins(), drawing=item.drawing)
    for name, bins in drawn.items():
        size = size_class(people[name], policy)
        cells[name] = {option: _cell(shown, size) for option, shown in bins.items()}
    return cells


def _category_rows(
    item: _Item,
    breakdown: str,
    cells: Mapping[str, Mapping[str, Cell]],
    options: Iterable[str],
    *,
    relation: bool = False,
) -> Iterator[Row]:
    group = item.rollup.region.group
    for category, shown in cells.items():
        for option in options:
            yield Row(
                level=group.level,
                group=group.id,
                group_name=group.name,
                parent=group.parent,
                breakdown=breakdown,
                category=category,
                item=item.plan.item,
                statistic="relation" if relation else "share",
                option=option,
                cell=shown.get(option, Withheld()),
            )
