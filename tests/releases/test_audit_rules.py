"""Each rule that can be read off the rows has its breach planted here, and what is allowed beside it passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.releases.rules.attacker import Ground, ItemRows, by_item, ground, tree_of
from app.releases.rules.audit import audit
from app.releases.rules.audit_rules import (
    bounds_findings,
    cell_findings,
    mean_findings,
    nested_findings,
    same_people_findings,
    size_findings,
    sizes_findings,
    tree_findings,
)
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Cell, Level, Published, Row, Statistic, Withheld
from app.releases.rules.findings import Fault, Finding
from app.releases.rules.policy import Policy

POLICY = Policy()
PARENTS: dict[Level, str] = {"region": "", "orgtype": "north", "organisation": "care", "team": "one"}


def row(
    level: Level,
    group: str,
    cell: Cell,
    *,
    item: str = "space",
    option: str = "favourable",
    statistic: Statistic = "share",
    parent: str | None = None,
    category: str = "",
) -> Row:
    """A figure of a region North of one kind, care, with organisation One."""
    return Row(
        level=level,
        group=group,
        group_name=group.title(),
        parent=PARENTS[level] if parent is None else parent,
        breakdown="experience" if category else "",
        category=category,
        item=item,
        statistic=statistic,
        option=option,
        cell=cell,
    )


def shown(lower: float, upper: float, size: str = "10-19") -> Published:
    return Published(size, (lower + upper) / 2, lower, upper)


CELL = shown(0.4, 0.6)
TREE = (row("region", "north", CELL), row("orgtype", "care", CELL), row("organisation", "one", CELL))
TEAM = row("team", "a", CELL)
ROWS = (*TREE, TEAM)


def named(findings: Iterable[Finding]) -> list[tuple[Fault, int]]:
    return [(each.fault, each.rule) for each in findings]


def test_what_no_team_shows_is_held_against_the_kinds_of_organisation() -> None:
    """At most a tenth of 10 to 19 people: that nearly nobody said yes is proved, also where no team has a row."""
    wide = (row("region", "north", shown(0.0, 0.1), item="wide"), row("orgtype", "care", shown(0.0, 0.1), item="wide"))
    findings = audit(with_bounds([*ROWS, *wide]), policy=POLICY).findings
    assert [each.place for each in findings if each.fault == "breach"] == ["orgtype care, wide favourable"]


def test_a_tree_in_which_everybody_stands_once_is_sound() -> None:
    assert named(tree_findings(ROWS)) == []


@pytest.mark.parametrize(
    "rows",
    [
        (*ROWS, row("team", "a", CELL, option="other", parent="two")),
        (*TREE, row("team", "a", CELL, parent="elsewhere")),
        ROWS[1:],
        (*ROWS, row("region", "south", CELL)),
        (),
    ],
    ids=["under two groups", "under a group that is not there", "no region", "two regions", "nothing"],
)
def test_a_group_that_can_be_counted_in_two_ways_is_found(rows: tuple[Row, ...]) -> None:
    """Rule 1: the difference between the two countings would be people."""
    assert ("regrouped", 1) in named(tree_findings(rows))


@given(st.permutations(ROWS))
def test_the_order_of_rows_makes_no_difference(rows: list[Row]) -> None:
    assert named(tree_findings(rows)) == []


@pytest.mark.parametrize("cell", [CELL, shown(0.5, 0.7), Withheld()])
def test_a_figure_that_is_there_twice_is_found(cell: Cell) -> None:
    """Rule 7: also when both say the same, or one of them says nothing."""
    assert named(tree_findings((*ROWS, replace(TEAM, cell=cell)))) == [("shown_twice", 7)]


@pytest.mark.parametrize("figure", ["value", "lower", "upper"])
def test_bounds_that_anybody_would_compute_otherwise_are_found(figure: str) -> None:
    """Rule 15: of one figure among many, by the smallest step; and not the bin itself, which bounds follow from."""
    rows = list(with_bounds(ROWS))
    assert named(bounds_findings(rows)) == []
    cell = rows[3].cell
    assert isinstance(cell, Published)
    rows[3] = replace(rows[3], cell=replace(cell, **{figure: getattr(cell, figure) + 0.0001}))
    assert [(each.fault, each.place) for each in bounds_findings(rows)] == [
        ("bounds_unusable", "team a, space favourable")
    ]


@pytest.mark.parametrize(
    ("size", "fault"),
    [
        ("7-9", None),
        ("20-49", None),
        ("50+", None),
        ("12", "size_too_small"),
        ("many", "size_too_small"),
        ("", "size_too_small"),
        ("5-9", "size_too_small"),
        ("7-8", "size_too_small"),
        ("1-6", "size_too_small"),
        ("60+", "size_too_small"),
    ],
)
def test_a_size_is_told_by_its_class_or_not_at_all(size: str, fault: Fault | None) -> None:
    """Rules 3 and 6: any finer, smaller or coarser word for a size is another policy's, or a number."""
    found = {each.fault for each in cell_findings(row("team", "a", shown(0.4, 0.8, size)), POLICY)}
    assert (fault in found) if fault else not found


