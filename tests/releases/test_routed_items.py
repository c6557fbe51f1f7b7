"""Rule 13: whoever is asked a question only because of an earlier answer is counted over all who gave that answer."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering.ballots import ballots_for
from app.instrument.deciding_questions import decider_of, exactly, routed_by
from app.instrument.indicators import indicate, indicators
from app.lifecycle.gate import votes_of
from app.releases.rules.cells import Published, Row
from app.releases.rules.implications import links
from app.releases.rules.period_plan import item_plans, published_items
from tests.releases.routed import CAUSES, PEO, PROFILE, audited, counted, feeling, region, released, tree_of

ALL = [item.key for item in PEO.items if item.block != "background"]
ROUTED = [item.key for item in PEO.items if item.shown_if and decider_of(PEO, item)]


def test_every_routed_item_is_counted_over_the_question_at_the_start_of_its_routing() -> None:
    """Through chains (the rows per chosen cause) and the same for every row of a grid."""
    bases = {plan.item.partition(".")[0]: plan.base for plan in item_plans(PEO, ALL) if plan.base != plan.item}
    deciding = dict.fromkeys(ROUTED, "workload") | {"change_since_2015": "worked_before_2015"}
    assert {key: base for key, base in bases.items() if key in ROUTED} == deciding
    assert set(bases) == set(ROUTED)


def test_a_routed_item_is_published_only_beside_the_question_that_decides() -> None:
    """Otherwise its size would be the number of those who were asked."""
    assert item_plans(PEO, ["workload_cause", "work_enjoyment"]) == item_plans(PEO, ["work_enjoyment"])
    assert published_items(PEO, ["workload", "workload_factor_influenceable"]) == published_items(PEO, ["workload"])


@pytest.mark.parametrize("answer", ["hardly_or_not", "some", "strong"])
@pytest.mark.parametrize("causes", [None, "_declined", ["admin"]])
def test_whoever_answers_the_deciding_question_casts_as_many_ballots(answer: str, causes: object) -> None:
    """Asked or not, named or declined: the same places, so that nobody counts envelopes."""
    answers = {"workload": answer} | ({} if causes is None else {"workload_cause": causes})
    ballots = ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=ALL)
    everybody = ballots_for(PEO, {"workload": "some"}, team_id="a", profile=PROFILE, asked=ALL)
    assert ballots.keys() == everybody.keys()


def test_who_declines_the_deciding_question_is_in_no_base() -> None:
    answers = {"workload": "_declined", "workload_cause": ["admin"]}
    assert not ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=ALL)


def test_a_choice_does_not_outlive_the_decision_it_followed_from() -> None:
    """Strong workload with causes in one wave, hardly any in the next: nothing is named any more."""
    answers = {
        "workload": "hardly_or_not",
        "workload_cause": ["admin"],
        "workload_factor_influenceable": {"admin": "yes"},
    }
    ballots = ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=ALL)
    values = {place.item: content["v"] for place, content in ballots.items()}
    assert values == {**dict.fromkeys(values), "workload": "hardly_or_not"}


def test_a_factor_that_was_not_chosen_is_not_rated() -> None:
    """Its row follows from a choice that was changed."""
    answers = {
        "workload": "some",
        "workload_cause": ["admin"],
        "workload_factor_influenceable": {"admin": "no", "other": "yes"},
    }
    ballots = ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=ALL)
    (value,) = {
        str(content["v"]) for place, content in ballots.items() if place.item == "workload_factor_influenceable"
    }
    assert value == "{'admin': 'no'}"


@given(st.integers(0, 9999))
@settings(max_examples=60, deadline=None)
def test_every_link_holds_for_whatever_people_answer(seed: int) -> None:
    """The audit may give its attacker only what is true of all answers."""
    chance = random.Random(seed)
    answers = _anything(chance)
    said: dict[tuple[str, str], bool] = {}
    for place, content in ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=ALL).items():
        if place.channel == "team":
            said |= {(vote.item, option): yes for vote in votes_of(PEO, content) for option, yes in vote.marks}
    for link in links(PEO, ALL):
        if all((item, option) in said for item, option, _ in link.weights):
            assert sum(weight * said[item, option] for item, option, weight in link.weights) <= link.people, link


def _anything(chance: random.Random) -> dict[str, object]:
    answers: dict[str, object] = {}
    for item in PEO.items:
        if item.type == "multi":
            together = [option.key for option in item.options if not option.exclusive]
            answers[item.key] = chance.sample(together, chance.randint(1, item.max_choices or 3))
        elif item.row_keys and chance.random() < 0.8:
            answers[item.key] = {row: chance.choice(item.option_keys) for row in item.row_keys if chance.random() < 0.6}
        elif item.escape:
            answers[item.key] = item.escape.key
        elif item.type == "single":
            answers[item.key] = chance.choice(item.option_keys)
    return answers


def test_a_routed_item_is_shown_and_sized_exactly_as_the_question_that_decides() -> None:
    """Twelve people of whom three feel workload, and twelve of whom all do: the same rows, the same size class."""
    chance = random.Random(1)
    people = {"a": [feeling(chance, 1) for _ in range(3)] + [feeling(chance, 0) for _ in range(9)]}
    people["b"] = [feeling(chance, 1) for _ in range(12)]
    rows = released(tree_of(["a", "b"]), counted(people, asked=CAUSES), asked=CAUSES)
    shown = {(row.group, row.item): row.cell.size_class for row in rows if isinstance(row.cell, Published)}
    assert {key: size for key, size in shown.items() if key[0] in "ab"} == {
        (team, item): "10-19" for team in "ab" for item in CAUSES
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_does_not_move_when_everybody_answers_otherwise(seed: int) -> None:
    """Rows, withheld ones and size classes are those of a region in which nobody feels workload."""
    people = region(seed)
    calm = {team: [{"workload": "hardly_or_not"} for _ in given] for team, given in people.items()}
    shapes = [
        _shape(released(tree_of(list(each)), counted(each, asked=CAUSES), asked=CAUSES, fit=False))
        for each in (people, calm)
    ]
    assert shapes[0] == shapes[1]


def _shape(rows: tuple[Row, ...]) -> list[tuple[str, ...]]:
    return [
        (row.group, row.breakdown, row.category, row.item, row.option, getattr(row.cell, "size_class", ""))
        for row in rows
    ]


@pytest.mark.parametrize("seed", range(2))
def test_a_release_with_routed_items_passes_the_audit(seed: int) -> None:
    """With all sizes known and with none."""
    people = region(seed, teams=5)
    tally = counted(people, asked=CAUSES)
    rows = released(tree_of(list(people)), tally, asked=CAUSES, seed=seed)
    assert audited(rows, tally=tally).findings == ()
    assert audited(rows).findings == ()


def test_what_depends_on_an_answer_is_known_through_all_steps() -> None:
    """A changed workload touches the rows per cause too."""
    assert set(ROUTED) - {"change_since_2015"} | {"workload_comment"} == routed_by(PEO, ["workload"])


def test_an_exact_option_is_its_cut_without_the_next() -> None:
    """Checked against every answer, for every question of one choice."""
    for item in PEO.items:
        if item.type == "single":
            for key in item.option_keys:
                weights, people = exactly(item, key)
                for answer in item.option_keys:
                    said = indicate(item, answer)
                    assert people + sum(weight * said[option] for _, option, weight in weights) == (answer == key)


def test_rows_of_a_grid_nest_as_before() -> None:
    """Each cut of a row includes the next, also where the row was skipped."""
    for plan in item_plans(PEO, ["worked_before_2015", "change_since_2015"]):
        for chain in plan.nested:
            assert all(
                set(pair) <= {each.option for each in indicators(PEO.item(plan.item.partition(".")[0]))}
                for pair in pairwise(chain)
            )
