"""The joint shares of a relation: yes to both items, to one, to the other, to neither.

Shares are of everybody who answered both items. Decides which relations may be shown (PRIVACY.md part 2, rule 14), by
sizes alone, and makes their bins fit those of both items. Must not know teams: the ballots of a relation carry none. No
size here is of people with an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

from app.releases.rules.aggregate import Count
from app.releases.rules.bins import Bin, bin_of, block_bins, widened
from app.releases.rules.connected import connected
from app.releases.rules.consistent_figures import agree_exclusive, settle_exclusive
from app.releases.rules.group_sums import GroupSum, ItemKnown, JointKnown
from app.releases.rules.item_figures import Bins
from app.releases.rules.item_plan import Implication, ItemPlan, RelationPlan
from app.releases.rules.joint_counts import four_of
from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.noise import Noise
from app.releases.rules.option_problem import Atom, FiguresContradict, count_bounds
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import Node, Rollup
from app.releases.rules.widening import Needed, make_room

TINY = 1e-6


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """One of the two items of a cross-tabulation, with its published figures.
    `rests`: how many people each breakdown of this item leaves in no shown category.
    """

    plan: ItemPlan
    options: tuple[str, ...]
    rollup: Rollup
    figures: Mapping[tuple[str, str], Bins]
    rests: tuple[int, ...] = ()

    @property
    def people(self) -> int:
        """Return how many people the region's figure of this item is about."""
        return self.rollup.region.people


@dataclass(frozen=True, slots=True)
class Related:
    """A cross-tabulation that is not published yet: its true counts (`count`), and its two items with their figures."""

    plan: RelationPlan
    count: Count
    given: RelatedItem
    item: RelatedItem
    links: tuple[Implication, ...] = ()

    @property
    def sides(self) -> tuple[RelatedItem, RelatedItem]:
        """Return both items of the cross-tabulation: first `given`, then `item`."""
        return self.given, self.item

    @property
    def pair(self) -> tuple[str, str]:
        """Return the names of both items."""
        return self.given.plan.item, self.item.plan.item

    @property
    def is_about_everybody(self) -> bool:
        """Return whether the same people answered both items of the cross-tabulation."""
        return self.count.people == self.given.people == self.item.people


DrawnRelation = tuple[Related, Mapping[str, Bin]]
"""A relation with the ranges in which its four counts of each pair of options are published, by name."""


def choose_relations(related: Sequence[Related], policy: Policy) -> frozenset[str]:
    """Return which cross-tabulations may be shown, by their names "relation:<a>:<b>" (`RelationPlan.channel`).

    The region's figures must count everybody, as a relation's ballots carry no team. Who answered one item and not both
    must be nobody or a full group, and so must the difference with whom another division of that item leaves out. Of
    relations that make a ring (a with b, b with c, c with a) the last is not shown: their joint counts might prove
    together what pairs of them do not, and that is not checked.
    """
    rests = {side.plan.item: set(side.rests) for each in related for side in each.sides}
    shown: list[str] = []
    pairs: list[tuple[str, str]] = []
    for each in related:
        ends = connected(pairs)
        if ends.get(each.pair[0], each.pair[0]) == ends.get(each.pair[1], each.pair[1]):
            continue
        left = {side.plan.item: side.people - each.count.people for side in each.sides}
        gaps = [gap for item, rest in left.items() for gap in (rest, *(abs(rest - other) for other in rests[item]))]
        whole = not any(side.rollup.left_over for side in each.sides)
        if (
            whole
            and each.count.people >= policy.category_group
            and min(left.values()) >= 0
            and all(gap == 0 or gap >= policy.min_group for gap in gaps)
        ):
            shown.append(each.plan.channel)
            pairs.append(each.pair)
            for item, rest in left.items():
                rests[item].add(rest)
    return frozenset(shown)


def draw_relation(
    related: Related, policy: Policy, noise: Noise, *, beside: Sequence[DrawnRelation] = ()
) -> dict[str, Bin]:
    """Add noise to the four counts of each pair of options and return the ranges in which they are published, by name.
    The ranges are so wide that they tell nothing more about either item, nor, with the relations `beside` it that share
    an item, about each other: those are drawn already and stay as they are.
    """
    people, least = related.count.people, policy.colluders + 1
    grid = block_bins(people, policy, policy.category_draws)
    bins: dict[str, Bin] = {}
    for one in related.plan.categories:
        for other in related.plan.options:
            names = [sides.name for sides in four_of(one, other)]
            noisy = {name: related.count.yes[name] + noise.draw() for name in names}
            settled = settle_exclusive(noisy, names, people=people)
            four = {name: bin_of(count, grid) for name, count in settled.items()}
            choices = dict.fromkeys(names, grid)
            bins |= agree_exclusive(four, names, choices=choices, people=people, least=least)
    if _has_room([(related, bins), *beside], least=least):
        return bins  # What follows would widen nothing.
    names = list(bins)

    def widen(needed: Needed) -> bool:
        wider = False
        for name, (lower, higher) in zip(names, needed, strict=False):
            if lower > TINY or higher > TINY:
                low, high = bins[name].low - ceil(lower - TINY), bins[name].high + ceil(higher - TINY)
                bins[name] = widened(bins[name], low=low, high=high, people=people, choices=grid)
                wider = True
        return wider

    joint = len(names)
    try:
        make_room(
            lambda: _problem([(related, bins), *beside]), widen, least=least, may_widen=lambda place: place < joint
        )
    except FiguresContradict:  # The others' own figures contradict: then nothing of a relation may be disclosed.
        return {name: grid[0].raised_to(grid[-1]) for name in names}
    return bins


