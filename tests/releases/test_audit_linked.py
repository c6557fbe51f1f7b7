"""Rules 13 and 14 have their breaches planted here: sizes that are answers, and relations that divide by an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.attacker import Ground, by_item, ground, tree_of
from app.releases.rules.attacker_linked import RelationRows
from app.releases.rules.audit_linked import (
    relation_breaches,
    relation_findings,
    relation_size_findings,
    relations_of,
    routed_findings,
)
from app.releases.rules.cells import Cell, Row, Withheld
from app.releases.rules.findings import Finding
from app.releases.rules.item_plan import Together
from app.releases.rules.joint_counts import four_of
from app.releases.rules.policy import Policy
from tests.releases.test_audit_rules import TREE, named, row, shown

POLICY = Policy()
ROUTED = Together({"cause": "workload"})
CHANNEL = "relation:space:grade"


def routed(cause: Cell, workload: Cell, *, level: str = "team") -> list[Finding]:
    """What is found of one team's cause beside its workload, the region being in order."""
    fine = shown(0.4, 0.6)
    rows = [row("region", "north", fine, item=item) for item in ("cause", "workload")]
    rows += [row("team", "a", cause, item="cause"), row("team", "a", workload, item="workload")]
    return list(routed_findings(by_item(rows, ROUTED)))


@pytest.mark.parametrize(
    ("cause", "workload", "allowed"),
    [
        (shown(0.1, 0.4), shown(0.5, 0.9), True),
        (Withheld(), Withheld(), True),
        (Withheld(), shown(0.5, 0.9), False),
        (shown(0.1, 0.4), Withheld(), False),
        (shown(0.1, 0.4, "7-9"), shown(0.5, 0.9), False),
    ],
    ids=["both shown", "both withheld", "cause withheld", "cause alone", "sized by itself"],
)
def test_a_routed_item_is_shown_and_sized_as_the_one_that_decides(cause: Cell, workload: Cell, allowed: bool) -> None:
    """Rule 13: who is asked about causes is who feels workload, so that their number is an answer."""
    assert named(routed(cause, workload)) == ([] if allowed else [("size_is_answer", 13)])


def test_one_shown_option_is_enough_to_know_the_size() -> None:
    """An item of several options, one of them withheld for its place in a chain, has the size of the other."""
    rows = [
        row("team", "a", Withheld(), item="workload", option="strong"),
        row("team", "a", shown(0.5, 0.9), item="workload", option=">=some"),
        row("team", "a", shown(0.1, 0.4), item="cause"),
    ]
    for order in (rows, rows[::-1]):
        assert named(routed_findings(by_item(order, ROUTED))) == []


def test_a_category_is_compared_with_the_same_category() -> None:
    rows = [row("region", "north", shown(0.5, 0.9), item="workload", category="0-3")]
    rows.append(row("region", "north", Withheld(), item="cause", category="0-3"))
    rows.append(row("region", "north", shown(0.4, 0.6), item="cause", category="10+"))
    assert [each.place for each in routed_findings(by_item(rows, ROUTED))] == [
        "region north experience=0-3, cause favourable"
    ]


def test_a_routed_item_without_its_decider_is_found() -> None:
    rows = [row("region", "north", shown(0.4, 0.6), item="cause")]
    assert named(routed_findings(by_item(rows, ROUTED))) == [("size_is_answer", 13)]


def relation(cells: Iterable[Cell], *, pairs: Iterable[tuple[str, str]] = (("favourable", ">=7"),)) -> list[Row]:
    """The rows of a relation between space and grade; four joint shares for each pair of options."""
    sides = [each for pair in pairs for each in four_of(*pair)]
    return [
        replace(
            row("region", "north", cell, item="grade", option=each.option, statistic="relation"),
            breakdown="space",
            category=each.category,
        )
        for each, cell in zip(sides, cells, strict=True)
    ]


WIDE = shown(0.0, 0.5, "20-49")
FOUR = relation([WIDE] * 4)


@given(st.permutations(FOUR))
def test_four_joint_shares_of_the_same_people_are_sound_in_any_order(rows: list[Row]) -> None:
    assert named(relation_findings(rows)) == []


@given(st.sets(st.sampled_from(range(4)), min_size=1, max_size=3))
def test_fewer_than_four_joint_shares_are_found(left_out: set[int]) -> None:
    """Rule 14: what is left would be shares of those with one answer."""
    rows = [each for place, each in enumerate(FOUR) if place not in left_out]
    assert named(relation_findings(rows)) == [("relation_by_answer", 14)]


@given(st.integers(0, 3), st.sampled_from((Withheld(), shown(0, 0.5, "10-19"))))
def test_joint_shares_of_other_people_are_found(place: int, cell: Cell) -> None:
    """One withheld, or one of another class: the four are decided by one size."""
    rows = [replace(each, cell=cell) if at == place else each for at, each in enumerate(FOUR)]
    assert named(relation_findings(rows)) == [("relation_by_answer", 14)]


