"""Routing rules obey the laws of logic, whatever they are made of; what is unknown shows nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.instrument.routing_rules import DECLINED, Answers, Rule, holds, is_answered, settled

ITEMS = ("a", "b", "c")
KEYS = ("x", "y", "z")


def about() -> st.SearchStrategy[Rule]:
    """A rule about one item."""
    among = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple)
    return st.one_of(
        st.builds(lambda item, keys: Rule(item=item, among=keys), st.sampled_from(ITEMS), among),
        st.builds(lambda item, said: Rule(item=item, answered=said), st.sampled_from(ITEMS), st.booleans()),
    )


def larger(parts: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """A rule made of others."""
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda each: Rule(every=each)),
        several.map(lambda each: Rule(some=each)),
        parts.map(lambda each: Rule(unless=each)),
    )


RULES = st.recursive(about(), larger, max_leaves=6)
ANSWER = st.one_of(
    st.sampled_from([*KEYS, DECLINED, "", None]), st.lists(st.sampled_from(KEYS), max_size=2), st.integers(0, 9)
)
ANSWERS = st.dictionaries(st.sampled_from(ITEMS), ANSWER)


def negation_free(rule: Rule) -> bool:
    """Whether more answers can only make it hold, never stop it."""
    if rule.unless is not None or rule.answered is False:
        return False
    return all(negation_free(part) for part in rule.every or rule.some or ())


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_not_turns_the_verdict_round_and_twice_gives_it_back(rule: Rule, answers: Answers) -> None:
    """What an author writes twice negated means what it says."""
    assert holds(Rule(unless=rule), answers) is not holds(rule, answers)
    assert holds(Rule(unless=Rule(unless=rule)), answers) is holds(rule, answers)


@settings(max_examples=50)
@given(one=RULES, other=RULES, answers=ANSWERS)
def test_not_all_is_any_not(one: Rule, other: Rule, answers: Answers) -> None:
    """De Morgan's law, in both directions."""
    not_all = Rule(unless=Rule(every=(one, other)))
    any_not = Rule(some=(Rule(unless=one), Rule(unless=other)))
    assert holds(not_all, answers) == holds(any_not, answers)
    not_any = Rule(unless=Rule(some=(one, other)))
    all_not = Rule(every=(Rule(unless=one), Rule(unless=other)))
    assert holds(not_any, answers) == holds(all_not, answers)


@settings(max_examples=50)
@given(one=RULES, other=RULES, answers=ANSWERS)
def test_the_order_of_parts_does_not_matter(one: Rule, other: Rule, answers: Answers) -> None:
    """An author may write conditions in any order, and one of them twice."""
    for kind in ("every", "some"):
        there, back = Rule(**{kind: (one, other)}), Rule(**{kind: (other, one, other)})
        assert holds(there, answers) == holds(back, answers)


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_the_order_of_the_options_in_a_list_does_not_matter(rule: Rule, answers: Answers) -> None:
    """`in: [x, y]` and `in: [y, x]` are one rule."""
    turned = json.loads(json.dumps(rule.as_json()), object_hook=_turned)
    assert holds(Rule.model_validate(turned), answers) == holds(rule, answers)


def _turned(part: dict[str, object]) -> dict[str, object]:
    found = part.get("in")
    return {**part, "in": found[::-1]} if isinstance(found, list) else part


@settings(max_examples=50)
@given(rule=RULES)
def test_a_rule_survives_the_way_to_the_browser(rule: Rule) -> None:
    """As plain JSON, without anything left out or added."""
    assert Rule.model_validate(json.loads(json.dumps(rule.as_json()))) == rule


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_answers_to_other_questions_do_not_matter(rule: Rule, answers: Answers) -> None:
    """Only the items that `tests` names decide."""
    looked_at = {test.item for test in rule.tests()}
    assert looked_at
    seen = {item: answer for item, answer in answers.items() if item in looked_at}
    assert holds(rule, seen) == holds(rule, {**answers, "another": "x"})


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_what_is_declined_or_left_open_counts_as_not_there(rule: Rule, answers: Answers) -> None:
    """No rule can find out that somebody would rather not say."""
    given_ones = {item: answer for item, answer in answers.items() if is_answered(answer)}
    assert holds(rule, answers) == holds(rule, given_ones)


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_one_more_choice_never_takes_a_question_away(rule: Rule, answers: Answers) -> None:
    """Without a `not`, who names more causes sees at least the questions they saw."""
    if negation_free(rule) and holds(rule, answers):
        more: Answers = {
            item: [*answer, *KEYS] if isinstance(answer, list) else answer for item, answer in answers.items()
        }
        assert holds(rule, more)