@given(st.sampled_from((1, 2, 3, 4)), st.integers(0, 60))
def test_every_size_class_of_a_policy_is_accepted_by_that_policy(colluders: int, more: int) -> None:
    """Whatever k is, the words that a release uses are words that the audit knows."""
    from app.releases.rules.cells import size_class

    policy = Policy(colluders=colluders)
    word = size_class(policy.min_group + more, policy)
    assert [
        each for each in cell_findings(row("team", "a", shown(0, 1, word)), policy) if "class" in each.message
    ] == []


@pytest.mark.parametrize(
    ("lower", "upper", "size", "faults"),
    [
        (0.4, 0.65, "7-9", []),
        (0.4, 0.6, "7-9", [("bin_too_narrow", 5)]),
        (0.4, 0.5, "10-19", [("bin_too_narrow", 5)]),
        (0.51, 0.53, "50+", []),
        (0.51, 0.52, "50+", [("bin_too_narrow", 5)]),
        (0.51, 0.81, "20-49", [("bounds_unusable", 6)]),
        (0.505, 0.605, "50+", [("bounds_unusable", 6)]),
        (0.8, 1.05, "10-19", [("bounds_unusable", 6)]),
        (-0.05, 0.3, "10-19", [("bounds_unusable", 6)]),
        (0.6, 0.4, "10-19", [("bounds_unusable", 6), ("bin_too_narrow", 5)]),
    ],
)
def test_bins_are_whole_steps_and_hold_two_counts(
    lower: float, upper: float, size: str, faults: list[tuple[Fault, int]]
) -> None:
    """Steps of 5 % below fifty people and of 1 % from there; two counts among the most people of the class."""
    assert named(cell_findings(row("team", "a", shown(lower, upper, size)), POLICY)) == faults


@pytest.mark.parametrize(
    ("level", "size", "fault"),
    [("region", "10-19", None), ("region", "7-9", "level_not_allowed"), ("team", "50+", "level_not_allowed")],
)
def test_categories_are_of_the_region_and_of_enough_people(level: Level, size: str, fault: Fault | None) -> None:
    """Rule 8: a class that may hold twelve is enough; a class of nine at most never is."""
    found = named(cell_findings(row(level, "north", shown(0.2, 0.6, size), category="0-3"), POLICY))
    assert found == ([(fault, 8)] if fault else [])


@pytest.mark.parametrize(
    ("level", "size", "allowed"),
    [("region", "20-49", True), ("orgtype", "50+", True), ("organisation", "50+", False), ("region", "10-19", False)],
)
def test_means_are_of_wide_groups_only(level: Level, size: str, allowed: bool) -> None:
    """Rule 9: of a region or a kind, and of a class in which there may be thirty."""
    mean = row(level, "north", Published(size, 7.2, 7.0, 7.4), statistic="mean", option="")
    assert named(cell_findings(mean, POLICY)) == ([] if allowed else [("mean_unsupported", 9)])


def test_a_withheld_cell_breaks_no_rule() -> None:
    """Wherever it stands: it says nothing."""
    for level in PARENTS:
        assert named(cell_findings(row(level, "x", Withheld(), category="0-3"), POLICY)) == []


def grades(mean: tuple[float, float], *cuts: tuple[str, float, float]) -> ItemRows:
    """A mean on a scale from 1 with its cumulative cuts, all of the region."""
    rows = [row("region", "north", shown(low, high, "50+"), item="grade", option=name) for name, low, high in cuts]
    rows.append(row("region", "north", Published("50+", 2, *mean), item="grade", option="", statistic="mean"))
    (item,) = by_item(rows)
    return item


CUTS = ((">=2", 0.8, 0.9), (">=3", 0.3, 0.4))


@pytest.mark.parametrize(
    ("mean", "cuts", "allowed"),
    [
        ((2.1, 2.3), CUTS, True),
        ((2.0, 2.4), CUTS, True),
        ((2.2, 2.3), CUTS, False),
        ((2.1, 2.2), CUTS, False),
        ((2.1, 2.3), (), False),
        ((2.1, 2.3), (CUTS[0], (">=4", 0.3, 0.4)), False),
    ],
    ids=["as it follows", "wider", "sharper below", "sharper above", "no cuts", "a cut missing between"],
)
def test_a_mean_is_no_sharper_than_its_cuts(
    mean: tuple[float, float], cuts: tuple[tuple[str, float, float], ...], allowed: bool
) -> None:
    """By hand: on a scale from 1, 1 + 0.8 + 0.3 = 2.1 and 1 + 0.9 + 0.4 = 2.3."""
    assert named(mean_findings(grades(mean, *cuts))) == ([] if allowed else [("mean_unsupported", 9)])


