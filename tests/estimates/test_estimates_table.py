"""Estimates as a file say each number once; and release files that would give a wrong number are refused by name."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from app.estimates.estimated_figures import EstimatedFigure
from app.estimates.estimates_table import COLUMNS, chosen_kinds, together, write_estimates
from app.estimates.learnt_file import FilesUnfit, read_learnt, write_learnt
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, WIDTHS, Learnt
from app.estimates.model.small_area import Estimate
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Row, Withheld, order
from tests.releases import test_audit_rules
from tests.releases.test_audit_rules import row, shown

ROWS = with_bounds((*test_audit_rules.TREE, test_audit_rules.TEAM))
TREE, TEAM = ROWS[:-1], ROWS[-1]

ONE = EstimatedFigure(
    level="team",
    group="a",
    item="space",
    option="favourable",
    estimate=Estimate(0.5, 0.0, 1.0, 0.9751, None),
    gap="sure",
    movement="none",
)


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_line_holds_a_figure_under_the_names_of_its_columns() -> None:
    """Zero and one are numbers; a chance that there is nothing to compare with stays empty."""
    head, line = lines_of(write_estimates({"p1": [ONE]}))
    assert tuple(head) == COLUMNS
    assert dict(zip(head, line, strict=True)) == {
        "period": "p1",
        "level": "team",
        "group": "a",
        "item": "space",
        "option": "favourable",
        "estimate": "0.5",
        "lower": "0",
        "upper": "1",
        "above_reference": "0.9751",
        "above_before": "",
        "grade": "sure",
    }


def test_a_withheld_figure_has_a_line_without_any_number() -> None:
    (_, line) = lines_of(write_estimates({"p1": [replace(ONE, estimate=None, gap="none")]}))
    assert line[5:] == ["", "", "", "", "", "too_small"]


@pytest.mark.parametrize(
    ("gap", "movement", "grade"), [("none", "likely", "likely"), ("notable", "sure", "sure"), ("none", "none", "none")]
)
def test_the_grade_is_the_surest_thing_that_can_be_said(gap: str, movement: str, grade: str) -> None:
    figure = replace(ONE, gap=gap, movement=movement)  # type: ignore[arg-type]  # Both are grades.
    assert lines_of(write_estimates({"p1": [figure]}))[1][-1] == grade


def test_no_periods_and_empty_periods_are_a_heading() -> None:
    assert lines_of(write_estimates({})) == lines_of(write_estimates({"p1": []})) == [list(COLUMNS)]


def test_files_of_one_region_are_put_together_once() -> None:
    """The region's file and a team's hold the same region rows: every row once, in the order of a release."""
    public, own = {"p1": TREE}, {"p1": (*TREE, TEAM), "p2": ROWS}
    found = together([public, own], kinds={})
    assert list(found) == ["p1", "p2"]
    assert found["p1"] == sorted(ROWS, key=order)
    assert together([own, public], kinds={}) == found


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((*ROWS, row("team", "a", shown(0.1, 0.4), option="other")), "to compare it with"),
        (ROWS[1:], "lacks the rows of the region"),
        ((TREE[0], TREE[2], TEAM), "lacks the rows of its kind"),
        ((*TREE, row("team", "a", shown(0.5, 0.5))), "has no bin"),
        ((*TREE, row("team", "a", shown(0.5, 1.5))), "has no bin"),
    ],
    ids=["without the region's figure", "without the region", "without a kind", "an exact share", "above everybody"],
)
def test_whatever_would_be_compared_with_nothing_is_refused(rows: tuple[Row, ...], words: str) -> None:
    """The period and the figure are named, so that the right file can be found."""
    with pytest.raises(FilesUnfit, match=words) as refused:
        together([{"p1": rows}], kinds={})
    assert "p1" in str(refused.value)


def test_a_figure_that_two_files_tell_differently_is_refused() -> None:
    """One of them was altered, or belongs to another release."""
    with pytest.raises(FilesUnfit, match="stands there twice"):
        together([{"p1": ROWS}, {"p1": (*TREE, replace(TEAM, cell=Withheld()))}], kinds={})


def test_two_regions_are_not_one() -> None:
    other = tuple(replace(each, group="south") if each.level == "region" else each for each in ROWS)
    with pytest.raises(FilesUnfit, match="2 regions: north, south"):
        together([{"p1": ROWS}, {"p2": other}], kinds={})


def test_a_team_among_several_kinds_needs_the_kind_of_its_organisation() -> None:
    """Given by hand or by its organisation's own rows; with one kind in the region there is nothing to choose."""
    (court,) = with_bounds([row("orgtype", "court", shown(0.4, 0.6))])
    alone = (TREE[0], TREE[1], TEAM)
    assert together([{"p1": alone}], kinds={})
    with pytest.raises(FilesUnfit, match="--kind one=KIND"):
        together([{"p1": (*alone, court)}], kinds={})
    assert together([{"p1": (*alone, court)}], kinds=chosen_kinds(["one=care"]))
    assert together([{"p1": (*ROWS, court)}], kinds={})


@pytest.mark.parametrize("text", ["", "one", "=care", "one=", "="])
def test_a_kind_is_given_as_a_pair(text: str) -> None:
    with pytest.raises(FilesUnfit):
        chosen_kinds([text])


def test_a_kind_may_hold_a_sign_of_equality_and_the_last_one_counts() -> None:
    assert chosen_kinds(["one=a=b", "two=care", "two=court"]) == {"one": "a=b", "two": "court"}
    assert chosen_kinds([]) == {}


def test_every_value_that_can_be_learnt_comes_back_from_its_file() -> None:
    """All of the grid: eight spreads, three widths, three steadinesses, two certainties."""
    every = [
        Learnt(spread, width, steadiness, settled)
        for spread in range(len(SPREADS))
        for width in range(len(WIDTHS))
        for steadiness in range(len(STEADINESS))
        for settled in range(len(SETTLED))
    ]
    learnt = {("team", f"item {place}"): each for place, each in enumerate(every)}
    assert read_learnt(write_learnt({"p1": learnt, "p2": {}})) == {"p1": learnt}
    assert read_learnt("\ufeff" + write_learnt({"p1": learnt})) == {"p1": learnt}


@pytest.mark.parametrize(
    "line", ["p1,team,x,0.4,0.6,0.9", "p1,team,x,0.41,0.6,0.9,0.75", "p1,team,x,0.4,much,0.9,0.75", ""]
)
def test_a_value_that_is_never_learnt_is_refused_with_its_line(line: str) -> None:
    """A finer one could tell about a group."""
    head = write_learnt({})
    with pytest.raises(FilesUnfit, match="Line 3"):
        read_learnt(head + "p1,team,y,0.4,0.6,0.9,0.75\n" + line + "\n")
