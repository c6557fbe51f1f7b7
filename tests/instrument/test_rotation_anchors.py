"""A programme may choose its anchors: they come in every wave, and nothing else is forgotten or torn apart."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instrument.load import load_instrument
from app.instrument.rotation import NoAnchor, TooFewQuestions, UnknownAnchor, anchor_choices, turns, whole_anchors
from app.instrument.routing_rules import Rule
from app.instrument.schema import Instrument, Pulse
from tests.instrument.conftest import single
from tests.questionnaires import PEO

QUESTIONNAIRE = load_instrument(PEO)
MOST = 40


def askable(instrument: Instrument) -> set[str]:
    """Everything that the anchors, the pool and the present theme hold."""
    pulse = instrument.pulse
    return {*pulse.anchors, *(key for group in (*pulse.pool, *pulse.themes[pulse.theme]) for key in group)}


def is_whole(wave: Iterable[str], instrument: Instrument) -> bool:
    """Whether no group stands in this wave by half, and nothing without what it depends on."""
    keys = set(wave)
    halves = [group for group in anchor_choices(instrument) if keys & set(group) and not set(group) <= keys]
    rules = [item.shown_if for item in instrument.items_named(keys) if item.shown_if]
    return not halves and all(test.item in keys for rule in rules for test in rule.tests())


@pytest.fixture(scope="module")
def leaning() -> Instrument:
    """A questionnaire in which items of the pool, and a second anchor, depend on the first anchor."""
    after_first = Rule(item="q0", among=("a",))
    items = [
        single("q0"),
        *(single(key, shown_if=after_first) for key in ("q1", "q2", "q3")),
        single("q4"),
        single("q5"),
    ]
    pulse = Pulse(anchors=("q0", "q1"), pool=(("q2",), ("q3", "q4")), theme="fixed", themes={"fixed": (("q5",),)})
    return QUESTIONNAIRE.model_copy(update={"items": tuple(items), "pulse": pulse, "relations": ()})


def _needed(instrument: Instrument, chosen: Iterable[str], *, per_wave: int) -> int:
    """How many questions a refusal asks for; 0 when there is none."""
    try:
        turns(instrument, per_wave=per_wave, anchors=sorted(chosen))
    except TooFewQuestions as refusal:
        return refusal.needed
    return 0


@given(st.data())
def test_with_any_choice_everything_is_asked_and_nothing_is_torn(leaning: Instrument, data: st.DataObject) -> None:
    """Anchors in every wave, each item at least once in a cycle, groups and what they depend on together."""
    instrument = data.draw(st.sampled_from([QUESTIONNAIRE, leaning]))
    keys = [key for group in anchor_choices(instrument) for key in group]
    chosen = data.draw(st.sets(st.sampled_from(keys), min_size=1))
    per_wave = data.draw(st.integers(1, MOST))
    always = set(whole_anchors(instrument, chosen))
    needed = _needed(instrument, chosen, per_wave=per_wave)
    assert needed <= MOST
    cycle = turns(instrument, per_wave=max(per_wave, needed), anchors=sorted(chosen))
    assert chosen <= always
    assert {key for wave in cycle for key in wave} == askable(instrument) | always
    for wave in cycle:
        assert always <= set(wave)
        assert len(wave) <= max(per_wave, needed)
        assert is_whole(wave, instrument)


def test_the_choices_are_what_a_pulse_may_ask(peo: Instrument) -> None:
    """Pool, themes and present anchors, each once, in the order of the questionnaire; background is never asked."""
    choices = anchor_choices(peo)
    keys = [key for group in choices for key in group]
    assert sorted(keys) == sorted(askable(peo))
    order = [item.key for item in peo.items]
    assert [group[0] for group in choices] == sorted((group[0] for group in choices), key=order.index)
    assert {peo.item(key).block for key in keys} == {"fixed", "theme_workload"}
    assert ("workload", "workload_cause") in choices


def test_naming_one_of_a_group_names_all(peo: Instrument) -> None:
    """Two halves of one thing, and a filter with what depends on it, stay together as anchors too."""
    assert whole_anchors(peo, ["workload_cause"]) == ("workload", "workload_cause")
    assert set(whole_anchors(peo, ["direct_contact_share"])) == {"direct_contact_share", "indirect_contact_share"}


def test_the_instruments_own_anchors_are_the_usual(peo: Instrument) -> None:
    """No choice is the same as choosing what the questionnaire says."""
    assert turns(peo) == turns(peo, anchors=peo.pulse.anchors)


def test_an_anchor_that_is_none_any_more_takes_turns(peo: Instrument) -> None:
    """It is asked in some waves, not in all."""
    cycle = turns(peo, anchors=["reflection"])
    times = sum("work_enjoyment" in wave for wave in cycle)
    assert 1 <= times < len(cycle)


def test_what_an_item_depends_on_comes_along(leaning: Instrument) -> None:
    """Dropping the first anchor keeps it in every wave that asks what depends on it."""
    for wave in turns(leaning, anchors=["q5"]):
        assert "q0" in wave or not {"q1", "q2", "q3"} & set(wave)
    assert whole_anchors(leaning, ["q1"]) == ("q0", "q1")


@pytest.mark.parametrize("key", ["experience", "fte", "weather"])
def test_what_no_pulse_asks_is_refused(peo: Instrument, key: str) -> None:
    """Background, questions of the full measurement only, and names that do not exist."""
    with pytest.raises(UnknownAnchor):
        turns(peo, anchors=["reflection", key])


def test_no_anchor_at_all_is_refused(peo: Instrument) -> None:
    """There would be no line from period to period."""
    with pytest.raises(NoAnchor):
        turns(peo, anchors=[])


def test_too_many_anchors_say_how_many_questions_they_need(peo: Instrument) -> None:
    """Four anchors and the largest pair need six."""
    with pytest.raises(TooFewQuestions) as refused:
        turns(peo, per_wave=5, anchors=["professional_space", "work_enjoyment", "reflection", "equipped"])
    assert refused.value.needed == 6
