"""The audit finds what is planted in items that hang together: sizes that are answers, bins that pinch one another."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from app.releases.rules.cells import Published, Row, Withheld
from tests.releases.routed import CAUSES, audited, counted, feeling, released, tree_of
from tests.releases.test_relations import ASKED, people_of

CHANCE = random.Random(3)
PEOPLE = {team: [feeling(CHANCE, share) for _ in range(10)] for team, share in {"a": 0.5, "b": 0.8, "c": 0.2}.items()}
TALLY = counted(PEOPLE, asked=CAUSES)
ROWS = released(tree_of(list(PEOPLE)), TALLY, asked=CAUSES)
PAIRS = counted({"a": people_of(("ample", 8, 12), ("insufficient", 4, 12))}, asked=ASKED)
RELATED = released(tree_of(["a"]), PAIRS, asked=ASKED)


def faults(rows: Iterable[Row]) -> set[str]:
    return {finding.fault for finding in audited(tuple(rows), tally=TALLY).findings}


def shown(lower: float, upper: float, size: str = "10-19") -> Published:
    return Published(size, (lower + upper) / 2, lower, upper)


def test_the_releases_that_are_tampered_with_below_are_sound() -> None:
    assert audited(ROWS, tally=TALLY).ok
    assert audited(RELATED, tally=PAIRS).ok


def test_a_routed_item_that_is_withheld_by_itself_is_found() -> None:
    """ "Not shown" would say that at most six feel workload."""
    rows = [replace(row, cell=Withheld()) if (row.group, row.item) == ("c", "workload_cause") else row for row in ROWS]
    assert "size_is_answer" in faults(rows)


def test_a_routed_item_with_a_size_of_its_own_is_found() -> None:
    """Seven to nine of ten people: so many feel workload."""
    rows = [
        replace(row, cell=replace(row.cell, size_class="7-9"))
        if (row.group, row.item) == ("b", "workload_cause") and isinstance(row.cell, Published)
        else row
        for row in ROWS
    ]
    assert "size_is_answer" in faults(rows)


def test_a_routed_item_without_the_one_that_decides_is_found() -> None:
    assert "size_is_answer" in faults(row for row in ROWS if row.item != "workload")


def test_causes_that_tell_how_many_feel_workload_are_found() -> None:
    """Six of ten people and more name each of five causes, three at most each: everybody feels workload."""
    named = {"admin", "caseload", "complexity", "turnover", "autonomy"}
    rows = [
        replace(row, cell=shown(0.6, 1.0) if row.group == "b" and row.option in named else Withheld()) for row in ROWS
    ]
    found = {(finding.fault, finding.place) for finding in audited(tuple(rows), tally=TALLY).findings}
    assert ("breach", "team b, workload >=some") in found


def test_more_causes_than_people_with_workload_are_found() -> None:
    """No counts agree: the region's cause lies above the region's workload."""
    low = {(row.level, row.item, row.option): row for row in ROWS if row.level == "region" and not row.breakdown}
    planted = {("workload", ">=some"): shown(0, 0.25, "20-49"), ("workload", "strong"): shown(0, 0.2, "20-49")}
    planted[("workload_cause", "admin")] = shown(0.6, 0.75, "20-49")
    rows = [
        replace(row, cell=planted[row.item, row.option])
        if (row.level, row.item, row.option) in low and not row.breakdown and (row.item, row.option) in planted
        else row
        for row in ROWS
    ]
    assert "contradiction" in faults(rows)


def test_a_relation_by_the_categories_of_an_answer_is_found() -> None:
    """As before rule 14: the size of those who chose a category is how many chose it."""
    rows = [row for row in RELATED if row.statistic != "relation"]
    first = next(row for row in RELATED if row.statistic == "relation")
    rows += [replace(first, category=name, option=">=7", cell=shown(0, 0.5)) for name in ("ample", "insufficient")]
    assert "relation_by_answer" in {finding.fault for finding in audited(rows, tally=PAIRS).findings}


def test_joint_shares_of_different_people_are_found() -> None:
    rows = [
        replace(row, cell=Withheld()) if row.statistic == "relation" and row.category == "favourable" else row
        for row in RELATED
    ]
    assert "relation_by_answer" in {finding.fault for finding in audited(rows, tally=PAIRS).findings}


def test_a_relation_that_leaves_out_a_few_people_is_found() -> None:
    """Twenty-four answered both and twenty-seven one of them."""
    sizes = counted({"a": people_of(("ample", 8, 12), ("insufficient", 4, 12), ("ample", None, 3))}, asked=ASKED)
    found = audited(RELATED, tally=sizes).findings
    assert "size_too_small" in {finding.fault for finding in found}


def test_joint_shares_that_tell_an_item_are_found() -> None:
    """Next to nobody without space: both its joint shares end at nothing."""
    cells = {
        ("favourable", ">=7"): shown(0.45, 0.55, "20-49"),
        ("favourable", "not:>=7"): shown(0.4, 0.5, "20-49"),
        ("not:favourable", ">=7"): shown(0, 0.05, "20-49"),
        ("not:favourable", "not:>=7"): shown(0, 0.05, "20-49"),
    }
    rows = [
        replace(row, cell=cells[row.category, row.option]) if row.statistic == "relation" else row for row in RELATED
    ]
    assert {"breach", "contradiction"} & {finding.fault for finding in audited(rows, tally=PAIRS).findings}
