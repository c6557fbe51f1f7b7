"""Turns the counts of one period into the rows that everybody may see.

Decides nothing itself: it follows PRIVACY.md part 2 by way of `rollup` (who is counted where), `item_figures` (noise
and bins), `breakdowns`, `families` (linked items) and `relations`. Must not know people, dates or the database. What is
shown and what is withheld depends on sizes alone, and a size is always of who answered a question that everybody was
asked; every bound is computed from noisy counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.releases.rules.aggregate import DECLINED, EVERYBODY, TEAM, Count, Snapshot, Tally, TeamUnknown
from app.releases.rules.bins import Bin, block_bins
from app.releases.rules.bounds import with_bounds
from app.releases.rules.breakdowns import choose_categories, draw_categories
from app.releases.rules.cells import Cell, Published, Row, Statistic, Withheld, order, size_class
from app.releases.rules.connected import connected
from app.releases.rules.families import Cells, Family, blocks_of, fit_family, linked_of
from app.releases.rules.item_figures import NOTHING, Bins, ItemDraw, draw_figures
from app.releases.rules.item_plan import Implication, ItemPlan, MeanPlan, PlanContradictory, RelationPlan
from app.releases.rules.noise import Noise, SecretNoise
from app.releases.rules.policy import Policy
from app.releases.rules.relations import (
    DrawnRelation,
    Related,
    RelatedItem,
    choose_relations,
    draw_relation,
    own_links,
)
from app.releases.rules.rollup import GroupNode, Node, Rollup, roll_up, tree

__all__ = ["Implication", "ItemPlan", "MeanPlan", "RelationPlan", "protect"]


@dataclass(frozen=True, slots=True)
class _Division:
    """The region divided by one background characteristic: the published categories, with people and bins."""

    channel: str
    categories: tuple[str, ...]
    people: Mapping[str, int] = field(default_factory=dict)
    bins: dict[str, Bins] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Item:
    """One item and everything drawn for it, before its rows are written."""

    plan: ItemPlan
    rollup: Rollup
    drawing: ItemDraw
    figures: dict[tuple[str, str], Bins]
    divisions: list[_Division] = field(default_factory=list)

    def region_bins(self) -> Bins:
        return self.figures.get(("region", self.rollup.region.group.id), NOTHING)


def protect(  # A release depends on all of these.
    snapshot: Snapshot,
    tally: Tally,
    *,
    policy: Policy,
    items: Sequence[ItemPlan],
    relations: Sequence[RelationPlan] = (),
    links: Sequence[Implication] = (),
    noise: Noise | None = None,
) -> tuple[Row, ...]:
    """Turn the counts of a period (`tally`) into all rows of its release: noisy, in ranges, or withheld; sorted.
    `items`, `relations`: how items and cross-tabulations are published; `noise`: None for secret random noise.

    `links`: what the counts of items with one base imply about each other. Raises TeamUnknown for ballots of a team
    outside the snapshot, and PlanContradictory for plans that do not fit.
    """
    _check_plans(items, relations)
    region, source = tree(snapshot), noise or SecretNoise()
    _check_teams(tally, items, {team.team for team in snapshot.teams})
    measured: dict[str, _Item] = {}
    for base in dict.fromkeys(plan.base for plan in items):
        plans = [plan for plan in items if plan.base == base]
        family = [_measure(region, tally, plan=plan, policy=policy, noise=source) for plan in plans]
        for item in family:
            item.divisions.extend(_divisions(item, snapshot, tally))
        _fit(family, linked_of(plans, links), policy)
        measured |= {item.plan.item: item for item in family}
    rows = [row for item in measured.values() for row in (*_group_rows(item, policy), *_division_rows(item))]
    rows.extend(_relation_rows(measured, relations, tally=tally, links=links, policy=policy, noise=source))
    return with_bounds(sorted(rows, key=order))


def _check_plans(items: Sequence[ItemPlan], relations: Iterable[RelationPlan]) -> None:
    everywhere = {plan.item: plan.options for plan in items}
    if len(everywhere) < len(items):
        raise PlanContradictory("An item is planned twice.")
    for relation in relations:
        for item, options in ((relation.item, relation.options), (relation.given, relation.categories)):
            if not set(options) <= set(everywhere.get(item, ())):
                raise PlanContradictory(f"{relation.channel} shows an option that the region does not show.")


def _check_teams(tally: Tally, items: Iterable[ItemPlan], teams: set[str]) -> None:
    for item in {name for plan in items for name in (plan.item, plan.base)}:
        if unknown := sorted(set(tally.counts(TEAM, item)) - teams):
            raise TeamUnknown(f"There are ballots for {unknown[0]!r}, which is not in the snapshot.")


def _counted(tally: Tally, channel: str, plan: ItemPlan) -> dict[str, Count]:
    """Return per group the yeses of an item among everybody who answered its base; all others said no."""
    own = tally.counts(channel, plan.item)
    return {
        group: Count(base.people, own[group].yes) if group in own else Count(base.people)
        for group, base in tally.counts(channel, plan.base).items()
    }


def _measure(region: GroupNode, tally: Tally, *, plan: ItemPlan, policy: Policy, noise: Noise) -> _Item:
    counts = _counted(tally, TEAM, plan)
    people = {team: count.people for team, count in counts.items()}
    rollup = roll_up(region, people=people, min_group=policy.min_group)
    drawing = ItemDraw(plan=plan, counts=counts, policy=policy, noise=noise)
    return _Item(plan, rollup, drawing, draw_figures(rollup.region, drawing))


def _fit(items: Sequence[_Item], links: Sequence[Implication], policy: Policy) -> None:
    """Widen the figures of items over the same people until together they disclose nobody's answers."""
    if not links or not items[0].rollup.region.people:
        return
    family = Family([item.plan for item in items], links)
    held = blocks_of(items[0].rollup.region, family)
    places: dict[tuple[str, str], Node] = {
        (node.group.level, node.group.id): node for node in items[0].rollup.region.walk() if node.people
    }
    where = {
        key: Cells(held[key], node.people, block_bins(node.people, policy) if len(held[key]) == 1 else ())
        for key, node in places.items()
    }
    categories = _category_places(
        items, family, everybody=held["region", items[0].rollup.region.group.id], policy=policy
    )
    for item in items:
        for key, bins in item.figures.items():
            family.add_bins(bins, item.plan.item, place=where[key])
        for division in item.divisions:
            for name, bins in division.bins.items():
                family.add_bins(bins, item.plan.item, place=categories[division.channel, name])
    fit_family(family, policy)
    for item in items:
        for key, bins in item.figures.items():
            item.figures[key] = family.bins_of(item.plan.item, bins, where[key].atoms)
        for division in item.divisions:
            for name, bins in division.bins.items():
                atoms = categories[division.channel, name].atoms
                division.bins[name] = family.bins_of(item.plan.item, bins, atoms)


