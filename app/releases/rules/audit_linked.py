"""Audits items together: routed items with their deciding item, relations with their items.

Decides whether a release keeps rules 13 and 14 of PRIVACY.md part 2: no group size in it is an answer, and linked
figures disclose nobody's answers. Must not know how figures were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.releases.rules.attacker import Ground, ItemRows, Sizes
from app.releases.rules.attacker_linked import RelationRows, bundle_problem, relation_problem, relations_known
from app.releases.rules.cells import Published, Row
from app.releases.rules.connected import connected
from app.releases.rules.findings import Finding, place
from app.releases.rules.item_plan import Implication, bundles
from app.releases.rules.joint_counts import NOT, four_of
from app.releases.rules.linked_counts import LinkedProblem
from app.releases.rules.option_problem import FiguresContradict
from app.releases.rules.policy import Policy
from app.releases.rules.possible_counts import find_linked_breaches

PAIR = 4
"""The number of joint counts of two options."""


def routed_findings(family: Sequence[ItemRows]) -> Iterator[Finding]:
    """Check PRIVACY.md rule 13: an item asked only after a certain answer has the size classes of the deciding item.
    A size class of its own would tell how many gave that answer.
    """
    for item in family:
        if item.item == item.base:
            continue
        base = next((each for each in family if each.item == item.base), None)
        if base is None:
            yield Finding(
                "size_is_answer", 13, item.item, f"is published without '{item.base}', which decides about it"
            )
            continue
        sizes = _size_classes(base)
        for key, (row, shown) in _size_classes(item).items():
            if key in sizes and sizes[key][1] != shown:
                message = f"not shown or sized as '{item.base}', which decides who is asked: its size is an answer"
                yield Finding("size_is_answer", 13, place(row), message)


def _size_classes(item: ItemRows) -> dict[tuple[str, str, str, str], tuple[Row, str]]:
    """Return the published size class by group and category; empty where the figure is withheld."""
    found: dict[tuple[str, str, str, str], tuple[Row, str]] = {}
    for row in (*item.whole, *item.categories):
        key = (row.level, row.group, row.breakdown, row.category)
        size = row.cell.size_class if isinstance(row.cell, Published) else ""
        if key not in found or size:
            found[key] = (row, size)
    return found


def relation_findings(rows: Sequence[Row]) -> Iterator[Finding]:
    """Check PRIVACY.md rule 14: a cross-tabulation of two items shows four shares of all who answered both.
    They are yes to both, to one, to the other and to neither; a share among those who gave one answer is refused.
    """
    relations: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        relations.setdefault((row.breakdown, row.item), []).append(row)
    for of in relations.values():
        named = {(row.category, row.option): row.cell for row in of}
        pairs = {(category.removeprefix(NOT), option.removeprefix(NOT)) for category, option in named}
        wanted = {(each.category, each.option) for pair in pairs for each in four_of(*pair)}
        if wanted != named.keys():
            message = "a share of those who chose this: their number is an answer"
            yield Finding("relation_by_answer", 14, place(of[0]), message)
        elif len({cell.size_class if isinstance(cell, Published) else "" for cell in named.values()}) > 1:
            yield Finding("relation_by_answer", 14, place(of[0]), "its joint shares are not all of the same people")


def relation_size_findings(rows: RelationRows, *, sizes: Sizes, policy: Policy) -> Iterator[Finding]:
    """Check PRIVACY.md rule 14: those who answered one item of a cross-tabulation alone are nobody or a full group.
    A full group has at least the minimum number of people.
    """
    shown = [row for row in rows.joint if isinstance(row.cell, Published)]
    if not shown:
        return
    people, _ = rows.people(sizes)
    if people < policy.category_group:
        yield Finding("size_too_small", 14, place(shown[0]), "too few people answered both")
    for ground in rows.grounds:
        if ground.rollup is None:
            continue
        rest = ground.rollup.region.people - people
        if ground.rollup.left_over or not (rest == 0 or rest >= policy.min_group):
            yield Finding(
                "size_too_small", 14, place(shown[0]), "who answered one of both and not the other is a group too small"
            )


def family_breaches(
    family: Sequence[ItemRows], base: Ground, links: Sequence[Implication], *, sizes: Sizes | None, policy: Policy
) -> tuple[int, list[Finding]]:
    """Check whether figures of items that depend on each other (`family`), taken together, disclose anybody's answer.
    `links`: the rules among their counts that follow from the questionnaire. Return how many integer programs were
    solved, and the findings.
    """
    by_name = {item.item: item for item in family}
    options = {item.item: sorted({row.option for row in item.whole}) for item in family}
    programs, found = 0, []
    for bundle in bundles(options, base=family[0].base, links=links):
        problem = bundle_problem(by_name, bundle, base, sizes=sizes, policy=policy)
        solved, breaches = _solve(problem, bundle.counts[0][0], policy)
        programs += solved
        found.extend(breaches)
    return programs, list(dict.fromkeys(found))


def relation_breaches(
    relations: Sequence[RelationRows], *, sizes: Sizes | None, policy: Policy
) -> tuple[int, list[Finding]]:
    """Check whether the shares of cross-tabulations that share items disclose, taken together, anybody's answer.
    Return how many integer programs with every block were solved, and the findings. None is where sizes are known and
    `joint_room` proves that nothing is disclosed.
    """
    shown = [rows for rows in relations if any(isinstance(row.cell, Published) for row in rows.joint)]
    if not shown:
        return 0, []
    if sizes is not None and _have_room(shown, sizes, policy):
        return 0, []
    about = ", ".join(rows.channel for rows in shown)
    return _solve(relation_problem(shown, sizes=sizes, policy=policy), about, policy)


def _have_room(relations: Sequence[RelationRows], sizes: Sizes, policy: Policy) -> bool:
    from app.releases.rules.joint_room import everything_has_room

    known = relations_known(relations, sizes)
    return known is not None and everything_has_room(*known, least=policy.colluders + 1)


def _solve(problem: LinkedProblem, about: str, policy: Policy) -> tuple[int, list[Finding]]:
    try:
        verdict = find_linked_breaches(problem, least=policy.colluders + 1)
    except FiguresContradict:
        return 1, [Finding("contradiction", 13, about, "no counts agree with all figures of what hangs together")]
    found = []
    for breach in verdict.breaches:
        word = "yes" if breach.side == "none" else "no"
        message = f"the figures prove together that at most {policy.colluders} said {word}"
        found.append(Finding("breach", 13, breach.atom, message))
    return verdict.programs, found


def relations_together(relations: Iterable[RelationRows]) -> list[list[RelationRows]]:
    """Return the cross-tabulations in lists, those that share items, directly or through others, in one list."""
    relations = list(relations)
    stands = connected(rows.items for rows in relations)
    found: dict[str, list[RelationRows]] = {}
    for rows in relations:
        found.setdefault(stands[rows.item.item], []).append(rows)
    return list(found.values())


def relations_of(items: Mapping[str, ItemRows], grounds: Mapping[str, Ground]) -> Iterator[RelationRows]:
    """Yield each published cross-tabulation with the rows of both its items and the people behind each item.
    It is left out when the rows or the people of either item are not known.
    """
    for item in items.values():
        for given in sorted({row.breakdown for row in item.joint}):
            joint = tuple(row for row in item.joint if row.breakdown == given)
            names = {(row.category, row.option) for row in joint}
            if given in items and item.item in grounds and given in grounds and len(names) % PAIR == 0:
                yield RelationRows(items[given], item, joint, (grounds[given], grounds[item.item]))
