"""Small teams are counted together, or not at all; nobody is ever the difference between two figures."""

from collections.abc import Iterator

from hypothesis import given

from app.releases.rules.aggregate import Snapshot
from app.releases.rules.rollup import Node, roll_up, tree
from tests.releases.regions import regions, snapshot

K = 7


def blocks(node: Node) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for each in node.walk():
        if each.pool:
            yield each.group.id, each.pool, each.pool_people


def test_a_large_team_stands_alone_and_small_ones_wait_for_each_other() -> None:
    """Three and four make a block of seven inside their organisation."""
    region = tree(snapshot({"one": ["a", "b", "c"]}))
    rollup = roll_up(region, people={"a": 9, "b": 3, "c": 4}, min_group=K)
    assert set(blocks(rollup.region)) == {("a", ("a",), 9), ("one", ("b", "c"), 7)}


def test_what_stays_too_small_moves_up_to_the_type_and_the_region() -> None:
    region = tree(snapshot({"one": ["a", "b"], "two": ["c"], "three": ["d"]}, types={"three": "court"}))
    rollup = roll_up(region, people={"a": 8, "b": 3, "c": 5, "d": 8}, min_group=K)
    assert ("care", ("b", "c"), 8) in set(blocks(rollup.region))
    organisation = rollup.region.children[0].children[0]
    assert (organisation.group.id, organisation.people) == ("one", 8)


def test_what_is_too_small_everywhere_is_counted_nowhere() -> None:
    rollup = roll_up(tree(snapshot({"one": ["a", "b"]})), people={"a": 8, "b": 6}, min_group=K)
    assert (rollup.region.people, rollup.left_over) == (8, 6)


@given(regions())
def test_every_group_that_can_be_told_apart_is_large_enough(case: tuple[Snapshot, dict[str, int]]) -> None:
    """Published groups are unions of blocks: every difference of them is empty or at least k people."""
    snapshot_, people = case
    rollup = roll_up(tree(snapshot_), people=people, min_group=K)
    found = list(blocks(rollup.region))
    assert all(size >= K for _, _, size in found)
    counted = [team for _, teams, _ in found for team in teams]
    assert len(counted) == len(set(counted))
    assert rollup.left_over < K
    assert rollup.region.people + rollup.left_over == sum(people.values())
