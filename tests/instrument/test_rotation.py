"""A pulse is short and the same for everybody; over a cycle everything is asked."""

from __future__ import annotations

import pytest

from app.instrument.rotation import TooFewQuestions, UnknownTheme, items_of_wave, turns
from app.instrument.schema import Instrument
from tests.instrument.conftest import visible_items


def pool(peo: Instrument) -> set[str]:
    groups = [*peo.pulse.pool, *peo.pulse.themes[peo.pulse.theme]]
    return {key for group in groups for key in group}


@pytest.mark.parametrize("per_wave", range(4, 15))
def test_every_item_of_the_pool_is_asked_once_in_a_cycle(peo: Instrument, per_wave: int) -> None:
    """Nothing is forgotten and nothing but the anchors is asked twice."""
    cycle = turns(peo, per_wave=per_wave)
    asked = [key for wave in cycle for key in wave if key not in peo.pulse.anchors]
    assert sorted(asked) == sorted(pool(peo))
    assert all(len(wave) <= per_wave for wave in cycle)
    assert all(set(peo.pulse.anchors) <= set(wave) for wave in cycle)


def test_waves_follow_the_cycle_for_ever(peo: Instrument) -> None:
    """The number of a wave says what it asks, today and in ten years."""
    cycle = turns(peo)
    assert [items_of_wave(peo, wave_number=number) for number in range(2 * len(cycle))] == [*cycle, *cycle]


def test_two_waves_of_a_period_ask_different_things(peo: Instrument) -> None:
    """Beyond the anchors, a period covers twice as many items as a wave."""
    for number in range(0, 12, 2):
        first, second = (set(items_of_wave(peo, wave_number=number + step)) for step in (0, 1))
        assert first & second == set(peo.pulse.anchors)


def test_a_filter_travels_with_what_depends_on_it(peo: Instrument) -> None:
    """No pulse asks a question that its own answers cannot open."""
    answers: dict[str, object] = {"workload": "strong"}
    for wave in turns(peo, per_wave=4):
        items = peo.items_named(wave)
        assert visible_items(items, answers) == list(items)


def test_the_order_is_that_of_the_questionnaire(peo: Instrument) -> None:
    """The overall question stays before its aspects (A12)."""
    order = [item.key for item in peo.items]
    for wave in turns(peo):
        assert [order.index(key) for key in wave] == sorted(order.index(key) for key in wave)
        assert wave[0] == "professional_space"


def test_related_items_meet_in_a_wave(peo: Instrument) -> None:
    """A relation agreed beforehand needs both answers from the same person in one period."""
    for relation in peo.relations:
        assert any({relation.of, relation.by} <= set(wave) for wave in turns(peo)), relation


def test_a_pulse_that_is_too_short_is_refused(peo: Instrument) -> None:
    """Two anchors and a pair that belongs together need four questions."""
    with pytest.raises(TooFewQuestions):
        items_of_wave(peo, wave_number=0, per_wave=3)


def test_an_unknown_theme_is_refused(peo: Instrument) -> None:
    """A theme has to have a short form in the instrument."""
    with pytest.raises(UnknownTheme):
        items_of_wave(peo, wave_number=0, theme="weather")