def test_a_relation_of_several_options_crosses_all_of_them() -> None:
    """Two by one is eight joint shares; with the two pairs but without one of the eight it is found."""
    rows = relation([WIDE] * 8, pairs=(("favourable", ">=7"), ("top", ">=7")))
    assert named(relation_findings(rows)) == []
    assert named(relation_findings(rows[:-1])) == [("relation_by_answer", 14)]


def test_each_relation_is_looked_at_by_itself() -> None:
    """A sound one beside one that is not: one finding."""
    other = [replace(each, breakdown="hours") for each in FOUR[:2]]
    assert named(relation_findings([*FOUR, *other])) == [("relation_by_answer", 14)]
    assert named(relation_findings([])) == []


def region_of(
    people: dict[str, int], *, size: str = "20-49"
) -> tuple[list[Row], dict[tuple[str, str], dict[str, int]]]:
    """Both items shown of the region and its teams, and everybody's number."""
    cell = shown(0.3, 0.7, size)
    rows = []
    for item, option in (("space", "favourable"), ("grade", ">=7")):
        rows += [replace(each, item=item, option=option, cell=cell) for each in TREE]
        rows += [row("team", team, cell, item=item, option=option) for team in people]
    return rows, {("team", "space"): dict(people), ("team", "grade"): dict(people)}


def one_relation(
    joint: list[Row], people: dict[str, int], *, both: int | None
) -> tuple[RelationRows, dict[tuple[str, str], dict[str, int]]]:
    rows, sizes = region_of(people)
    if both is not None:
        sizes[CHANNEL, "grade"] = {"everybody": both}
    items = {each.item: each for each in by_item([*rows, *joint])}
    region = tree_of(rows)
    assert region
    grounds: dict[str, Ground] = {
        name: ground(region, each, sizes=sizes if both is not None else None, policy=POLICY)
        for name, each in items.items()
    }
    (found,) = relations_of(items, grounds)
    return found, sizes


@pytest.mark.parametrize(
    ("both", "allowed"), [(30, True), (29, False), (24, False), (23, True), (12, True), (11, False), (0, False)]
)
def test_whom_a_relation_leaves_out_is_nobody_or_a_full_group(both: int, allowed: bool) -> None:
    """Of thirty people: one to six who answered one item only are too few, and so are eleven who answered both."""
    found, sizes = one_relation(FOUR, {"a": 15, "b": 15}, both=both)
    faults = named(relation_size_findings(found, sizes=sizes, policy=POLICY))
    assert (faults == []) is allowed
    assert set(faults) <= {("size_too_small", 14)}


def test_a_relation_beside_people_counted_nowhere_is_found() -> None:
    """Five people of a team that is too small are in the ballots of the relation and in no figure of the region."""
    found, sizes = one_relation(FOUR, {"a": 15, "b": 15, "c": 5}, both=30)
    assert ("size_too_small", 14) in named(relation_size_findings(found, sizes=sizes, policy=POLICY))


def test_a_withheld_relation_says_nothing_about_anybody() -> None:
    found, sizes = one_relation(relation([Withheld()] * 4), {"a": 15, "b": 15}, both=29)
    assert named(relation_size_findings(found, sizes=sizes, policy=POLICY)) == []
    assert relation_breaches([found], sizes=sizes, policy=POLICY) == (0, [])


@pytest.mark.parametrize("both", [30, 23, None])
def test_joint_shares_with_room_on_every_side_prove_nothing(both: int | None) -> None:
    """Whether everybody answered both, or some one only, or nobody knows how many."""
    found, sizes = one_relation(FOUR, {"a": 15, "b": 15}, both=both)
    _, breaches = relation_breaches([found], sizes=None if both is None else sizes, policy=POLICY)
    assert breaches == []


@pytest.mark.parametrize("both", [30, 23])
def test_joint_shares_that_empty_a_side_are_a_breach(both: int) -> None:
    """At most 5 % with a high grade and room, and at most 5 % with a low one: nearly nobody has room."""
    low, high = shown(0, 0.05, "20-49"), shown(0.4, 0.6, "20-49")
    found, sizes = one_relation(relation([low, low, high, high]), {"a": 15, "b": 15}, both=both)
    _, breaches = relation_breaches([found], sizes=sizes, policy=POLICY)
    assert {each.fault for each in breaches} <= {"breach", "contradiction"}
    assert breaches


def test_joint_shares_that_cannot_be_true_with_their_items_are_a_contradiction() -> None:
    """Everybody has room and a high grade, says the relation; at most 70 % have room, says the item."""
    all_, nobody = shown(0.9, 1, "20-49"), shown(0, 0.1, "20-49")
    found, sizes = one_relation(relation([all_, nobody, nobody, nobody]), {"a": 15, "b": 15}, both=30)
    _, breaches = relation_breaches([found], sizes=sizes, policy=POLICY)
    assert named(breaches) == [("contradiction", 13)]


def test_a_relation_with_an_item_that_is_not_there_is_left_to_the_other_rules() -> None:
    rows, _ = region_of({"a": 15})
    items = {each.item: each for each in by_item([*rows, *FOUR])}
    assert list(relations_of(items, {})) == []
    assert not any(isinstance(each.cell, Withheld) for each in FOUR)