def _has_room(drawn: Sequence[DrawnRelation], *, least: int) -> bool:
    """Return whether `joint_room` proves that the ranges are wide enough as they are; False: not proved.
    It knows one option of each item, and no rules among these options.
    """
    from app.releases.rules.joint_room import everything_has_room

    items: dict[str, tuple[RelatedItem, str]] = {}
    relations = []
    for related, bins in drawn:
        options = {_name(side, option): (side, option) for side in related.sides for option in side.options}
        tied = any({f"{item} {option}" for item, option, _ in link.weights} <= options.keys() for link in related.links)
        if tied or len(options) != len(related.sides):
            return False
        first, second = options
        both, one, other, neither = (_ends(bins[sides.name], related.count.people) for sides in related.plan.counts)
        relations.append(JointKnown((first, second), related.count.people, (both, one, other, neither)))
        items |= options
    known = {name: _item_known(side, option) for name, (side, option) in items.items()}
    one_each = len(known) == len({side.plan.item for side, _ in items.values()})
    return one_each and everything_has_room(known, relations, least=least)


def _item_known(side: RelatedItem, option: str) -> ItemKnown:
    """Return the blocks of an item, and the published range of one option for every group of them."""
    blocks: list[int] = []
    groups = []

    def walk(node: Node) -> None:
        start = len(blocks)
        if node.pool:
            blocks.append(node.pool_people)
        for child in node.children:
            walk(child)
        shown = side.figures.get((node.group.level, node.group.id), {}).get(option)
        if shown:
            groups.append(GroupSum(range(start, len(blocks)), *_ends(shown, node.people)))

    walk(side.rollup.region)
    return ItemKnown(tuple(blocks), tuple(groups))


def _ends(shown: Bin, people: int) -> tuple[int, int]:
    """Return the fewest and the most people in a published range, as the programs read it."""
    return count_bounds(shown.low / people, shown.high / people, people)


@dataclass(slots=True)
class _Table:
    """The linked problem of relations that is being built: its counts by name and atom, its atoms by item."""

    problem: LinkedProblem = field(default_factory=LinkedProblem)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    blocks: dict[str, list[int]] = field(default_factory=dict)

    def add_atom(self, people: int, names: Iterable[str]) -> int:
        atom = self.problem.add_atom(Atom(str(len(self.problem.atoms)), people, people))
        self.add_names(atom, names)
        return atom

    def add_names(self, atom: int, names: Iterable[str]) -> None:
        for name in names:
            if (name, atom) not in self.counts:
                self.counts[name, atom] = self.problem.add_count(atom, name)

    def of(self, name: str, atoms: Iterable[int]) -> tuple[int, ...]:
        return tuple(self.counts[name, atom] for atom in atoms)

    def add_goal(self, name: str, atoms: Sequence[int]) -> None:
        self.problem.goals.append(Goal(f"{name} {atoms[0]} {len(atoms)}", self.of(name, atoms), tuple(atoms)))

    def add_bin(self, name: str, shown: Bin, *, atoms: Sequence[int], people: int) -> None:
        share = LinkedFigure(
            self.of(name, atoms), tuple(atoms), shown.low / people, shown.high / people, people, people
        )
        self.problem.figures.append(share)

    def tie(self, related: Related, atom: int) -> None:
        """Link both items and their joint counts in one atom: four add up to everybody, two of them to each yes."""
        plan = related.plan
        for one in plan.categories:
            for other in plan.options:
                both, first, second, neither = (
                    self.counts[_joint(related, sides.name), atom] for sides in four_of(one, other)
                )
                yes, also = (
                    self.counts[_name(related.given, one), atom],
                    self.counts[_name(related.item, other), atom],
                )
                self.problem.add_equal([(both, 1), (first, 1), (yes, -1)], atom=atom)
                self.problem.add_equal([(both, 1), (second, 1), (also, -1)], atom=atom)
                self.problem.add_equal([(both, 1), (first, 1), (second, 1), (neither, 1)], atom=atom, people=1)
        for link in related.links:
            names = [(f"{item} {option}", weight) for item, option, weight in link.weights]
            weights = tuple((self.counts[name, atom], weight) for name, weight in names if (name, atom) in self.counts)
            if len(weights) == len(names):
                self.problem.ties.append(Tie(weights, atom, link.people))


