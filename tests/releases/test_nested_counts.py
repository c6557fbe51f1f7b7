"""What the tree says of counts in groups within groups is what listing all counts says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from app.releases.rules.group_sums import GroupSum
from app.releases.rules.nested_counts import NestedCounts, NotNested
from app.releases.rules.option_problem import FiguresContradict


def nested_groups(chance: Random, first: int, last: int, most: list[int]) -> Iterator[GroupSum]:
    """Bounds of most groups of a tree over these parts; now and then they leave nothing possible."""
    if chance.random() < 0.8:
        low = chance.randint(0, sum(most[first:last]))
        high = chance.randint(low, sum(most[first:last])) if chance.random() < 0.95 else low - 1
        yield GroupSum(range(first, last), low - chance.randint(0, 1), high)
    if last - first > 1:
        middle = chance.randint(first + 1, last - 1)
        yield from nested_groups(chance, first, middle, most)
        yield from nested_groups(chance, middle, last, most)


def listed(most: list[int], groups: list[GroupSum]) -> list[tuple[int, ...]]:
    """All counts that agree with every bound."""
    return [
        counts
        for counts in product(*(range(each + 1) for each in most))
        if all(group.low <= sum(counts[place] for place in group.places) <= group.high for group in groups)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_the_tree_knows_every_possible_count(seed: int) -> None:
    """Which totals there are, what each part can hold within some of them, and counts for each total."""
    chance, contradictions = Random(seed), 0
    for _ in range(60):
        most = [chance.randint(0, 3) for _ in range(chance.randint(1, 5))]
        groups = list(nested_groups(chance, 0, len(most), most))
        chance.shuffle(groups)
        possible = listed(most, groups)
        if not possible:
            contradictions += 1
            with pytest.raises(FiguresContradict):
                NestedCounts(most, groups)
            continue
        nested = NestedCounts(most, groups)
        totals = sorted({sum(counts) for counts in possible})
        assert totals == list(range(nested.total[0], nested.total[1] + 1))
        low, high = sorted(chance.choices(totals, k=2))
        within = [counts for counts in possible if low <= sum(counts) <= high]
        reach = nested.reach(low, high)
        assert reach.low.tolist() == [min(each) for each in zip(*within, strict=True)]
        assert reach.high.tolist() == [max(each) for each in zip(*within, strict=True)]
        for total in totals:
            counts = tuple(nested.with_total(total).tolist())
            assert counts in possible
            assert sum(counts) == total
    assert contradictions < 60


@pytest.mark.parametrize("seed", range(3))
def test_one_part_can_grow_while_the_others_lose_no_more(seed: int) -> None:
    """With a given total: from any counts, d more of one part take d from the others and not a person more."""
    chance = Random(seed)
    for _ in range(20):
        most = [chance.randint(0, 3) for _ in range(chance.randint(2, 4))]
        possible = listed(most, list(nested_groups(chance, 0, len(most), most)))
        for counts in possible:
            for part in range(len(most)):
                alike = [each for each in possible if sum(each) == sum(counts)]
                reached = max(each[part] for each in alike)
                for more in range(counts[part] + 1, reached + 1):
                    moved = min(_moved(counts, each) for each in alike if each[part] == more)
                    assert moved == 2 * (more - counts[part])


def _moved(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(first - second) for first, second in zip(one, other, strict=True))


def test_groups_that_overlap_are_refused() -> None:
    """Neither contains the other: the tree would say something wrong."""
    with pytest.raises(NotNested):
        NestedCounts([3, 3, 3], [GroupSum([0, 1], 0, 2), GroupSum([1, 2], 0, 2)])
