"""Makes the figures of linked items consistent: routed items with the item that decides about them.

Decides how far bins are widened until no set of figures proves more than each of them alone may (PRIVACY.md part 2,
rules 5 and 13). Works on bins, sizes and links, never on true counts: it only widens, and by nothing but what anybody
could compute. Must not know rows or names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from app.releases.rules.bins import Bin, widened
from app.releases.rules.item_plan import Bundle, Implication, ItemPlan, bundles
from app.releases.rules.linked_counts import Goal, LinkedFigure, LinkedProblem, Tie
from app.releases.rules.option_problem import Atom
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import Node
from app.releases.rules.widening import Needed, make_room

Key = tuple[str, str, tuple[int, ...]]
"""Item, option, and the atoms that a figure is about."""

TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Cells:
    """A set of people that figures are about: its parts (`atoms`) and their number (`people`).
    `choices`: the only ranges in which these figures may be published, empty for any.

    `atoms`: as the family numbers them.
    """

    atoms: tuple[int, ...]
    people: int
    choices: tuple[Bin, ...] = ()


@dataclass(slots=True)
class Family:
    """The figures of items that depend on each other. `bins`: the published range by item, option and people.
    `atoms`: the number of people in each atom, a set of people that no published figure splits.

    `halves`: sets of atoms that together are the same people, such as all blocks and all categories.
    """

    plans: Sequence[ItemPlan]
    links: Sequence[Implication]
    atoms: list[int] = field(default_factory=list)
    bins: MutableMapping[Key, Bin] = field(default_factory=dict)
    places: dict[tuple[int, ...], Cells] = field(default_factory=dict)
    halves: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)

    def add_atom(self, people: int) -> int:
        """Add an atom (a set of people that no published figure splits) of `people` people, and return its index."""
        self.atoms.append(people)
        return len(self.atoms) - 1

    def add_bins(self, bins: Mapping[str, Bin], item: str, *, place: Cells) -> None:
        """Store in which range each option's count is published (`bins`), for one item and the people of `place`."""
        self.places.setdefault(place.atoms, place)
        for option, shown in bins.items():
            self.bins[item, option, place.atoms] = shown

    def bins_of(self, item: str, options: Iterable[str], atoms: tuple[int, ...]) -> dict[str, Bin]:
        """Return the range in which each option's count is published at present, for one item and these sets of people.
        `atoms`: the indices of the sets.
        """
        return {option: self.bins[item, option, atoms] for option in options}


def linked_of(plans: Sequence[ItemPlan], links: Sequence[Implication]) -> tuple[Implication, ...]:
    """Return those of `links` (rules among counts) whose counts are all published by these plans."""
    known = {(plan.item, option) for plan in plans for option in plan.options}
    return tuple(link for link in links if all((item, option) in known for item, option, _ in link.weights))


def blocks_of(region: Node, family: Family) -> dict[tuple[str, str], tuple[int, ...]]:
    """Add every team that is counted by itself, and every pool of small teams, to `family` as a set of people.
    Return the indices of the sets in each group, by (level, id).
    """
    held: dict[tuple[str, str], tuple[int, ...]] = {}

    def walk(node: Node) -> tuple[int, ...]:
        own = tuple(atom for child in node.children for atom in walk(child))
        if node.pool:
            own = (*own, family.add_atom(node.pool_people))
        held[node.group.level, node.group.id] = own
        return own

    walk(region)
    return held


def fit_family(family: Family, policy: Policy) -> None:
    """Widen published ranges of linked items until no set of people is known to have nearly all said yes, or all no.
    Nearly: except for at most as many people as the colluders that `policy` withstands.
    """
    _agree(family)
    options = {plan.item: plan.options for plan in family.plans}
    for bundle in bundles(options, base=family.plans[0].base, links=family.links):
        _fit(family, bundle, least=policy.colluders + 1)


def _fit(family: Family, bundle: Bundle, *, least: int) -> None:
    inside = frozenset(bundle.counts)
    keys = [key for key in family.bins if key[:2] in inside]
    make_room(lambda: _problem(family, bundle, keys), lambda needed: _widen(family, keys, needed), least=least)


def _problem(family: Family, bundle: Bundle, keys: Sequence[Key]) -> LinkedProblem:
    """Return the linked problem of one bundle: its counts in every atom, with bins and links."""
    problem = LinkedProblem([Atom(str(place), people, people) for place, people in enumerate(family.atoms)])
    counts: dict[tuple[str, str, int], int] = {}
    for item, option in bundle.counts:
        for atom in range(len(family.atoms)):
            count = counts[item, option, atom] = problem.add_count(atom, f"{item} {option}")
            problem.goals.append(Goal(f"{item} {option} {atom}", (count,), (atom,)))
        for one, other in family.halves:
            halves = [tuple(counts[item, option, atom] for atom in half) for half in (one, other)]
            problem.same.append((halves[0], halves[1]))
    for item, option, atoms in keys:
        shown, people = family.bins[item, option, atoms], family.places[atoms].people
        of = tuple(counts[item, option, atom] for atom in atoms)
        problem.figures.append(LinkedFigure(of, atoms, shown.low / people, shown.high / people, people, people))
    for link in bundle.links:
        for atom in range(len(family.atoms)):
            weights = tuple((counts[item, option, atom], weight) for item, option, weight in link.weights)
            problem.ties.append(Tie(weights, atom, link.people))
    return problem


def _widen(family: Family, keys: Sequence[Key], needed: Needed) -> bool:
    """Widen each bin by the counts needed; False if nothing was needed."""
    wider = False
    for key, (lower, higher) in zip(keys, needed, strict=True):
        if lower > TINY or higher > TINY:
            place, shown = family.places[key[2]], family.bins[key]
            low, high = shown.low - ceil(lower - TINY), shown.high + ceil(higher - TINY)
            family.bins[key] = widened(shown, low=low, high=high, people=place.people, choices=place.choices)
            wider = True
    _agree(family)
    return wider


def _agree(family: Family) -> None:
    """Widen bins until the bounds of counts that include each other decrease from the wider to the narrower."""
    pairs = [
        ((plan.item, wide), (plan.item, narrow))
        for plan in family.plans
        for chain in plan.nested
        for wide, narrow in pairwise(chain)
    ]
    for link in family.links:
        if not link.people and sorted(weight for _, _, weight in link.weights) == [-1, 1]:
            (narrow, wide) = sorted(link.weights, key=lambda each: -each[2])
            pairs.append(((wide[0], wide[1]), (narrow[0], narrow[1])))
    moved = True
    while moved:
        moved = False
        for wide_key, narrow_key in dict.fromkeys(pairs):
            for atoms in family.places:
                wide_bin, narrow_bin = family.bins.get((*wide_key, atoms)), family.bins.get((*narrow_key, atoms))
                if wide_bin is None or narrow_bin is None:
                    continue
                pair = (wide_bin.raised_to(narrow_bin), narrow_bin.lowered_to(wide_bin))
                if pair != (wide_bin, narrow_bin):
                    family.bins[*wide_key, atoms], family.bins[*narrow_key, atoms] = pair
                    moved = True
