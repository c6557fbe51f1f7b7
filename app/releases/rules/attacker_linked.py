"""What an attacker knows who combines items: routed items with their deciding item, relations with their items.

Decides how rows of several items become one linked problem. Must not know how figures were made. Which answers imply
which is public, because the questionnaire is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.releases.rules.aggregate import EVERYBODY, RELATION
from app.releases.rules.attacker import Ground, ItemRows, Sizes, part_of, people_range, rest_of, shown_categories
from app.releases.rules.cells import Published, Row
from app.releases.rules.connected import connected
from app.releases.rules.group_sums import GroupSum, ItemKnown, JointKnown
from app.releases.rules.item_plan import Bundle, Counted
from app.releases.rules.joint_counts import NOT, Sides, four_of
from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.option_problem import MOST_PEOPLE, Atom, count_bounds
from app.releases.rules.policy import Policy


@dataclass(slots=True)
class Sheet:
    """Builds a `LinkedProblem` (what an attacker knows about linked items) step by step.
    `counts`: the index of the unknown number of yeses by (item, option, index of a set of people).
    """

    problem: LinkedProblem = field(default_factory=LinkedProblem)
    counts: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def add_atom(self, atom: Atom, counted: Iterable[Counted]) -> int:
        """Add a set of people and return its index.
        Each (item, option) in `counted` gets an unknown number of yeses in it.
        """
        place = self.problem.add_atom(atom)
        self.add_counts(place, counted)
        return place

    def add_counts(self, place: int, counted: Iterable[Counted]) -> None:
        """Add an unknown number of yeses to a set of people for each (item, option) that has none there yet.
        `place`: the index of the set.
        """
        for item, option in counted:
            if (item, option, place) not in self.counts:
                self.counts[item, option, place] = self.problem.add_count(place, f"{item} {option}")

    def of(self, counted: Counted, atoms: Iterable[int]) -> tuple[int, ...]:
        """Return which unknowns of the attacker's equations say how many of each set of people chose an option.
        `counted`: (item, option). `atoms`: the indices of the sets. Returns an index into the unknowns for each set.
        """
        return tuple(self.counts[*counted, atom] for atom in atoms)

    def add_goals(self, counted: Counted, atoms: Iterable[int]) -> None:
        """Add a `Goal` for each set of people: it must stay uncertain how many of them said yes to an option.
        `counted`: (item, option); `atoms`: the indices of the sets.
        """
        for atom in atoms:
            name = f"{self.problem.atoms[atom].name}, {' '.join(counted)}"
            self.problem.goals.append(Goal(name, self.of(counted, [atom]), (atom,)))

    def add_row(self, row: Row, counted: Counted, atoms: Sequence[int]) -> None:
        """Add one published row to the problem: it bounds the yeses of one option (`counted`) in these sets of people.
        `atoms`: the indices of the sets.
        """
        assert isinstance(row.cell, Published)
        fewest, most = people_range(row.cell.size_class)
        share = LinkedFigure(
            self.of(counted, atoms), tuple(atoms), row.cell.bin_lower, row.cell.bin_upper, fewest, most
        )
        self.problem.figures.append(share)

    def add_equal(self, counted: Counted, one: Sequence[int], other: Sequence[int]) -> None:
        """Add the rule that an option has as many yeses over the sets `one` as over the sets `other`.
        Both are divisions of the same people; `counted`: (item, option).
        """
        self.problem.same.append((self.of(counted, one), self.of(counted, other)))


def bundle_problem(
    family: Mapping[str, ItemRows], bundle: Bundle, base: Ground, *, sizes: Sizes | None, policy: Policy
) -> LinkedProblem:
    """Return all that published rows tell an attacker about the counts in `bundle`, which belong together.
    `family`: rows by item; `base`: the people behind them; `sizes`: exact numbers of people, None if not known.
    """
    sheet = Sheet()
    places = {atom.name: sheet.add_atom(atom, bundle.counts) for atom in base.atoms}
    everybody = [places[name] for (level, _), names in base.of.items() if level == "region" for name in names]
    for counted in bundle.counts:
        for row in family[counted[0]].whole:
            if row.option == counted[1] and isinstance(row.cell, Published) and (row.level, row.group) in base.of:
                sheet.add_row(row, counted, [places[name] for name in base.of[row.level, row.group]])
    for breakdown, shown in _categories(family, bundle).items():
        first = {row.category: row for _, row in shown}
        parts = {name: part_of(row, family[bundle.counts[0][0]].base, sizes) for name, row in first.items()}
        rest = rest_of(breakdown, list(parts.values()), base, policy=policy)
        held = {name: sheet.add_atom(atom, bundle.counts) for name, atom in parts.items()}
        others = [sheet.add_atom(atom, bundle.counts) for atom in rest]
        for counted, row in shown:
            sheet.add_row(row, counted, [held[row.category]])
        for counted in bundle.counts:
            sheet.add_equal(counted, everybody, [*held.values(), *others])
        sheet.problem.same_people.append((tuple(everybody), (*held.values(), *others)))
    atoms = range(len(sheet.problem.atoms))
    for link in bundle.links:
        for atom in atoms:
            weights = tuple((sheet.counts[item, option, atom], weight) for item, option, weight in link.weights)
            sheet.problem.ties.append(Tie(weights, atom, link.people))
    for counted in bundle.counts:
        sheet.add_goals(counted, atoms)
    return sheet.problem


def _categories(family: Mapping[str, ItemRows], bundle: Bundle) -> dict[str, list[tuple[Counted, Row]]]:
    found: dict[str, list[tuple[Counted, Row]]] = {}
    for item, option in bundle.counts:
        for breakdown, rows in shown_categories(family[item].categories, option).items():
            found.setdefault(breakdown, []).extend(((item, option), row) for row in rows)
    return found


@dataclass(frozen=True, slots=True)
class RelationRows:
    """The published rows of one cross-tabulation (`joint`) and of its two items, with the people behind each item."""

    given: ItemRows
    item: ItemRows
    joint: tuple[Row, ...]
    grounds: tuple[Ground, Ground]

    @property
    def channel(self) -> str:
        """Return "relation:<a>:<b>", which marks the ballots from which items a and b were cross-tabulated."""
        return f"{RELATION}{self.given.item}:{self.item.item}"

    @property
    def items(self) -> tuple[str, str]:
        """Return the names of both items."""
        return self.given.item, self.item.item

    @property
    def sides(self) -> tuple[tuple[ItemRows, Ground, list[Counted]], ...]:
        """Return for both items its rows, the people behind it, and its cross-tabulated (item, option)s."""
        return tuple(
            (side, ground, sorted({(side.item, pair[place]) for pair in self.pairs}))
            for place, (side, ground) in enumerate(zip((self.given, self.item), self.grounds, strict=True))
        )

    @property
    def joint_counts(self) -> list[Counted]:
        """Return the four (channel, name)s of every pair of options."""
        return [(self.channel, each.name) for pair in self.pairs for each in four_of(*pair)]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of options, one of each item, that are cross-tabulated."""
        found = {(row.category.removeprefix(NOT), row.option.removeprefix(NOT)) for row in self.joint}
        return sorted(found)

    def people(self, sizes: Sizes | None) -> tuple[int, int]:
        """Return the fewest and the most people who can have answered both items of the cross-tabulation.
        `sizes`: exact numbers of people; None: only the published size classes are known.
        """
        if sizes is not None:
            people = sizes.get((self.channel, self.item.item), {}).get(EVERYBODY, 0)
            return people, people
        classes = [people_range(row.cell.size_class) for row in self.joint if isinstance(row.cell, Published)]
        return classes[0] if classes else (0, MOST_PEOPLE)

    def is_about_everybody(self, sizes: Sizes | None) -> bool:
        """Return whether it is known that everybody who answered either item answered both."""
        most = self.people(sizes)[1]
        return all(ground.rollup and ground.rollup.region.people == most for ground in self.grounds)


