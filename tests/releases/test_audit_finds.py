"""The audit finds every breach that is planted in a release, from its rows and sizes alone."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.releases.rules.audit import AuditReport, audit
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Cell, Published, Row, Withheld, size_class
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import GRADE, SPACE, snapshot, tally_of, vote

POLICY = Policy()
TREE = snapshot({"one": ["a", "b", "c"], "two": ["d", "e"]})
COUNTS = {"a": (8, 0), "b": (9, 4), "c": (4, 4), "d": (14, 13), "e": (12, 6)}
TALLY = tally_of(COUNTS)
SIZES = TALLY.sizes()
ROWS = protect(TREE, TALLY, policy=POLICY, items=[SPACE], noise=SeededNoise(2))


def report(rows: Iterable[Row]) -> AuditReport:
    """Of rows with these bins, whose bounds follow from them."""
    return audit(with_bounds(rows), policy=POLICY, sizes=SIZES)


def faults(rows: Iterable[Row]) -> set[str]:
    return {finding.fault for finding in report(rows).findings}


def shown(people: int, lower: float, upper: float) -> Published:
    return Published(size_class(people, POLICY), (lower + upper) / 2, lower, upper)


def with_cell(group: str, cell: Cell) -> list[Row]:
    return [replace(row, cell=cell) if row.group == group else row for row in ROWS]


def test_the_release_that_is_tampered_with_below_is_sound() -> None:
    assert report(ROWS).ok


@pytest.mark.parametrize("figure", ["value", "lower", "upper"])
def test_bounds_that_do_not_follow_from_the_bins_are_found(figure: str) -> None:
    """A bound or a value of its own choosing could tell what the bin does not."""
    rows = [replace(row, cell=_nudged(row.cell, figure)) if row.group == "d" else row for row in ROWS]
    found = audit(tuple(rows), policy=POLICY, sizes=SIZES).findings
    assert [each.rule for each in found if "d," in each.place] == [15]


def _nudged(cell: Cell, figure: str) -> Cell:
    return replace(cell, **{figure: getattr(cell, figure) + 0.001}) if isinstance(cell, Published) else cell


def test_exact_counts_are_found() -> None:
    """A share without bounds: whoever knows the size knows the count."""
    rows = [
        replace(row, cell=shown(*share)) if (share := exact.get(row.group)) else row
        for exact in [{team: (people, yes / people, yes / people) for team, (people, yes) in COUNTS.items()}]
        for row in ROWS
        if row.group != "c"
    ]
    assert {"bin_too_narrow", "bounds_unusable", "breach"} <= faults(rows)


def test_bounded_noise_is_found() -> None:
    """Plus or minus one around nobody proves that at most one said yes."""
    rows = with_cell("a", shown(8, 0, 1 / 8))
    assert {"breach", "bounds_unusable"} <= faults(rows)


def test_ordinary_bins_per_level_are_found() -> None:
    """Bins that ignore the levels below: together they pin a team that each alone would hide."""
    tree = snapshot({"one": ["a", "b"]})
    tally = tally_of({"a": (8, 0), "b": (8, 4)})
    rows = protect(tree, tally, policy=POLICY, items=[SPACE], noise=SeededNoise(1))
    cells = {"a": shown(8, 0, 0.5), "b": shown(8, 0.5, 1), "one": shown(16, 0.15, 0.3)}
    planted = [replace(row, cell=cells.get(row.group, cells["one"])) for row in rows if not row.breakdown]
    found = audit(with_bounds(planted), policy=POLICY, sizes=tally.sizes()).findings
    assert {(finding.fault, finding.place) for finding in found} == {("breach", "team a, space favourable")}


def test_a_regrouped_team_is_found() -> None:
    """The same answers under an old and a new organisation: the difference is the team."""
    moved = [replace(row, parent="two") for row in ROWS if row.group == "b"]
    assert "regrouped" in faults([*ROWS, *moved])


def test_a_team_under_an_organisation_that_is_not_there_is_found() -> None:
    assert faults([replace(row, parent="three") if row.group == "b" else row for row in ROWS]) == {"regrouped"}


def test_a_second_rhythm_is_found() -> None:
    """Two figures over the same ballots: their bins cut each other."""
    again = [replace(row, cell=shown(14, 0.35, 0.65)) for row in ROWS if row.group == "d"]
    assert "shown_twice" in faults([*ROWS, *again])


@pytest.mark.parametrize("level", ["orgtype", "team"])
def test_a_means_table_over_twelve_people_is_found(level: str) -> None:
    row = next(row for row in ROWS if row.level == level)
    mean = replace(row, statistic="mean", option="", cell=Published("10-19", 7.1, 7.0, 7.2))
    assert "mean_unsupported" in faults([*ROWS, mean])


def test_a_mean_sharper_than_its_cuts_is_found() -> None:
    tally = tally_of({})
    for place in range(80):
        vote(tally, "grade", "ab"[place % 2], yes=[f">={cut}" for cut in range(2, 2 + place % 10)])
    rows = protect(snapshot({"one": ["a", "b"]}), tally, policy=POLICY, items=[GRADE], noise=SeededNoise(1))
    assert audit(rows, policy=POLICY, sizes=tally.sizes()).ok
    sharp = [replace(row, cell=Published("50+", 5.5, 5.5, 5.5)) if row.statistic == "mean" else row for row in rows]
    found = audit(with_bounds(sharp), policy=POLICY, sizes=tally.sizes()).findings
    assert {finding.fault for finding in found} == {"mean_unsupported"}


def test_a_figure_of_too_few_people_is_found() -> None:
    """The size class says seven; the sizes say four."""
    assert faults(with_cell("c", shown(7, 0.5, 1))) == {"shown_against_sizes"}


def test_a_size_class_of_a_weaker_policy_is_found() -> None:
    assert "size_too_small" in faults(with_cell("a", Published("5-9", 0.25, 0, 0.5)))


def test_an_exact_size_is_found() -> None:
    assert "size_too_small" in faults(with_cell("a", Published("8", 0.25, 0, 0.5)))


def test_figures_that_cannot_be_true_together_are_found() -> None:
    rows = with_cell("north", shown(43, 0.9, 1))
    assert "contradiction" in faults(rows)


def test_the_same_people_with_two_figures_are_found() -> None:
    """Two draws over the same people say more than one."""
    tree = snapshot({"one": ["a"], "two": ["d"]})
    tally = tally_of({"a": (8, 3), "d": (14, 7)})
    rows = protect(tree, tally, policy=POLICY, items=[SPACE], noise=SeededNoise(1))
    cells = {"d": shown(14, 0.25, 0.5), "two": shown(14, 0.5, 0.75)}
    planted = tuple(replace(row, cell=cells.get(row.group, row.cell)) for row in rows)
    assert "same_people_differ" in {
        finding.fault for finding in audit(planted, policy=POLICY, sizes=tally.sizes()).findings
    }


def test_crossing_cuts_are_found() -> None:
    wide = [replace(row, option=">=50", cell=shown(14, 0, 0.5)) for row in ROWS if row.group == "d"]
    narrow = [replace(row, option=">=70", cell=shown(14, 0.5, 1)) for row in ROWS if row.group == "d"]
    assert "contradiction" in faults([*ROWS, *wide, *narrow])


def test_a_category_that_leaves_a_few_people_is_found() -> None:
    """43 people in the region, 40 of them in the category: the other three are the difference."""
    region = next(row for row in ROWS if row.level == "region")
    category = replace(region, breakdown="experience", category="0-3", cell=shown(40, 0.4, 0.6))
    sizes = {**SIZES, ("experience", "space"): {"0-3": 40, "10+": 3}}
    found = audit((*ROWS, category), policy=POLICY, sizes=sizes).findings
    assert "size_too_small" in {finding.fault for finding in found}


def test_a_breakdown_of_a_team_is_found() -> None:
    team = next(row for row in ROWS if row.group == "d")
    assert "level_not_allowed" in faults([*ROWS, replace(team, breakdown="experience", category="0-3")])


def test_negative_sizes_are_found() -> None:
    found = audit(ROWS, policy=POLICY, sizes={("team", "space"): {"a": -1}})
    assert {finding.fault for finding in found.findings} == {"sizes_unusable"}


def test_bounds_that_tell_the_size_are_found() -> None:
    """3/7 is a share of seven people, or of fourteen."""
    assert "bounds_unusable" in faults(with_cell("a", shown(8, 0, 3 / 7)))


def test_a_withheld_release_is_no_breach() -> None:
    assert faults(replace(row, cell=Withheld()) for row in ROWS) == set()


def test_a_finding_says_where_and_what() -> None:
    (finding,) = report(with_cell("c", shown(7, 0.5, 1))).findings
    assert str(finding) == "rule 3, team c, space favourable: the sizes do not allow this figure"
