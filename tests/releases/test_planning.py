"""What a period publishes follows from its instrument alone: every count once, every chain as it really nests."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instrument.indicators import BACKGROUND, indicate, indicators
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.releases.rules.period_plan import breakdowns, item_plans, relation_plans

PEO = instrument_of("peo")
COUNTED = [item for item in PEO.items if indicators(item) and item.block != BACKGROUND]


def test_every_count_of_the_questionnaire_is_published_once() -> None:
    """No count is forgotten, none is published under two plans."""
    plans = item_plans(PEO, [item.key for item in PEO.items])
    published = [(plan.item, option) for plan in plans for option in plan.options]
    expected = [(each.base, each.option) for item in COUNTED for each in indicators(item)]
    assert sorted(published) == sorted(expected)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_chain_nests_for_every_possible_answer(data: st.DataObject) -> None:
    """Whoever says yes to a later cut said yes to each cut before it; "don't know" is in no chain."""
    item = data.draw(st.sampled_from([item for item in COUNTED if item.type in ("single", "scale", "percent")]))
    verdicts = indicate(item, data.draw(st.sampled_from(_answers(item))))
    for plan in item_plans(PEO, [item.key]):
        for chain in plan.nested:
            assert all(verdicts[wide] or not verdicts[narrow] for wide, narrow in pairwise(chain))


def _answers(item: Item) -> list[object]:
    return list(item.option_keys) or list(range(int(item.min or 0), int(item.max or 0) + 1))


def test_dont_know_is_no_step_of_a_scale() -> None:
    """The chance of staying: "don't know" stands outside the chain of chances."""
    (plan,) = item_plans(PEO, ["stay_one_year"])
    assert all("dont_know" not in chain for chain in plan.nested)


def test_a_relation_is_planned_only_when_both_items_are_asked() -> None:
    """Half a relation shows nothing."""
    assert relation_plans(PEO, ["work_enjoyment"]) == ()
    plans = relation_plans(PEO, ["work_enjoyment", "professional_space"])
    assert [(plan.given, plan.item) for plan in plans] == [("professional_space", "work_enjoyment")]


@pytest.mark.parametrize("name", ["experience", "function"])
def test_who_would_rather_not_say_is_a_category_too(name: str) -> None:
    """Else the difference between the region and the sum of its categories would be about few people."""
    (breakdown,) = [each for each in breakdowns(PEO) if each.channel == name]
    assert "_declined" in breakdown.categories
