"""Attack: several relations of one question against each other (PRIVACY.md, rule 14), by listing all counts.

Each relation was once fitted to its two questions alone. Two relations of the same question then proved, in two of 54
releases of nasty regions, that at most one or two people were on both sides of one: both tell of the same yeses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

import pytest

from app.releases.rules.aggregate import Count
from app.releases.rules.audit import audit
from app.releases.rules.bins import Bin, bin_of, block_bins
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Level, Published, Row, order
from app.releases.rules.item_figures import Bins
from app.releases.rules.item_plan import ItemPlan, RelationPlan
from app.releases.rules.joint_counts import four_of
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.relations import DrawnRelation, Related, RelatedItem, choose_relations, draw_relation
from app.releases.rules.rollup import roll_up, tree
from tests.releases.regions import snapshot

POLICY = Policy()
LEAST = POLICY.colluders + 1
PEOPLE = 34
ENJOYS = "work_enjoyment"
OTHERS = ("professional_space", "workload", "rules")
NAMES = [sides.name for sides in four_of("yes", "high")]
Drawn = dict[str, tuple[Bin, dict[str, Bin]]]
"""By other question: the bin of its own yeses, and those of the relation's four counts."""


def region(seed: int, *, fitted: bool, others: Sequence[str] = OTHERS) -> tuple[Bin, Drawn, list[DrawnRelation]]:
    """A region of one block that answered everything: `fitted` as released now, else each relation alone, as before."""
    chance, noise = Random(seed), SeededNoise(seed)
    grid = block_bins(PEOPLE, POLICY)
    enjoys = [chance.random() < chance.choice((0.1, 0.5, 0.9)) for _ in range(PEOPLE)]
    own = bin_of(sum(enjoys) + noise.draw(), grid)
    drawn: Drawn = {}
    so_far: list[DrawnRelation] = []
    for other in others:
        share = chance.choice((0.1, 0.5, 0.9))
        counts = Counter(f"{_side('yes', chance.random() < share)}&{_side('high', high)}" for high in enjoys)
        bin_ = bin_of(counts[NAMES[0]] + counts[NAMES[1]] + noise.draw(), grid)
        related = relation(other, Count(PEOPLE, counts), own=own, other_bin=bin_)
        four = draw_relation(related, POLICY, noise, beside=tuple(so_far) if fitted else ())
        so_far.append((related, four))
        drawn[other] = bin_, four
    return own, drawn, so_far


def relation(other: str, count: Count, *, own: Bin, other_bin: Bin, item: str = ENJOYS) -> Related:
    rollup = roll_up(tree(snapshot({"one": ["a"]})), people={"a": count.people}, min_group=POLICY.min_group)
    where: dict[str, dict[tuple[str, str], Bins]] = {
        "yes": {("region", "north"): {"yes": other_bin}},
        "high": {("region", "north"): {"high": own}},
    }
    return Related(
        RelationPlan(given=other, categories=("yes",), item=item, options=("high",)),
        count,
        RelatedItem(ItemPlan(item=other, everywhere=("yes",)), ("yes",), rollup, where["yes"]),
        RelatedItem(ItemPlan(item=item, everywhere=("high",)), ("high",), rollup, where["high"]),
    )


def _side(name: str, on: bool) -> str:
    return name if on else f"not:{name}"


def tables(high: int, bin_: Bin, four: Mapping[str, Bin]) -> Iterator[tuple[int, ...]]:
    """Every table of four that agrees with a relation and its question, when so many enjoy their work."""
    for both in range(high + 1):
        for first in range(PEOPLE - high + 1):
            table = (both, first, high - both, PEOPLE - high - first)
            if bin_.low <= both + first <= bin_.high and all(
                four[name].low <= count <= four[name].high for name, count in zip(NAMES, table, strict=True)
            ):
                yield table


def proved(own: Bin, drawn: Drawn) -> list[tuple[str, str]]:
    """The counts of which all relations together leave fewer than c + 1 yeses, or noes."""
    left: dict[str, list[tuple[int, ...]]] = {other: [] for other in drawn}
    for high in range(own.low, own.high + 1):
        possible = {other: list(tables(high, *figures)) for other, figures in drawn.items()}
        if all(possible.values()):
            for other, found in possible.items():
                left[other] += found
    return [
        (other, name)
        for other, found in left.items()
        for place, name in enumerate(NAMES)
        if max(table[place] for table in found) < LEAST or min(table[place] for table in found) > PEOPLE - LEAST
    ]