@settings(max_examples=50)
@given(rule=RULES, asked=st.sets(st.sampled_from(ITEMS)), earlier=ANSWERS, now=ANSWERS)
def test_what_is_settled_speaks_of_the_form_alone(rule: Rule, asked: set[str], earlier: Answers, now: Answers) -> None:
    """No item outside the form is left in a rule, and settling twice changes nothing."""
    form = settled(rule, asked=frozenset(asked), earlier=earlier)
    assert {test.item for test in form.tests()} <= asked
    assert settled(form, asked=frozenset(asked), earlier={}) == form
    elsewhere = {item: answer for item, answer in now.items() if item not in asked}
    assert holds(form, now) == holds(form, {item: now[item] for item in now if item not in elsewhere})


@settings(max_examples=50)
@given(rule=RULES, answers=ANSWERS)
def test_when_everything_is_known_settling_changes_no_verdict(rule: Rule, answers: Answers) -> None:
    """Earlier answers count exactly as if they stood in the form."""
    known = {**dict.fromkeys(ITEMS), **answers}
    assert holds(settled(rule, asked=frozenset(), earlier=known), {}) == holds(rule, known)
    assert settled(rule, asked=frozenset(ITEMS), earlier=known) == rule


@settings(max_examples=50)
@given(rule=RULES, later=ANSWERS)
def test_what_nobody_knows_never_shows_a_question_that_an_answer_could_hide(rule: Rule, later: Answers) -> None:
    """With nothing known a rule holds only if it would hold whatever somebody had said."""
    if holds(settled(rule, asked=frozenset(), earlier={}), {}):
        assert holds(rule, {**dict.fromkeys(ITEMS), **later})


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"item": "a"},
        {"in": ["x"]},
        {"answered": True},
        {"item": "a", "in": []},
        {"item": "a", "in": ["x"], "answered": True},
        {"item": "a", "in": ["x"], "all": [{"item": "b", "answered": True}]},
        {"all": []},
        {"any": []},
        {"not": {}},
        {"not": {"item": "a"}},
        {"all": [{"item": "a", "in": ["x"]}], "any": [{"item": "a", "in": ["x"]}]},
        {"item": "a", "among": "x"},
        {"when": "a"},
        {"always": True, "item": "a", "answered": True},
        {"item": ["a"], "answered": True},
    ],
)
def test_a_rule_that_says_nothing_or_two_things_is_refused(written: dict[str, object]) -> None:
    """What could be read in two ways is not read at all."""
    with pytest.raises(ValidationError):
        Rule.model_validate(written)


@pytest.mark.parametrize("answer", [0, 0.0, False, "0", ["x"], ("x",), {"row": "x"}])
def test_nought_is_an_answer(answer: object) -> None:
    """Who spends no time with clients has answered."""
    assert is_answered(answer)


@pytest.mark.parametrize("answer", [{"x": "y"}, 3, [3], [["x"]], None, {"row": ["x"]}])
def test_only_a_chosen_option_is_among_options(answer: object) -> None:
    """A number, the rows of a grid or a list in a list are none of the options named."""
    assert not holds(Rule(item="a", among=("x",)), {"a": answer})


def test_everybody_and_nobody_can_be_settled() -> None:
    """`always` is what a rule becomes once it is known."""
    assert holds(Rule(always=True), {})
    assert not holds(Rule(always=False), {"a": "x"})
    assert list(Rule(always=True).tests()) == []