def relation_problem(relations: Sequence[RelationRows], *, sizes: Sizes | None, policy: Policy) -> LinkedProblem:
    """Return all that the shares of cross-tabulations which share items, with those of the items, tell an attacker.
    `sizes`: exact numbers of people; None: only the published size classes are known.

    Per atom where it is known that everybody answered both items.
    """
    sheet = Sheet()
    both: dict[str, list[int]] = {}
    blocks: dict[str, list[int]] = {}
    same = connected(each.items for each in relations if each.is_about_everybody(sizes))
    for rows in sorted(relations, key=lambda each: not each.is_about_everybody(sizes)):
        counted = [*rows.joint_counts, *(each for _, _, options in rows.sides for each in options)]
        if rows.is_about_everybody(sizes):
            known = [places for item, places in blocks.items() if same.get(item) == same[rows.item.item]]
            atoms = known[0] if known else [sheet.add_atom(atom, ()) for atom in rows.grounds[0].atoms]
            for place in atoms:
                sheet.add_counts(place, counted)
            blocks |= dict.fromkeys(rows.items, atoms)
        else:
            fewest, most = rows.people(sizes)
            atoms = [sheet.add_atom(Atom(f"region ({rows.channel})", fewest, most), counted)]
            for side, ground, options in rows.sides:
                if side.item not in blocks:
                    blocks[side.item] = [sheet.add_atom(atom, ()) for atom in ground.atoms]
                _apart(sheet, ground, options, places=blocks[side.item], both=atoms, most=most, policy=policy)
        both[rows.channel] = atoms
    for rows in relations:
        _add_joint(sheet, rows, both[rows.channel])
    _add_items(sheet, relations, blocks)
    return sheet.problem


