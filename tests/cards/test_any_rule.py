"""A rule holds for reasons that are true, by the laws of logic; one that can never hold is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from app.cards import Situation
from app.cards.card_schema import Card, Rule, specificity
from app.cards.possible_rules import contradiction
from app.cards.rule_evaluation import reasons_for
from app.cards.rule_names import unknown
from app.cards.rule_walk import conditions, shares_in
from tests.cards.any_rule import CONDITIONS, RULES, RuleText, people
from tests.cards.situations import card


def rule(text: object) -> Rule:
    """The rule that an author wrote so."""
    found = card(text).rule
    assert found is not None
    return found


def holds(text: object, situation: Situation) -> bool:
    return reasons_for(rule(text), situation) is not None


@given(text=RULES, who=people())
def test_not_holds_exactly_when_the_rule_does_not(text: RuleText, who: Situation) -> None:
    """And it gives no reason of its own."""
    assert holds({"not": text}, who) is not holds(text, who)
    assert reasons_for(rule({"not": text}), who) in (None, ())


@given(one=RULES, other=RULES, who=people())
def test_all_and_any_mean_what_they_say_in_any_order(one: RuleText, other: RuleText, who: Situation) -> None:
    """An author may write the conditions the other way round."""
    both, either = holds(one, who) and holds(other, who), holds(one, who) or holds(other, who)
    for pair in ([one, other], [other, one]):
        assert holds({"all": pair}, who) is both
        assert holds({"any": pair}, who) is either


@given(text=RULES, who=people())
def test_every_reason_is_a_condition_that_holds_by_itself(text: RuleText, who: Situation) -> None:
    """Nothing is told that did not hold, and nothing twice."""
    found = reasons_for(rule(text), who)
    singly = [reasons_for(part, who) for _place, part in conditions(rule(text))]
    true_ones = {repr(reason) for part in singly if part for reason in part}
    assert {repr(reason) for reason in found or ()} <= true_ones
    assert len({repr(reason) for reason in found or ()}) == len(found or ())


@given(text=CONDITIONS, who=people())
def test_a_single_condition_gives_one_reason_with_a_strength(text: RuleText, who: Situation) -> None:
    """From one (just) to four; a reason that carries an answer names its rounds, and only rounds that were."""
    found = reasons_for(rule(text), who)
    if found is None:
        return
    (reason,) = found
    assert 1 <= reason.strength <= 4
    waves = {moment.wave_number for moment in who.history}
    assert set(reason.waves) <= waves
    assert list(reason.waves) == sorted(reason.waves)
    assert bool(reason.waves) is reason.of_own_answers


@settings(max_examples=150)
@given(text=RULES, who=people())
def test_a_rule_that_is_called_impossible_never_holds(text: RuleText, who: Situation) -> None:
    """No author is told that a rule can never hold while somebody meets it."""
    if contradiction(rule(text)) is not None:
        assert not holds(text, who)


@pytest.mark.parametrize("low", range(1, 11))
@pytest.mark.parametrize("high", range(1, 11))
def test_two_bounds_on_one_number_are_possible_when_a_number_meets_them(low: int, high: int) -> None:
    """At least four and at most three is nobody; at least four and at most four is somebody."""
    both = {
        "all": [
            {"item": "work_enjoyment", "latest": {"at_least": low}},
            {"item": "work_enjoyment", "latest": {"at_most": high}},
        ]
    }
    assert (contradiction(rule(both)) is None) is (low <= high)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ({"all": [{"profile": "experience", "in": ["0-3"]}, {"profile": "experience", "in": ["10+"]}]}, "experience"),
        ({"all": [{"profile": "experience", "in": ["0-3", "3-6"]}, {"profile": "experience", "in": ["3-6"]}]}, None),
        ({"all": [{"profile": "experience", "in": ["0-3"]}, {"profile": "function", "in": ["10+"]}]}, None),
        (
            {"all": [{"item": "a", "latest": {"at_most": 3}}, {"item": "a", "run": {"at_least": 4, "times": 2}}]},
            "a",
        ),
        ({"all": [{"item": "a", "latest": {"at_most": 3}}, {"item": "b", "latest": {"at_least": 4}}]}, None),
        ({"all": [{"item": "a", "latest": {"at_most": 3}}, {"not": {"item": "a", "latest": {"at_most": 3}}}]}, "a"),
        (
            {
                "any": [
                    {"all": [{"item": "a", "latest": {"at_most": 3}}, {"item": "a", "latest": {"at_least": 4}}]},
                    {"always": True},
                ]
            },
            None,
        ),
        (
            {
                "all": [
                    {"any": [{"item": "a", "latest": {"at_most": 3}}, {"item": "a", "latest": {"at_most": 2}}]},
                    {"item": "a", "latest": {"at_least": 4}},
                ]
            },
            "a",
        ),
        (
            {
                "all": [
                    {"any": [{"item": "a", "latest": {"at_most": 3}}, {"item": "b", "latest": {"at_most": 2}}]},
                    {"item": "a", "latest": {"at_least": 4}},
                ]
            },
            None,
        ),
        ({"item": "a", "latest": {"at_most": 3}}, None),
        ({"always": True}, None),
        ({"item": "reflection", "latest": {"in": ["ample"]}}, None),
    ],
)
def test_a_contradiction_is_named_by_its_item(text: RuleText, item: str | None) -> None:
    """Only where every way for the rule to hold asks two things that exclude each other."""
    assert contradiction(rule(text)) == item


@given(text=RULES)
def test_every_condition_of_a_rule_is_walked_once_with_its_place(text: RuleText) -> None:
    """The place leads through the text to the very condition."""
    found = list(conditions(rule(text)))
    assert len({place for place, _part in found}) == len(found)
    for place, part in found:
        written: object = text
        for step in place:
            written = written[step]  # type: ignore[index]  # Lists and mappings as they were written.
        assert rule(written) == part


@given(one=RULES, other=RULES)
def test_what_must_hold_together_is_as_narrow_as_both_and_what_may_as_the_loosest(
    one: RuleText, other: RuleText
) -> None:
    """How narrow a rule is never depends on the order of its parts."""
    here, there = specificity(rule(one)), specificity(rule(other))
    assert specificity(rule({"all": [one, other]})) == here + there
    assert specificity(rule({"any": [one, other]})) == min(here, there)
    assert here >= 0


def test_the_shares_a_rule_looks_at_are_those_it_names() -> None:
    """Also deep inside, and under a `not`; answers of one's own are no shares."""
    text = {
        "all": [
            {"item": "work_enjoyment", "latest": {"at_most": 3}},
            {
                "any": [
                    {"group": "reflection", "at_most": 0.5},
                    {"not": {"item": "a", "against_region": "below", "option": ">=7"}},
                ]
            },
        ]
    }
    assert list(shares_in(rule(text))) == [("reflection", "favourable"), ("a", ">=7")]


@given(who=people())
def test_what_was_not_answered_and_not_published_is_no_reason(who: Situation) -> None:
    """For an item that nobody knows no condition holds, whatever it asks."""
    for text in (
        {"item": "nothing", "latest": {"at_most": 10}},
        {"item": "nothing", "run": {"at_least": 0, "times": 2}},
        {"item": "nothing", "change": {"at_least": 0}},
        {"item": "nothing", "against_region": "below"},
        {"group": "nothing", "at_least": 0},
        {"profile": "nothing", "in": ["x"]},
    ):
        assert not holds(text, who)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reflectoin", "there is no item 'reflectoin'; did you mean 'reflection'?"),
        ("zzz", "there is no item 'zzz'"),
        ("", "there is no item ''"),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest_that_exists(name: str, told: str) -> None:
    """And without a guess where nothing is near."""
    assert unknown("item", name, ["reflection", "workload"]) == told


def test_a_card_without_a_rule_is_for_nobody_alone() -> None:
    """What needs no answer is no new card either."""
    always: Card = card({"always": True})
    assert not always.answers_bring_it_up
    assert always.conditions_needed == 0
    assert card({"item": "a", "latest": {"at_most": 3}}).answers_bring_it_up
