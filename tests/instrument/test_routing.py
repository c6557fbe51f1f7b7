"""An answer decides what follows; what is hidden decides nothing."""

from __future__ import annotations

import pytest

from app.instrument.routing import routing_for_browser
from app.instrument.routing_rules import DECLINED, Rule
from app.instrument.schema import Instrument
from tests.instrument.conftest import single, visible_items

WITH_WORKLOAD = ["T3", "T4", "T6", "T7"]
WITHOUT = ["T8", "T9", "T10"]


def numbers(peo: Instrument, answers: dict[str, object]) -> list[str]:
    return [item.number for item in visible_items(peo.items, answers)]


@pytest.mark.parametrize(
    ("answer", "follow"),
    [
        ("strong", [*WITH_WORKLOAD]),
        ("some", [*WITH_WORKLOAD]),
        ("hardly_or_not", [*WITHOUT]),
        (DECLINED, []),
        (None, []),
    ],
)
def test_workload_opens_its_own_branch(peo: Instrument, answer: str | None, follow: list[str]) -> None:
    """A01: both branches end with T11, and who declines the filter sees neither."""
    shown = numbers(peo, {} if answer is None else {"workload": answer})
    assert [number for number in shown if number[0] == "T"] == ["T1", "T2", *follow, "T11"]


def test_the_change_since_2015_is_asked_of_those_who_were_there(peo: Instrument) -> None:
    """F12 filters F13."""
    assert "F13" in numbers(peo, {"worked_before_2015": "yes"})
    assert "F13" not in numbers(peo, {"worked_before_2015": "no"})


def test_a_hidden_answer_counts_as_not_given(peo: Instrument) -> None:
    """Who goes back and says there is no workload is not asked about causes chosen before."""
    answers: dict[str, object] = {"workload": "some", "workload_cause": ["admin"]}
    assert "T5" in numbers(peo, answers)
    assert "T5" not in numbers(peo, answers | {"workload": "hardly_or_not"})


@pytest.mark.parametrize("nothing", [None, "", [], {}, DECLINED])
def test_declining_and_leaving_open_are_no_answers(nothing: object) -> None:
    """`answered` means that something was said."""
    asked = [single("a"), single("b", shown_if=Rule(item="a", answered=True))]
    assert visible_items(asked, {"a": nothing}) == asked[:1]
    assert visible_items(asked, {"a": 0}) == asked


def test_a_rule_about_an_item_outside_the_form_is_settled_by_earlier_answers(peo: Instrument) -> None:
    """A pulse may ask for causes when an earlier wave told of workload, and only then."""
    form = peo.items_named(["workload_cause"])
    assert visible_items(form, {}, {"workload": "strong"}) == list(form)
    assert visible_items(form, {}, {"workload": "hardly_or_not"}) == []
    assert visible_items(form, {}) == []


def test_what_nobody_knows_shows_nothing_even_under_not() -> None:
    """Without an earlier answer a rule cannot be met, also when it says what the answer is not."""
    item = single("b", shown_if=Rule(unless=Rule(item="a", among=("x",))))
    twice = single("c", shown_if=Rule(unless=Rule(unless=Rule(item="a", among=("x",)))))
    assert visible_items([item, twice], {}) == []
    assert visible_items([item, twice], {}, {"a": "y"}) == [item]
    assert visible_items([item, twice], {}, {"a": "x"}) == [twice]


def test_an_answer_in_the_form_goes_before_an_earlier_one(peo: Instrument) -> None:
    """What is asked now counts as said now: open means open."""
    form = peo.items_named(["workload", "workload_cause"])
    assert [item.key for item in visible_items(form, {}, {"workload": "strong"})] == ["workload"]


def test_any_of_several_is_enough_when_one_is_known() -> None:
    """An unknown part of `any` does not spoil a part that is met."""
    item = single("c", shown_if=Rule(some=(Rule(item="a", answered=True), Rule(item="b", answered=True))))
    assert visible_items([item], {}, {"b": "x"}) == [item]


def test_the_browser_gets_no_earlier_answer(peo: Instrument) -> None:
    """The page holds the verdict, not what somebody said weeks ago."""
    routing = routing_for_browser(peo.items_named(["workload_cause"]), {"workload": "strong"})
    assert routing == {"items": [{"key": "workload_cause", "shown_if": {"always": True}}]}