TOLD_BEFORE = (24, 48, 127)
"""Of a hundred and fifty regions, those of which the former way told something."""


@pytest.mark.parametrize("seed", [*TOLD_BEFORE, *range(8)])
def test_three_relations_of_one_question_prove_nothing_together(seed: int) -> None:
    """Every joint count can be c + 1 people from none and from all, whatever the other relations tell."""
    assert proved(*region(seed, fitted=True)[:2]) == []


@pytest.mark.parametrize("seed", TOLD_BEFORE)
def test_each_relation_by_itself_is_not_enough(seed: int) -> None:
    """Fitted to its own questions alone, a relation was sound, and two of them were not."""
    own, drawn, _ = region(seed, fitted=False)
    assert proved(own, drawn)
    assert [other for other, figures in drawn.items() if proved(own, {other: figures})] == []


@pytest.mark.parametrize("seed", TOLD_BEFORE)
@pytest.mark.parametrize("sized", [True, False])
def test_the_audit_holds_relations_of_one_question_against_each_other(seed: int, sized: bool) -> None:
    """With the gate's sizes or with size classes alone: sound as released now. With sizes it finds the former one."""
    for fitted in (True, False):
        rows = published(*region(seed, fitted=fitted)[:2])
        sizes = {("team", item): {"a": PEOPLE} for item in (ENJOYS, *OTHERS)}
        sizes |= {(f"relation:{other}:{ENJOYS}", ENJOYS): {"everybody": PEOPLE} for other in OTHERS}
        found = {each.fault for each in audit(rows, policy=POLICY, sizes=sizes if sized else None).findings}
        assert found == (set() if fitted or not sized else {"breach"})


def published(own: Bin, drawn: Drawn) -> tuple[Row, ...]:
    """The rows of a region of one team: the same figures at every level, and the joint shares of the region."""
    shown = {(ENJOYS, "high"): own} | {(other, "yes"): bin_ for other, (bin_, _) in drawn.items()}
    rows = [
        row(level, group, parent, item=item, option=option, cell=cell(bin_))
        for (item, option), bin_ in shown.items()
        for level, group, parent in LEVELS_OF_ONE_TEAM
    ]
    rows += [
        replace(
            row("region", "north", "", item=ENJOYS, option=sides.option, cell=cell(four[sides.name])),
            statistic="relation",
            breakdown=other,
            category=sides.category,
        )
        for other, (_, four) in drawn.items()
        for sides in four_of("yes", "high")
    ]
    return with_bounds(sorted(rows, key=order))


LEVELS_OF_ONE_TEAM: tuple[tuple[Level, str, str], ...] = (
    ("region", "north", ""),
    ("orgtype", "care", "north"),
    ("organisation", "one", "care"),
    ("team", "a", "one"),
)


def row(level: Level, group: str, parent: str, *, item: str, option: str, cell: Published) -> Row:
    return Row(
        level=level,
        group=group,
        group_name=group.title(),
        parent=parent,
        breakdown="",
        category="",
        item=item,
        statistic="share",
        option=option,
        cell=cell,
    )


def cell(shown: Bin) -> Published:
    lower, upper = shown.lower_percent / 100, shown.upper_percent / 100
    return Published(size_class="20-49", value=(lower + upper) / 2, lower=lower, upper=upper)


def test_relations_that_would_close_a_ring_are_not_shown() -> None:
    """Of three questions crossed with each other only an eightfold table tells whether the pairs give it away."""
    shown = block_bins(PEOPLE, POLICY)[1]

    def crossed(other: str, item: str) -> Related:
        return relation(other, Count(PEOPLE), own=shown, other_bin=shown, item=item)

    ring = [crossed("a", "b"), crossed("b", "c"), crossed("c", "a"), crossed("c", "d")]
    assert choose_relations(ring, POLICY) == {"relation:a:b", "relation:b:c", "relation:c:d"}