def test_cuts_of_another_group_support_no_mean() -> None:
    item = grades((2.1, 2.3), *CUTS)
    moved = replace(item, means=tuple(replace(each, level="orgtype", group="care") for each in item.means))
    assert named(mean_findings(moved)) == [("mean_unsupported", 9)]


def test_cuts_that_cross_are_found_per_group_and_category() -> None:
    """ ">=10" stands above ">=9" as a number, not as a word; a category is compared with itself only."""
    nine, ten = shown(0.2, 0.4), shown(0.3, 0.5)
    for category in ("", "0-3"):
        rows = [
            row("region", "north", cell, option=cut, category=category) for cut, cell in ((">=9", nine), (">=10", ten))
        ]
        (item,) = by_item(rows)
        assert named(nested_findings(item)) == [("contradiction", 2)]
    (apart,) = by_item(
        [
            row("region", "north", nine, option=">=9"),
            row("region", "north", ten, option=">=10", category="0-3"),
            row("region", "north", nine, option=">=some", category="0-3"),
        ]
    )
    assert named(nested_findings(apart)) == []


def with_sizes(rows: Iterable[Row], people: dict[str, int]) -> tuple[ItemRows, Ground]:
    (item,) = by_item(rows)
    region = tree_of(rows)
    assert region
    return item, ground(region, item, sizes={("team", "space"): people}, policy=POLICY)


@pytest.mark.parametrize(
    ("people", "allowed"), [(12, True), (19, True), (9, False), (20, False), (6, False), (0, False)]
)
def test_what_is_shown_is_what_the_sizes_allow(people: int, allowed: bool) -> None:
    """Rule 3: "10-19" over nine people, over twenty or over nobody is no figure of this period."""
    rows = [row("team", "a", CELL), row("team", "b", Withheld()), *(replace(each, cell=Withheld()) for each in TREE)]
    item, base = with_sizes(rows, {"a": people, "b": 30})
    found = named(size_findings(item, base, sizes={}, policy=POLICY))
    assert found == ([] if allowed else [("shown_against_sizes", 3)])


@pytest.mark.parametrize(
    ("young", "old", "faults"),
    [
        (26, 14, []),
        (20, 14, ["size_too_small"] * 2),
        (33, 7, ["size_too_small"]),
        (0, 40, ["size_too_small"]),
        (12, 21, []),
    ],
)
def test_what_categories_leave_is_nobody_or_a_full_group(young: int, old: int, faults: list[Fault]) -> None:
    """Rule 8, of a region of forty: six left over are a group too small, seven are not; a category holds twelve."""
    rows = [*TREE, row("team", "a", CELL), row("region", "north", CELL, category="0-3")]
    rows.append(row("region", "north", CELL, category="10+"))
    rows = [replace(each, cell=replace(CELL, size_class="20-49")) for each in rows]
    item, base = with_sizes(rows, {"a": 40})
    sizes = {("experience", "space"): {"0-3": young, "10+": old}}
    assert [each.fault for each in size_findings(item, base, sizes=sizes, policy=POLICY)] == faults


def test_categories_beside_people_who_are_counted_nowhere_are_found() -> None:
    """The region's figure leaves five out; categories that count everybody would tell who they are."""
    rows = [*TREE, row("team", "a", CELL), row("team", "b", Withheld()), row("region", "north", CELL, category="0-3")]
    item, base = with_sizes(rows, {"a": 15, "b": 5})
    sizes = {("experience", "space"): {"0-3": 15}}
    assert named(size_findings(item, base, sizes=sizes, policy=POLICY)) == [("size_too_small", 8)]


@pytest.mark.parametrize("changed", [shown(0.4, 0.7), shown(0.3, 0.6), shown(0.4, 0.6, "20-49")])
def test_the_same_people_have_the_same_bin_and_class(changed: Published) -> None:
    """Rule 6: an organisation of one team is that team."""
    item, base = with_sizes(ROWS, {"a": 12})
    assert named(same_people_findings(item, base)) == []
    item, base = with_sizes([*TREE, replace(TEAM, cell=changed)], {"a": 12})
    assert named(same_people_findings(item, base)) == [("same_people_differ", 6)]


def test_groups_that_may_hold_more_people_are_not_called_the_same() -> None:
    """Without sizes three withheld teams may be pooled in the organisation: it need not be its one shown team."""
    rows = [*TREE[:2], row("organisation", "one", shown(0.3, 0.6, "20-49")), TEAM]
    rows += [row("team", name, Withheld()) for name in "bcd"]
    (item,) = by_item(rows)
    region = tree_of(rows)
    assert region
    assert named(same_people_findings(item, ground(region, item, sizes=None, policy=POLICY))) == []


def test_sizes_below_nobody_are_found_wherever_they_stand() -> None:
    sizes = {("team", "space"): {"a": 0, "b": -1}, ("experience", "space"): {"0-3": -2}}
    assert named(sizes_findings(sizes)) == [("sizes_unusable", 1)] * 2
    assert named(sizes_findings({})) == []
