"""Rule 14: a relation is four joint shares of everybody who answered both items, decided by that one size."""

from __future__ import annotations

import random

import pytest

from app.releases.rules.aggregate import EVERYBODY
from app.releases.rules.cells import Published, Row
from app.releases.rules.joint_counts import NOT, four_of, joint_marks
from app.releases.rules.period_plan import relation_plans
from tests.releases.routed import PEO, Answers, audited, counted, released, tree_of

ASKED = ("professional_space", "work_enjoyment")
NAMES = {(each.category, each.option) for each in four_of("favourable", ">=7")}


def joint(rows: tuple[Row, ...]) -> list[Row]:
    return [row for row in rows if row.statistic == "relation"]


def people_of(*counts: tuple[str | None, int | None, int]) -> list[Answers]:
    """So many people with this space and this grade; None is declined."""
    return [
        {"professional_space": space or "_declined", "work_enjoyment": grade or "_declined"}
        for space, grade, times in counts
        for _ in range(times)
    ]


def release(*counts: tuple[str | None, int | None, int], seed: int = 1) -> tuple[Row, ...]:
    people = {"a": people_of(*counts)}
    return released(tree_of(["a"]), counted(people, asked=ASKED), asked=ASKED, seed=seed)


def test_everybody_is_in_exactly_one_of_four_counts() -> None:
    for first in (True, False):
        for second in (True, False):
            assert sum(yes for _, yes in joint_marks({"favourable": first}, {">=7": second})) == 1


def test_a_relation_is_four_joint_shares_of_the_region() -> None:
    rows = joint(release(("ample", 8, 15), ("insufficient", 4, 10)))
    assert {(row.category, row.option) for row in rows} == NAMES
    assert {(row.level, row.breakdown, row.item) for row in rows} == {("region", *ASKED)}
    assert {row.cell.size_class for row in rows if isinstance(row.cell, Published)} == {"20-49"}


def test_what_is_shown_of_a_relation_does_not_depend_on_answers() -> None:
    """One person of twenty-five without space, or all of them: no category has a size."""
    shapes = [
        [(row.category, row.option, isinstance(row.cell, Published)) for row in joint(release(*counts))]
        for counts in ([("ample", 8, 24), ("insufficient", 4, 1)], [("insufficient", 4, 25)])
    ]
    assert shapes[0] == shapes[1]
    assert all(shown for _, _, shown in shapes[0])


def test_no_size_of_a_relation_is_of_people_with_an_answer() -> None:
    """What the gate hands to the audit knows how many answered both, and nothing finer."""
    tally = counted({"a": people_of(("ample", 8, 3), ("insufficient", 4, 9))}, asked=ASKED)
    assert tally.sizes()["relation:professional_space:work_enjoyment", "work_enjoyment"] == {EVERYBODY: 12}


@pytest.mark.parametrize(("only_one", "shown"), [(0, True), (1, False), (6, False), (7, True)])
def test_who_answered_one_of_both_must_be_nobody_or_a_full_group(only_one: int, *, shown: bool) -> None:
    """Else the region's figure minus the relation would be about them."""
    rows = joint(release(("ample", 8, 20), ("ample", None, only_one)))
    assert {isinstance(row.cell, Published) for row in rows} == {shown}


def test_a_relation_is_withheld_when_the_region_does_not_count_everybody() -> None:
    """Its ballots carry no team, so three uncounted people may be among them."""
    people = {"a": people_of(("ample", 8, 30)), "b": people_of(("ample", 8, 3))}
    rows = released(tree_of(["a", "b"]), counted(people, asked=ASKED), asked=ASKED)
    assert not any(isinstance(row.cell, Published) for row in joint(rows))


def test_each_relation_of_the_questionnaire_crosses_its_headlines() -> None:
    """An item without favourable options by its highest step."""
    plans = relation_plans(PEO, [item.key for item in PEO.items])
    assert [(plan.given, plan.categories, plan.item, plan.options) for plan in plans] == [
        ("professional_space", ("favourable",), "work_enjoyment", (">=7",)),
        ("workload", ("strong",), "work_enjoyment", (">=7",)),
        ("rules_negative_influence", ("strong",), "work_enjoyment", (">=7",)),
        ("do_what_is_needed", ("favourable",), "stay_one_year", ("favourable",)),
    ]
    assert all(not sides.name.startswith(NOT + NOT) for plan in plans for sides in plan.counts)


@pytest.mark.parametrize("seed", range(4))
def test_a_release_with_a_relation_passes_the_audit(seed: int) -> None:
    """Blocks of unanimous and divided teams, with all sizes known and with none."""
    chance = random.Random(seed)
    people = {}
    for team in range(5):
        alike = chance.random() < 0.5
        first = (chance.choice(("ample", "insufficient")), chance.choice((8, 4)), 1)
        people[f"t{team}"] = people_of(
            *[
                first if alike else (chance.choice(("ample", "insufficient")), chance.choice((8, 4)), 1)
                for _ in range(7 + team)
            ]
        )
    tally = counted(people, asked=ASKED)
    rows = released(tree_of(list(people)), tally, asked=ASKED, seed=seed)
    assert any(isinstance(row.cell, Published) for row in joint(rows))
    assert audited(rows, tally=tally).findings == ()
    assert audited(rows).findings == ()
