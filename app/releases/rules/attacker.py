"""What an attacker knows: the published rows of one item, and perhaps the sizes of groups.

Decides which sets of people the figures are about and which of them cannot be divided further (atoms), by rule 3 of
PRIVACY.md part 2. Must not know how figures were made. Without sizes, withheld teams may be pooled at any level above
them, and every possibility stays open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.releases.rules.aggregate import TEAM
from app.releases.rules.cells import LEVELS, Level, Published, Row
from app.releases.rules.item_plan import Together
from app.releases.rules.option_problem import MOST_PEOPLE, Atom, KnownFigure, Problem
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import GroupNode, Node, Rollup, roll_up

Sizes = Mapping[tuple[str, str], Mapping[str, int]]
Key = tuple[Level, str]
ALONE = Together()


@dataclass(frozen=True, slots=True)
class Ground:
    """The people behind the figures of one item, divided into sets (`atoms`) that no published figure splits.
    `of`: the names of the sets that make up each group, by (level, id).
    """

    atoms: tuple[Atom, ...]
    of: Mapping[Key, tuple[str, ...]]
    rollup: Rollup | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """The atoms found so far, and the groups they are in, while the tree is walked."""

    classes: Mapping[Key, tuple[int, int]]
    atoms: list[Atom] = field(default_factory=list)
    of: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    def add(self, group: GroupNode, fewest: int, most: int, *, whole: bool, may_be_empty: bool = False) -> str:
        """Note an atom: a `whole` group, or the smaller ones below it together; return its name."""
        name = f"{group.level} {group.id}" + ("" if whole else " (smaller teams together)")
        self.atoms.append(Atom(name, fewest, most, may_be_empty))
        return name


@dataclass(frozen=True, slots=True)
class ItemRows:
    """The published rows of one item, by kind: whole groups, background categories, means, cross-tabulations."""

    item: str
    whole: tuple[Row, ...]
    categories: tuple[Row, ...]
    means: tuple[Row, ...]
    joint: tuple[Row, ...] = ()
    base: str = ""
    shown: frozenset[Key] = field(init=False)

    def __post_init__(self) -> None:
        """Note which groups have a published share; an item without a base becomes its own base."""
        object.__setattr__(self, "base", self.base or self.item)
        shown = {(row.level, row.group) for row in self.whole if isinstance(row.cell, Published)}
        object.__setattr__(self, "shown", frozenset(shown))


def by_item(rows: Iterable[Row], together: Together = ALONE) -> tuple[ItemRows, ...]:
    """Return the rows of a release grouped by item, in the order of the items' keys.
    `together`: which item decides who is asked another.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.item, []).append(row)
    return tuple(
        ItemRows(
            item=item,
            whole=tuple(row for row in of if not row.breakdown and row.statistic == "share"),
            categories=tuple(row for row in of if row.breakdown and row.statistic == "share"),
            means=tuple(row for row in of if row.statistic == "mean"),
            joint=tuple(row for row in of if row.statistic == "relation"),
            base=together.base_of(item),
        )
        for item, of in sorted(found.items())
    )


def tree_of(rows: Iterable[Row]) -> GroupNode | None:
    """Return the region with the groups below it, as far as rows were published; None without exactly one region."""
    names: dict[Key, Row] = {(row.level, row.group): row for row in rows}
    below: dict[Key, list[Row]] = {}
    for (level, _), row in sorted(names.items()):
        if level != "region":
            below.setdefault((LEVELS[LEVELS.index(row.level) - 1], row.parent), []).append(row)
    regions = [row for (level, _), row in names.items() if level == "region"]
    return _group(regions[0], below) if len(regions) == 1 else None


def _group(row: Row, below: Mapping[Key, Sequence[Row]]) -> GroupNode:
    children = tuple(_group(child, below) for child in below.get((row.level, row.group), ()))
    return GroupNode(row.level, row.group, row.group_name, row.parent, children)


def people_range(size_class: str) -> tuple[int, int]:
    """Return (fewest, most) people of a size class: (7, 9) for "7-9"; "50+" ends at 100,000. Raises ValueError."""
    if size_class.endswith("+"):
        return int(size_class[:-1]), MOST_PEOPLE
    first, last = size_class.split("-")
    return int(first), int(last)


def ground(region: GroupNode, rows: ItemRows, *, sizes: Sizes | None, policy: Policy) -> Ground:
    """Return into which sets of people (atoms) the figures of one item divide everybody, and which sets each group has.
    `sizes`: exact numbers of people; None: only the published size classes are known.
    """
    if sizes is not None:
        people = sizes.get((TEAM, rows.base), {})
        rollup = roll_up(region, people=people, min_group=policy.min_group)
        known = _Found({})
        _known(rollup.region, known)
        return Ground(tuple(known.atoms), known.of, rollup)
    classes = {
        (row.level, row.group): people_range(row.cell.size_class)
        for row in rows.whole
        if isinstance(row.cell, Published)
    }
    guessed = _Found(classes)
    deepest = max((row.level for row in rows.whole), key=LEVELS.index, default="region")
    _guessed(region, guessed, deepest=deepest, policy=policy)
    return Ground(tuple(guessed.atoms), guessed.of)