def _apart(
    sheet: Sheet,
    ground: Ground,
    counted: Sequence[Counted],
    *,
    places: Sequence[int],
    both: Sequence[int],
    most: int,
    policy: Policy,
) -> None:
    """Divide the people who answered one item (`places`, its atoms) into those who answered both and the rest."""
    for place in places:
        sheet.add_counts(place, counted)
    name = f"region (only {counted[0][0]})"
    rest = Atom(name, policy.min_group, MOST_PEOPLE, may_be_empty=True)
    if ground.rollup:
        whole = ground.rollup.region.people
        rest = Atom(name, max(0, whole - most), max(0, whole - most), may_be_empty=whole <= most)
    others = [*both, sheet.add_atom(rest, counted)]
    for each in counted:
        sheet.add_equal(each, places, others)
        sheet.add_goals(each, others if rest.most else both)
    sheet.problem.same_people.append((tuple(places), tuple(others)))


def _add_joint(sheet: Sheet, rows: RelationRows, both: Sequence[int]) -> None:
    """Add what is published of the joint counts of one cross-tabulation, in the atoms of who answered both items."""
    for atom in both:
        _tie(sheet, rows, atom)
    for row in rows.joint:
        if isinstance(row.cell, Published):
            sheet.add_row(row, (rows.channel, f"{row.category}&{row.option}"), both)
    for counted in rows.joint_counts:
        name = f"region, {' '.join(counted)}"
        sheet.problem.goals.append(Goal(name, sheet.of(counted, both), tuple(both)))


def _tie(sheet: Sheet, rows: RelationRows, atom: int) -> None:
    for one, other in rows.pairs:
        both, first, second, neither = (sheet.counts[rows.channel, each.name, atom] for each in four_of(one, other))
        yes, also = sheet.counts[rows.given.item, one, atom], sheet.counts[rows.item.item, other, atom]
        sheet.problem.add_equal([(both, 1), (first, 1), (yes, -1)], atom=atom)
        sheet.problem.add_equal([(both, 1), (second, 1), (also, -1)], atom=atom)
        sheet.problem.add_equal([(both, 1), (first, 1), (second, 1), (neither, 1)], atom=atom, people=1)


def _add_items(sheet: Sheet, relations: Sequence[RelationRows], blocks: Mapping[str, Sequence[int]]) -> None:
    """Add what is published of each item by itself, once for every option that is cross-tabulated."""
    known = {side.item: (side, ground) for rows in relations for side, ground, _ in rows.sides}
    options = sorted({each for rows in relations for _, _, counted in rows.sides for each in counted})
    for counted in options:
        side, ground = known[counted[0]]
        places = blocks[counted[0]]
        place = {atom.name: each for atom, each in zip(ground.atoms, places, strict=True)}
        for row in side.whole:
            if row.option == counted[1] and isinstance(row.cell, Published) and (row.level, row.group) in ground.of:
                sheet.add_row(row, counted, [place[name] for name in ground.of[row.level, row.group]])
        if any(row.option == counted[1] for row in side.whole):
            sheet.add_goals(counted, places)


def relations_known(
    relations: Sequence[RelationRows], sizes: Sizes
) -> tuple[dict[str, ItemKnown], list[JointKnown]] | None:
    """Return what cross-tabulations and their items bound, in the form of `joint_room`: items by name, and relations.
    `sizes`: exact numbers of people. None where that form cannot hold it: several options of one item.
    """
    items: dict[str, ItemKnown] = {}
    options: dict[str, str] = {}
    joint = []
    for rows in relations:
        if len(rows.pairs) != 1:
            return None
        for side, ground, ((item, option),) in rows.sides:
            if options.setdefault(item, option) != option:
                return None
            items[item] = items.get(item) or _item_known(side, ground, option)
        people = rows.people(sizes)[0]
        both, first, second, neither = (_ends(rows, each, people) for each in four_of(*rows.pairs[0]))
        joint.append(JointKnown(rows.items, people, (both, first, second, neither)))
    return items, joint


def _item_known(side: ItemRows, ground: Ground, option: str) -> ItemKnown:
    """Return the blocks of an item, and what is published of one option for every group of them."""
    place = {atom.name: index for index, atom in enumerate(ground.atoms)}
    groups = []
    for row in side.whole:
        if row.option == option and isinstance(row.cell, Published) and (row.level, row.group) in ground.of:
            inside = [place[name] for name in ground.of[row.level, row.group]]
            people = sum(ground.atoms[each].most for each in inside)
            groups.append(GroupSum(inside, *count_bounds(row.cell.bin_lower, row.cell.bin_upper, people)))
    return ItemKnown(tuple(atom.most for atom in ground.atoms), tuple(groups))


def _ends(rows: RelationRows, sides: Sides, people: int) -> tuple[int, int]:
    """Return the fewest and the most people in one of a relation's four counts, as published."""
    shown = [
        count_bounds(row.cell.bin_lower, row.cell.bin_upper, people)
        for row in rows.joint
        if (row.category, row.option) == sides and isinstance(row.cell, Published)
    ]
    return max((low for low, _ in shown), default=0), min((high for _, high in shown), default=people)