def _category_places(
    items: Sequence[_Item], family: Family, *, everybody: tuple[int, ...], policy: Policy
) -> dict[tuple[str, str], Cells]:
    """Return the atoms of every published category, and add one atom for the people in none of them.

    A category with everybody in it is the region.
    """
    whole = items[0].rollup.region.people
    found: dict[tuple[str, str], Cells] = {}
    shown = {each.channel: each for item in items for each in item.divisions if each.bins}
    for channel, division in shown.items():
        people = {name: division.people[name] for name in division.bins}
        rest = whole - sum(people.values())
        if len(people) == 1 and not rest:
            found[channel, next(iter(people))] = Cells(everybody, whole)
            continue
        for name, count in people.items():
            found[channel, name] = Cells((family.add_atom(count),), count, block_bins(count, policy))
        half = [place.atoms[0] for (other, _), place in found.items() if other == channel]
        if rest:
            half.append(family.add_atom(rest))
        family.halves.append((everybody, tuple(half)))
    return found


def _group_rows(item: _Item, policy: Policy) -> Iterator[Row]:
    """Yield the rows of whole groups for one item, for every group of the snapshot."""
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


def _row(  # The columns of a release.
    group: GroupNode,
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
    """Return the mean that follows from the published cuts, in steps of 0.1; it discloses nothing more than they do."""
    if any(cut not in bins for cut in plan.cuts):
        return Withheld()
    lower = sum(bins[cut].lower_percent for cut in plan.cuts) // 10
    upper = -(-sum(bins[cut].upper_percent for cut in plan.cuts) // 10)
    upper += (upper - lower) % 2
    return _published(10 * plan.lowest + lower, 10 * plan.lowest + upper, unit=10, size=size)


def _published(lower: int, upper: int, *, unit: int, size: str) -> Published:
    """Return a published figure from its bin; `with_bounds` adds its bounds later."""
    return Published(size_class=size, value=(lower + upper) / (2 * unit), lower=lower / unit, upper=upper / unit)


def _divisions(item: _Item, snapshot: Snapshot, tally: Tally) -> Iterator[_Division]:
    """Yield the region's divisions by background characteristic, as far as sizes allow."""
    if not item.plan.breakdowns:
        return
    whole, policy = item.rollup.region.people, item.drawing.policy
    rests: list[int] = []
    for each in snapshot.breakdowns:
        known = tuple(category for category in each.categories if category != DECLINED)
        counts = _counted(tally, each.channel, item.plan)
        people = {name: count.people for name, count in counts.items()}
        if item.rollup.left_over or sum(people.values()) != whole:  # Not exactly the people in the region's figure.
            yield _Division(each.channel, known)
            continue
        choice = choose_categories(people, whole=whole, categories=known, policy=policy, rests=rests)
        if choice.shown:
            rests.append(choice.rest)
        drawn = draw_categories(counts, choice, region=item.region_bins(), drawing=item.drawing)
        yield _Division(each.channel, known, people, drawn)


def _division_rows(item: _Item) -> Iterator[Row]:
    group = item.rollup.region.group
    for division in item.divisions:
        for category in division.categories:
            bins = division.bins.get(category, NOTHING)
            size = size_class(division.people[category], item.drawing.policy) if bins else ""
            for option in item.plan.everywhere:
                cell = _cell(bins.get(option), size)
                yield _row(
                    group, item.plan.item, cell=cell, option=option, breakdown=division.channel, category=category
                )


def _related(
    plan: RelationPlan, measured: Mapping[str, _Item], *, tally: Tally, links: Sequence[Implication]
) -> Related:
    sides = []
    for key, options in ((plan.given, plan.categories), (plan.item, plan.options)):
        item = measured[key]
        whole = item.rollup.region.people
        rests = tuple(whole - sum(each.people[name] for name in each.bins) for each in item.divisions if each.bins)
        sides.append(RelatedItem(item.plan, options, item.rollup, item.figures, rests))
    count = tally.counts(plan.channel, plan.item).get(EVERYBODY, Count())
    own = own_links(measured[plan.given].plan, measured[plan.item].plan, links)
    return Related(plan, count, sides[0], sides[1], own)


def _relation_rows(  # A figure depends on all of these.
    measured: Mapping[str, _Item],
    relations: Sequence[RelationPlan],
    *,
    tally: Tally,
    links: Sequence[Implication],
    policy: Policy,
    noise: Noise,
) -> Iterator[Row]:
    """Yield the rows of the region's joint shares."""
    related = [_related(plan, measured, tally=tally, links=links) for plan in relations]
    shown = choose_relations(related, policy)
    together = connected(each.pair for each in related if each.plan.channel in shown)
    drawn: list[DrawnRelation] = []
    for each in related:
        bins: dict[str, Bin] = {}
        if each.plan.channel in shown:
            beside = [one for one in drawn if together[one[0].pair[0]] == together[each.pair[0]]]
            bins = draw_relation(each, policy, noise, beside=beside)
            drawn.append((each, bins))
        group = each.item.rollup.region.group
        size = size_class(each.count.people, policy) if bins else ""
        for sides in each.plan.counts:
            yield _row(
                group,
                each.plan.item,
                cell=_cell(bins.get(sides.name), size),
                option=sides.option,
                statistic="relation",
                breakdown=each.plan.given,
                category=sides.category,
            )