def own_links(given: ItemPlan, item: ItemPlan, links: Sequence[Implication]) -> tuple[Implication, ...]:
    """Return the rules among the counts of two cross-tabulated items alone, such as "7 or higher" ≤ "5 or higher".
    `links`: rules that follow from the questionnaire, of which those about these two items are included.
    """
    found = [
        Implication(((plan.item, narrow, 1), (plan.item, wide, -1)))
        for plan in (given, item)
        for chain in plan.nested
        for wide, narrow in combinations(chain, 2)
    ]
    for plan in (given, item):
        for options in plan.exclusive:
            for sign in (1, -1):
                found.append(Implication(tuple((plan.item, option, sign) for option in options), sign))
    if given.base == item.base:
        found += [link for link in links if {name for name, _, _ in link.weights} <= {given.item, item.item}]
    return tuple(found)


def _problem(drawn: Sequence[DrawnRelation]) -> LinkedProblem:
    """Return the linked problem of relations that may share items: first the figures of each, then those of all items.

    Over the same blocks of people where everybody answered both items of a relation.
    """
    table = _Table()
    both: dict[str, list[int]] = {}
    same = connected(related.pair for related, _ in drawn if related.is_about_everybody)
    for related, bins in sorted(drawn, key=lambda each: not each[0].is_about_everybody):
        names = [_joint(related, name) for name in bins]
        own = [[_name(side, option) for option in side.options] for side in related.sides]
        if related.is_about_everybody:
            both[related.plan.channel] = _whole(table, related, [*names, *own[0], *own[1]], same=same)
        else:
            atoms = [table.add_atom(related.count.people, [*names, *own[0], *own[1]])]
            for side, of_side in zip(related.sides, own, strict=True):
                _apart(table, side, of_side, both=atoms)
            both[related.plan.channel] = atoms
    for related, bins in drawn:
        atoms = both[related.plan.channel]
        for atom in atoms:
            table.tie(related, atom)
        for name, shown in bins.items():
            table.add_bin(_joint(related, name), shown, atoms=atoms, people=related.count.people)
            table.add_goal(_joint(related, name), atoms)
    for side in {side.plan.item: side for related, _ in drawn for side in related.sides}.values():
        _add_figures(table, side, table.blocks[side.plan.item])
    return table.problem


def _whole(table: _Table, related: Related, names: Sequence[str], *, same: Mapping[str, str]) -> list[int]:
    """Return the blocks of a relation about everybody, which all relations about these very people share."""
    first, second = related.pair
    known = [blocks for item, blocks in table.blocks.items() if same.get(item) == same[first]]
    atoms = known[0] if known else [table.add_atom(people, ()) for people in _pools(related.given)]
    for atom in atoms:
        table.add_names(atom, names)
    table.blocks |= {first: atoms, second: atoms}
    return atoms


def _apart(table: _Table, side: RelatedItem, names: Sequence[str], *, both: Sequence[int]) -> None:
    """Divide who answered one item in two ways: into its blocks, and into who answered both and this one only."""
    if side.plan.item not in table.blocks:
        table.blocks[side.plan.item] = [table.add_atom(people, ()) for people in _pools(side)]
    blocks = table.blocks[side.plan.item]
    for atom in blocks:
        table.add_names(atom, names)
    rest = side.people - sum(table.problem.atoms[atom].most for atom in both)
    others = [*both, *([table.add_atom(rest, names)] if rest else [])]
    for name in names:
        table.problem.same.append((table.of(name, blocks), table.of(name, others)))
        for atom in others:
            table.add_goal(name, [atom])


def _pools(side: RelatedItem) -> list[int]:
    return [node.pool_people for node in side.rollup.region.walk() if node.pool]


def _add_figures(table: _Table, side: RelatedItem, blocks: Sequence[int]) -> None:
    places = iter(blocks)
    held = {}
    for node in side.rollup.region.walk():
        if node.pool:
            held[node.group.level, node.group.id] = next(places)
    for node in side.rollup.region.walk():
        inside = [held[each.group.level, each.group.id] for each in node.walk() if each.pool]
        bins = side.figures.get((node.group.level, node.group.id), {})
        for option in side.options:
            if option in bins:
                table.add_bin(_name(side, option), bins[option], atoms=inside, people=node.people)
            if node.pool and option in side.plan.options:
                table.add_goal(_name(side, option), [held[node.group.level, node.group.id]])


def _name(side: RelatedItem, option: str) -> str:
    return f"{side.plan.item} {option}"


def _joint(related: Related, name: str) -> str:
    return f"{related.plan.channel} {name}"
