"""Checks the rows of a release without arithmetic over several of them.

Decides, rule by rule of PRIVACY.md part 2, whether a row may be in a release at all. Must not know how it was made.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.releases.rules.attacker import Ground, ItemRows, Sizes, people_range
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import LEVELS, Level, Published, Row, order, size_class
from app.releases.rules.findings import Finding, place
from app.releases.rules.policy import Policy
from app.releases.rules.rollup import Node

NEAR = 1e-6
_DEPTH = {level: depth for depth, level in enumerate(LEVELS)}


def tree_findings(rows: Sequence[Row]) -> Iterator[Finding]:
    """Check PRIVACY.md rule 1 (each group stands in one place) and rules 6 and 7 (each figure is shown once)."""
    parents: dict[tuple[Level, str], set[str]] = {}
    for row in rows:
        parents.setdefault((row.level, row.group), set()).add(row.parent)
    for (level, group), above in sorted(parents.items()):
        if len(above) > 1:
            yield Finding("regrouped", 1, f"{level} {group}", f"stands under {len(above)} groups at once")
    known = {(level, group) for level, group in parents}
    for (level, group), above in sorted(parents.items()):
        up = LEVELS[max(0, _DEPTH[level] - 1)]
        if level != "region" and any((up, parent) not in known for parent in above):
            yield Finding("regrouped", 1, f"{level} {group}", "stands under a group that is not in the release")
    if sum(level == "region" for level, _ in parents) != 1:
        yield Finding("regrouped", 1, "region", "a release has exactly one region")
    yield from _shown_twice(rows)


def bounds_findings(rows: Sequence[Row]) -> Iterator[Finding]:
    """Check PRIVACY.md rule 15: bounds and values follow exactly from published ranges, so they tell nothing more."""
    for row, expected in zip(rows, with_bounds(rows), strict=True):
        if row.cell != expected.cell and isinstance(row.cell, Published) and isinstance(expected.cell, Published):
            pairs = ((getattr(row.cell, name), getattr(expected.cell, name)) for name in ("value", "lower", "upper"))
            if any(abs(shown - follows) > NEAR for shown, follows in pairs):
                yield Finding("bounds_unusable", 15, place(row), "the bounds or the value do not follow from the bins")


def _shown_twice(rows: Sequence[Row]) -> Iterator[Finding]:
    one_of = {order(row): row for row in rows}
    for key, count in Counter(order(row) for row in rows).items():
        if count > 1:
            yield Finding("shown_twice", 7, place(one_of[key]), f"the same people are shown {count} times")


def cell_findings(row: Row, policy: Policy) -> Iterator[Finding]:
    """Check one figure against PRIVACY.md rules 5, 6, 8 and 9: its size class, bounds, level and statistic."""
    if not isinstance(row.cell, Published):
        return
    try:
        fewest, most = people_range(row.cell.size_class)
    except ValueError:
        yield Finding("size_too_small", 6, place(row), f"{row.cell.size_class!r} is not a size class")
        return
    if size_class(max(fewest, policy.min_group), policy) != row.cell.size_class:
        yield Finding("size_too_small", 3, place(row), f"{row.cell.size_class!r} is not a class of this policy")
    yield from _bounds_findings(row, row.cell)
    if row.breakdown and (row.level != "region" or most < policy.category_group):
        yield Finding("level_not_allowed", 8, place(row), "a category of too few people, or not of the region")
    if row.statistic == "mean" and (row.level not in {"region", "orgtype"} or most < policy.large_group):
        yield Finding("mean_unsupported", 9, place(row), f"a mean of fewer than {policy.large_group} people")


def _bounds_findings(row: Row, cell: Published) -> Iterator[Finding]:
    if row.statistic == "mean":
        return
    fewest, most = people_range(cell.size_class)
    if not 0 <= cell.bin_lower <= cell.bin_upper <= 1:
        yield Finding("bounds_unusable", 6, place(row), "the bounds are not shares")
    step = 0.01 if fewest >= 50 else 0.05
    if any(abs(bound / step - round(bound / step)) > NEAR / step for bound in (cell.bin_lower, cell.bin_upper)):
        message = f"bounds that are no multiples of {step:g} tell how many people there are"
        yield Finding("bounds_unusable", 6, place(row), message)
    if cell.bin_upper - cell.bin_lower < 0.02 - NEAR or (cell.bin_upper - cell.bin_lower) * most < 2 - NEAR:
        yield Finding("bin_too_narrow", 5, place(row), "the bin holds fewer than two counts")


def mean_findings(rows: ItemRows) -> Iterator[Finding]:
    """Check PRIVACY.md rule 9: a mean discloses no more than the published cumulative shares of the same group."""
    for row in rows.means:
        if not isinstance(row.cell, Published):
            continue
        cuts = {
            float(other.option[2:]): other.cell
            for other in rows.whole
            if (other.level, other.group) == (row.level, row.group)
            and isinstance(other.cell, Published)
            and other.option.startswith(">=")
        }
        if not cuts or sorted(cuts) != [min(cuts) + step for step in range(len(cuts))]:
            yield Finding("mean_unsupported", 9, place(row), "there are no cuts from which it follows")
            continue
        lower = min(cuts) - 1 + sum(cell.bin_lower for cell in cuts.values())
        upper = min(cuts) - 1 + sum(cell.bin_upper for cell in cuts.values())
        if row.cell.bin_lower > lower + NEAR or row.cell.bin_upper < upper - NEAR:
            yield Finding("mean_unsupported", 9, place(row), "it is sharper than the cuts it follows from")


def nested_findings(rows: ItemRows) -> Iterator[Finding]:
    """Check that no range of a group for an option such as "7 or higher" lies above its range for "5 or higher"."""
    groups: dict[tuple[str, str, str], list[tuple[float, Row, Published]]] = {}
    for row in (*rows.whole, *rows.categories):
        cut = _cut(row.option)
        if cut is not None and isinstance(row.cell, Published):
            key = (row.level + row.breakdown, row.group, row.category)
            groups.setdefault(key, []).append((cut, row, row.cell))
    for cells in groups.values():
        ordered = sorted(cells, key=lambda each: each[0])
        for (_, _, wide), (_, row, narrow) in pairwise(ordered):
            if narrow.bin_lower > wide.bin_lower + NEAR or narrow.bin_upper > wide.bin_upper + NEAR:
                yield Finding("contradiction", 2, place(row), "more people than at the cut below it")


def _cut(option: str) -> float | None:
    try:
        return float(option[2:]) if option.startswith(">=") else None
    except ValueError:
        return None


def size_findings(rows: ItemRows, base: Ground, *, sizes: Sizes, policy: Policy) -> Iterator[Finding]:
    """Check PRIVACY.md rules 3 and 8: each figure is about enough people, given the exact number of people in `sizes`.
    That holds for groups and for categories (the people with one answer to a background question).
    """
    if base.rollup is None:
        return
    nodes = {(node.group.level, node.group.id): node for node in base.rollup.region.walk()}
    for row in rows.whole:
        node = nodes.get((row.level, row.group))
        if node and isinstance(row.cell, Published) and not _fits(row.cell, node, policy):
            yield Finding("shown_against_sizes", 3, place(row), "the sizes do not allow this figure")
    for row in rows.categories:
        if isinstance(row.cell, Published):
            yield from _category_findings(row, rows, base=base, sizes=sizes, policy=policy)


def _fits(cell: Published, node: Node, policy: Policy) -> bool:
    return node.people >= policy.min_group and size_class(node.people, policy) == cell.size_class


def _category_findings(row: Row, rows: ItemRows, *, base: Ground, sizes: Sizes, policy: Policy) -> Iterator[Finding]:
    assert base.rollup is not None
    people = sizes.get((row.breakdown, rows.base), {})
    shown = {
        other.category
        for other in rows.categories
        if other.breakdown == row.breakdown and isinstance(other.cell, Published)
    }
    rest = base.rollup.region.people - sum(people.get(category, 0) for category in shown)
    if base.rollup.left_over or not (rest == 0 or rest >= policy.min_group):
        yield Finding("size_too_small", 8, place(row), "the region minus its categories is a group too small")
    if people.get(row.category, 0) < policy.category_group:
        yield Finding("size_too_small", 8, place(row), "too few people in this category")


def same_people_findings(rows: ItemRows, base: Ground) -> Iterator[Finding]:
    """Check PRIVACY.md rule 6: two groups of exactly the same people show the same figure.
    Two figures with separate noise would tell more than one.
    """
    certain = {atom.name for atom in base.atoms if not atom.may_be_empty}
    seen: dict[tuple[tuple[str, ...], str], Row] = {}
    for row in rows.whole:
        of = base.of.get((row.level, row.group), ())
        if not isinstance(row.cell, Published) or not set(of) <= certain:
            continue
        first = seen.setdefault((of, row.option), row)
        assert isinstance(first.cell, Published)
        if _bin(first.cell) != _bin(row.cell):
            message = f"the same people as {first.level} {first.group}, with another figure"
            yield Finding("same_people_differ", 6, place(row), message)


def _bin(cell: Published) -> tuple[str, float, float]:
    return cell.size_class, cell.bin_lower, cell.bin_upper


def sizes_findings(sizes: Sizes) -> Iterator[Finding]:
    """Check that no group has a negative number of people."""
    for (name, item), people in sizes.items():
        for group, count in people.items():
            if count < 0:
                message = f"{count} people cannot have answered"
                yield Finding("sizes_unusable", 1, f"{name} {group}, {item}", message)