def _known(node: Node, found: _Found) -> tuple[str, ...]:
    """Return the atoms below a group, when it is known how many people answered in every team."""
    names = [name for child in node.children for name in _known(child, found)]
    if node.pool:
        whole = node.group.level == "team"
        names.append(found.add(node.group, node.pool_people, node.pool_people, whole=whole))
    if names:
        found.of[node.group.level, node.group.id] = tuple(names)
    return tuple(names)


def _guessed(group: GroupNode, found: _Found, *, deepest: str, policy: Policy) -> tuple[tuple[str, ...], int]:
    """Return the atoms below a group without known sizes, and the most people who may be pooled above it.
    `deepest`: the lowest level at which the item has rows. Below it nothing is withheld: nothing was to be shown.

    A withheld team is one with too few people; a withheld group of a higher level can have any number.
    """
    key, whole = (group.level, group.id), group.level == deepest
    below = [] if whole else [_guessed(child, found, deepest=deepest, policy=policy) for child in group.children]
    names = tuple(name for part, _ in below for name in part)
    withheld = min(sum(most for _, most in below), MOST_PEOPLE)
    if key not in found.classes:
        own = policy.min_group - 1 if group.level == "team" else MOST_PEOPLE
        return names, own if whole else withheld
    if whole:
        names = (found.add(group, *found.classes[key], whole=True),)
    elif withheld >= policy.min_group:
        names = (*names, found.add(group, policy.min_group, withheld, whole=False, may_be_empty=True))
    found.of[key] = names
    return names, withheld


def problem(rows: ItemRows, option: str, base: Ground, *, sizes: Sizes | None, policy: Policy) -> Problem:
    """Return all that an attacker knows about one option from published rows: shares of groups and of categories.
    `base`: the sets of people behind the item; `sizes`: exact numbers of people, None if not known.
    """
    figures = [
        _figure(row, base.of[row.level, row.group])
        for row in rows.whole
        if row.option == option and isinstance(row.cell, Published) and (row.level, row.group) in base.of
    ]
    atoms = list(base.atoms)
    same: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    everyone = next((names for (level, _), names in base.of.items() if level == "region"), ())
    for breakdown, cells in shown_categories(rows.categories, option).items():
        parts = [part_of(row, rows.base, sizes) for row in cells]
        rest = rest_of(breakdown, parts, base, policy=policy)
        atoms += [*parts, *rest]
        figures += [_figure(row, (part.name,)) for row, part in zip(cells, parts, strict=True)]
        same.append((everyone, tuple(part.name for part in (*parts, *rest))))
    return Problem(tuple(atoms), tuple(figures), tuple(same))


def rest_of(breakdown: str, parts: Sequence[Atom], base: Ground, *, policy: Policy) -> list[Atom]:
    """Return a list with the set of people who are in no published category of a breakdown; empty if there are none.
    `parts`: the published categories.
    """
    name = f"{breakdown} (all others)"
    if base.rollup is None:
        return [Atom(name, policy.min_group, MOST_PEOPLE, may_be_empty=True)]
    people = base.rollup.region.people - sum(part.most for part in parts)
    return [Atom(name, people, people)] if people > 0 else []


def shown_categories(rows: Iterable[Row], option: str) -> dict[str, list[Row]]:
    """Return the published rows of one option about categories of people, by breakdown such as experience.
    Withheld rows are left out.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.option == option and isinstance(row.cell, Published):
            found.setdefault(row.breakdown, []).append(row)
    return found


def part_of(row: Row, base: str, sizes: Sizes | None) -> Atom:
    """Return the set of people of one published category, such as "starters", with the fewest and most it can have.
    `base`: the item whose respondents are counted; `sizes`: exact numbers of people, None if not known.
    """
    assert isinstance(row.cell, Published)
    fewest, most = people_range(row.cell.size_class)
    if sizes is not None:
        fewest = most = sizes.get((row.breakdown, base), {}).get(row.category, 0)
    return Atom(f"{row.breakdown}={row.category}", fewest, most)


def _figure(row: Row, of: tuple[str, ...]) -> KnownFigure:
    assert isinstance(row.cell, Published)
    fewest, most = people_range(row.cell.size_class)
    return KnownFigure(of, row.cell.bin_lower, row.cell.bin_upper, fewest, most)
