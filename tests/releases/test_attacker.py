"""What an attacker holds leaves the truth possible, whoever answered what; in any order of rows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Snapshot
from app.releases.rules.attacker import (
    Ground,
    ItemRows,
    by_item,
    ground,
    part_of,
    people_range,
    problem,
    rest_of,
    shown_categories,
    tree_of,
)
from app.releases.rules.cells import Published, Row, Withheld
from app.releases.rules.item_plan import Together
from app.releases.rules.option_problem import MOST_PEOPLE, Atom, Problem, count_bounds
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import GroupNode, Node, roll_up, tree
from tests.releases.regions import GRADE, SPACE, ChosenNoise, answers, regions, snapshot, tally_of, vote
from tests.releases.test_audit_rules import row, shown

POLICY = Policy()


@pytest.mark.parametrize(
    ("word", "sizes"), [("7-9", (7, 9)), ("10-19", (10, 19)), ("9-19", (9, 19)), ("50+", (50, MOST_PEOPLE))]
)
def test_a_size_class_is_read_as_its_ends(word: str, sizes: tuple[int, int]) -> None:
    assert people_range(word) == sizes


@pytest.mark.parametrize("word", ["", "12", "7-", "-9", "7-8-9", "many", "+"])
def test_what_is_no_size_class_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        people_range(word)


def named(group: GroupNode) -> tuple[object, ...]:
    return (group.level, group.id, group.parent, tuple(sorted(named(child) for child in group.children)))


@settings(max_examples=20)
@given(regions(), st.randoms())
def test_the_rows_show_the_tree_they_were_made_in(case: tuple[Snapshot, dict[str, int]], chance: random.Random) -> None:
    """Every group under its parent, from shuffled rows of a release as from the snapshot."""
    region, people = case
    counts = {team: (size, 0) for team, size in people.items()}
    rows = list(protect(region, tally_of(counts), policy=POLICY, items=[SPACE], noise=ChosenNoise()))
    chance.shuffle(rows)
    found = tree_of(rows)
    assert found
    assert named(found) == named(tree(region))


def test_no_region_or_two_have_no_tree() -> None:
    cell = shown(0.4, 0.6)
    assert tree_of([]) is None
    assert tree_of([row("team", "a", cell)]) is None
    assert tree_of([row("region", "north", cell), row("region", "south", cell)]) is None


def test_rows_are_told_apart_by_what_they_are_about() -> None:
    """Whole groups, categories, means and joint shares of one item; items by name; a base where there is one."""
    cell = shown(0.4, 0.6)
    rows = [
        row("region", "north", cell, item="grade", option=">=7"),
        row("region", "north", cell, item="grade", option=">=7", category="0-3"),
        row("region", "north", cell, item="grade", option="", statistic="mean"),
        row("region", "north", cell, item="grade", option=">=7", statistic="relation", category="favourable"),
        row("team", "a", Withheld(), item="grade", option=">=7"),
        row("region", "north", cell, item="cause"),
    ]
    cause, grade = by_item(rows, Together({"cause": "workload"}))
    assert [len(each) for each in (grade.whole, grade.categories, grade.means, grade.joint)] == [2, 1, 1, 1]
    assert (grade.base, cause.base) == ("grade", "workload")
    assert grade.shown == {("region", "north")}


def region_and_rows(
    case: tuple[Snapshot, dict[str, int]], counts: dict[str, tuple[int, int]]
) -> tuple[GroupNode, ItemRows, tuple[Row, ...]]:
    region, _ = case
    rows = protect(region, tally_of(counts), policy=POLICY, items=[SPACE], noise=ChosenNoise())
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    return found, item, rows


@settings(max_examples=40)
@given(regions(), st.data())
def test_whoever_knows_the_sizes_holds_the_blocks_and_the_truth_is_possible(
    case: tuple[Snapshot, dict[str, int]], data: st.DataObject
) -> None:
    """Without noise every bin holds the true count: each block's own yeses satisfy all that the figures say."""
    region, people = case
    counts = data.draw(answers(people))
    found, item, _ = region_and_rows(case, counts)
    base = ground(found, item, sizes={("team", "space"): people}, policy=POLICY)
    rollup = roll_up(tree(region), people=people, min_group=POLICY.min_group)
    blocks = [node for node in rollup.region.walk() if node.pool]
    assert sorted(atom.most for atom in base.atoms) == sorted(node.pool_people for node in blocks)
    truth = {atom_of(node, base).name: sum(counts[team][1] for team in node.pool) for node in blocks}
    assert_possible(problem(item, "favourable", base, sizes={("team", "space"): people}, policy=POLICY), truth)


def atom_of(node: Node, base: Ground) -> Atom:
    """The people of a block among the attacker's."""
    name = f"{node.group.level} {node.group.id}"
    (found,) = (atom for atom in base.atoms if atom.name in {name, f"{name} (smaller teams together)"})
    return found


def assert_possible(asked: Problem, truth: dict[str, int]) -> None:
    people = {atom.name: atom.most for atom in asked.atoms}
    for figure in asked.figures:
        size = sum(people[name] for name in figure.of)
        low, high = count_bounds(figure.lower, figure.upper, size)
        assert low <= sum(truth[name] for name in figure.of) <= high
        assert figure.fewest <= size <= figure.most


