"""A form says the same however it is sent: again, in another order, or with fields that nobody asked for."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.instrument.answers import ballot_value, read_form
from app.instrument.routing import form_rules, routing_for_browser, shown_in_turn
from app.instrument.routing_rules import DECLINED, holds, is_answered
from app.instrument.schema import Item
from tests.instrument.any_form import QUESTIONNAIRE, Form, as_fields, forms

ITEMS = QUESTIONNAIRE.items
PART = QUESTIONNAIRE.items_named(
    ["professional_space", "workload", "workload_cause", "work_enjoyment", "direct_contact_share", "stay_one_year"]
)


def plain(item: Item) -> bool:
    """Whether the item is no text: words are compared elsewhere."""
    return item.type != "text"


@settings(max_examples=25)
@given(form=forms())
def test_answers_that_are_sent_again_are_the_same_answers(form: Form) -> None:
    """Whoever opens the form once more and sends it changes nothing."""
    first = read_form(ITEMS, form)
    assert first.faults == {}
    again = read_form(ITEMS, as_fields(first.answers))
    assert again.answers == first.answers
    assert again.faults == {}
    assert again.warnings == first.warnings


@settings(max_examples=25)
@given(form=forms(asked=PART), chance=st.randoms(use_true_random=False))
def test_the_order_of_fields_and_of_values_does_not_matter(form: Form, chance: Random) -> None:
    """A browser may send fields in any order, and several choices in the order of clicking."""
    names = list(form)
    chance.shuffle(names)
    shuffled = {name: chance.sample(form[name], len(form[name])) for name in names}
    assert read_form(PART, shuffled).answers == read_form(PART, form).answers


@settings(max_examples=25)
@given(form=forms(asked=PART), more=st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=6), max_size=2)))
def test_fields_that_nobody_asked_for_change_nothing(form: Form, more: Form) -> None:
    """A token, a button, or what somebody made up."""
    asked = {item.key for item in PART}
    strange = {name: values for name, values in more.items() if name.partition(".")[0] not in asked}
    assert read_form(PART, {**strange, **form}) == read_form(PART, form)


@settings(max_examples=25)
@given(form=forms())
def test_only_what_was_shown_is_kept(form: Form) -> None:
    """Each answer belongs to a question that these very answers bring on the screen."""
    answers = read_form(ITEMS, form).answers
    shown = {item.key for item in shown_in_turn(ITEMS, answers)}
    assert {name.partition(".")[0] for name in answers} <= shown


@settings(max_examples=25)
@given(form=forms())
def test_a_question_is_shown_exactly_when_its_rule_holds(form: Form) -> None:
    """No question comes by that its rule hides, and none is missing that it shows."""
    answers = read_form(ITEMS, form).answers
    shown = [item.key for item in shown_in_turn(ITEMS, answers)]
    rules = form_rules(ITEMS)
    meant = [item.key for item in ITEMS if (rule := rules[item.key]) is None or holds(rule, answers)]
    assert shown == meant


@settings(max_examples=25)
@given(form=forms())
def test_a_ballot_holds_no_words_and_no_refusals(form: Form) -> None:
    """Nothing that somebody typed with their own words, and nothing they would rather not say."""
    answers = read_form(ITEMS, form).answers
    for item in ITEMS:
        value = ballot_value(item, answers.get(item.key))
        assert value is None or is_answered(value)
        assert value is None or plain(item)
        assert value != DECLINED
        assert not isinstance(value, dict) or set(value) <= set(item.row_keys)
        assert not isinstance(value, dict) or DECLINED not in value.values()


@settings(max_examples=25)
@given(form=forms(), earlier=forms())
def test_a_rule_for_the_browser_tells_nothing_of_earlier_answers(form: Form, earlier: Form) -> None:
    """Only items of the form stand in it, and `always` where it was settled: what was said is not there."""
    said = read_form(ITEMS, earlier).answers
    for rule in form_rules(PART, said).values():
        assert rule is None or {test.item for test in rule.tests()} <= {item.key for item in PART}
    told = repr(routing_for_browser(PART, said))
    assert all(f"'{item.key}'" in told for item in PART)