@settings(max_examples=60)
@given(regions())
def test_whoever_knows_no_sizes_keeps_the_true_ones_possible(case: tuple[Snapshot, dict[str, int]]) -> None:
    """Every block of the release has an atom whose sizes hold its own; groups shown are shown of such atoms alone."""
    region, people = case
    found, item, _ = region_and_rows(case, {team: (size, size // 2) for team, size in people.items()})
    base = ground(found, item, sizes=None, policy=POLICY)
    rollup = roll_up(tree(region), people=people, min_group=POLICY.min_group)
    atoms = {atom.name: atom for atom in base.atoms}
    for node in rollup.region.walk():
        if not node.people:
            assert (node.group.level, node.group.id) not in base.of
            continue
        of = base.of[node.group.level, node.group.id]
        assert sum(atoms[name].most for name in of) >= node.people
        assert sum(0 if atoms[name].may_be_empty else atoms[name].fewest for name in of) <= node.people
        if node.pool:
            own = atom_of(node, base)
            assert own.name in of
            assert own.fewest <= node.pool_people <= own.most


def test_a_worked_case_of_teams_that_may_be_pooled_in_two_places() -> None:
    """One shown team and three withheld ones, of at most six each: 7 to 18 there or further up."""
    rows = [row("region", "north", shown(0, 1, "20-49")), row("orgtype", "care", shown(0, 1, "20-49"))]
    rows += [row("organisation", "one", shown(0, 1)), row("team", "a", shown(0, 1))]
    rows += [row("team", name, Withheld()) for name in "bcd"]
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    base = ground(found, item, sizes=None, policy=POLICY)
    assert [(atom.fewest, atom.most, atom.may_be_empty) for atom in base.atoms] == [
        (10, 19, False),
        (7, 18, True),
        (7, 18, True),
        (7, 18, True),
    ]
    assert [len(base.of[key]) for key in (("team", "a"), ("organisation", "one"), ("region", "north"))] == [1, 2, 4]


def test_one_withheld_team_is_never_taken_for_a_pool() -> None:
    """At most six people: whatever they answered, no figure is about them by themselves."""
    rows = [row("region", "north", shown(0, 1)), row("orgtype", "care", shown(0, 1))]
    rows += [row("organisation", "one", shown(0, 1)), row("team", "a", shown(0, 1)), row("team", "b", Withheld())]
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    assert [atom.name for atom in ground(found, item, sizes=None, policy=POLICY).atoms] == ["team a"]


def ground_of(people: int) -> Ground:
    rows = [row("region", "north", shown(0, 1)), row("orgtype", "care", shown(0, 1))]
    rows += [row("organisation", "one", shown(0, 1)), row("team", "a", shown(0, 1))]
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    return ground(found, item, sizes={("team", "space"): {"a": people}}, policy=POLICY)


@pytest.mark.parametrize(("parts", "rest"), [((12, 12), [(16, 16)]), ((20, 20), []), ((), [(40, 40)])])
def test_whom_categories_leave_is_a_group_of_its_own(parts: tuple[int, ...], rest: list[tuple[int, int]]) -> None:
    """Forty people: the region minus its categories is a figure too, for whoever subtracts."""
    atoms = [Atom(str(place), size, size) for place, size in enumerate(parts)]
    found = rest_of("experience", atoms, ground_of(40), policy=POLICY)
    assert [(atom.fewest, atom.most) for atom in found] == rest


def test_categories_are_played_against_blocks_as_the_same_people() -> None:
    """The problem says of every breakdown that its categories and the others are the region's blocks."""
    tally = tally_of({"a": (30, 12), "b": (24, 20)})
    for place in range(54):
        vote(tally, "space", ("0-3", "10+")[place < 30], yes=("favourable",) * (place % 2), channel="experience")
    region = snapshot({"one": ["a", "b"]})
    rows = protect(region, tally, policy=POLICY, items=[SPACE], noise=ChosenNoise())
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    sizes = tally.sizes()
    asked = problem(item, "favourable", ground(found, item, sizes=sizes, policy=POLICY), sizes=sizes, policy=POLICY)
    ((blocks, categories),) = asked.same_people
    people = {atom.name: atom.most for atom in asked.atoms}
    assert sum(people[name] for name in blocks) == sum(people[name] for name in categories) == 54
    assert set(categories) == {"experience=0-3", "experience=10+"}


def test_a_category_has_its_own_number_where_it_is_known_and_its_class_where_not() -> None:
    category = row("region", "north", shown(0.2, 0.5, "20-49"), category="0-3")
    assert part_of(category, "space", None) == Atom("experience=0-3", 20, 49)
    assert part_of(category, "space", {("experience", "space"): {"0-3": 24}}) == Atom("experience=0-3", 24, 24)
    hidden = row("region", "north", Withheld(), category="10+")
    assert shown_categories([category, hidden], "favourable") == {"experience": [category]}
    assert shown_categories([category], "other") == {}


def test_every_option_of_an_item_is_a_problem_of_its_own() -> None:
    """A grade's cuts: the figures of one option are asked for, and no other's."""
    tally = tally_of({})
    for place in range(80):
        vote(tally, "grade", "ab"[place % 2], yes=[f">={cut}" for cut in range(2, 2 + place % 10)])
    rows = protect(snapshot({"one": ["a", "b"]}), tally, policy=POLICY, items=[GRADE], noise=ChosenNoise())
    (item,) = by_item(rows)
    found = tree_of(rows)
    assert found
    base = ground(found, item, sizes=tally.sizes(), policy=POLICY)
    for option in GRADE.options:
        asked = problem(item, option, base, sizes=tally.sizes(), policy=POLICY)
        bins = {(figure.lower, figure.upper) for figure in asked.figures}
        cells = [each.cell for each in item.whole if each.option == option and isinstance(each.cell, Published)]
        assert bins == {(cell.bin_lower, cell.bin_upper) for cell in cells}
