"""Whatever a pulse is made of, everything has its turn within one cycle, and nothing that belongs together is torn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instrument.rotation import TooFewQuestions, anchor_choices, items_of_wave, turns, whole_anchors
from app.instrument.routing_rules import Rule
from app.instrument.schema import Block, Instrument, Pulse, seconds_to_answer
from tests.instrument.conftest import single

WORDING = {"nl": "x", "en": "x"}
MOST = 14


@st.composite
def questionnaires(draw: st.DrawFn) -> Instrument:
    """Up to fourteen questions: one or two anchors, groups that take turns, and a theme."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    anchors = draw(st.integers(1, 2))
    of_theme = draw(st.integers(0, len(sizes)))
    names = [f"q{number:02}" for number in range(anchors + sum(sizes))]
    left = iter(names[anchors:])
    groups = [tuple(next(left) for _ in range(size)) for size in sizes]
    rules = {
        group[-1]: Rule(item=group[0], answered=True) for group in groups if len(group) > 1 and draw(st.booleans())
    }
    items = tuple(single(name, shown_if=rules.get(name)) for name in draw(st.permutations(names)))
    order = [item.key for item in items]
    sound = tuple(
        item.model_copy(update={"shown_if": None})
        if item.shown_if and order.index(next(item.shown_if.tests()).item or "") > order.index(item.key)
        else item
        for item in items
    )
    return Instrument(
        key="any",
        version="1",
        title=WORDING,
        languages=("nl", "en"),
        source="the tests",
        blocks=(Block(key="fixed", title=WORDING),),
        pulse=Pulse(
            anchors=tuple(names[:anchors]),
            pool=tuple(groups[of_theme:]),
            theme="fixed",
            themes={"fixed": tuple(groups[:of_theme])},
        ),
        items=sound,
    )


def groups_of(made: Instrument) -> list[tuple[str, ...]]:
    return [*made.pulse.pool, *made.pulse.themes[made.pulse.theme]]


@settings(max_examples=50)
@given(made=questionnaires(), per_wave=st.integers(5, 9))
def test_everything_is_asked_exactly_once_in_a_cycle(made: Instrument, per_wave: int) -> None:
    """Anchors in every wave, all others once; no wave asks more than it may."""
    cycle = turns(made, per_wave=per_wave)
    asked = [key for wave in cycle for key in wave if key not in made.pulse.anchors]
    assert sorted(asked) == sorted(key for group in groups_of(made) for key in group)
    assert all(set(made.pulse.anchors) <= set(wave) for wave in cycle)
    assert all(len(set(wave)) == len(wave) <= per_wave for wave in cycle)


@settings(max_examples=50)
@given(made=questionnaires(), per_wave=st.integers(5, 9))
def test_a_cycle_takes_no_more_waves_than_there_are_groups(made: Instrument, per_wave: int) -> None:
    """Two waves that follow each other are never both so empty that one would have done."""
    cycle = turns(made, per_wave=per_wave)
    room = per_wave - len(made.pulse.anchors)
    filled = [len(wave) - len(made.pulse.anchors) for wave in cycle]
    assert len(cycle) <= max(1, len(groups_of(made)))
    assert all(one + other > room for one, other in pairwise(filled))


@settings(max_examples=50)
@given(made=questionnaires(), per_wave=st.integers(5, 9))
def test_what_belongs_together_is_asked_together(made: Instrument, per_wave: int) -> None:
    """No wave holds a part of a group, and a question comes with the one that its rule looks at."""
    for wave in turns(made, per_wave=per_wave):
        for group in groups_of(made):
            assert set(group) <= set(wave) or not set(group) & set(wave)
        for item in made.items_named(wave):
            for test in item.shown_if.tests() if item.shown_if else ():
                assert test.item in wave


@settings(max_examples=50)
@given(made=questionnaires(), number=st.integers(0, 500), per_wave=st.integers(5, 9))
def test_the_number_of_a_wave_says_what_it_asks(made: Instrument, number: int, per_wave: int) -> None:
    """In the order of the questionnaire, the same today and in ten years, one cycle later again."""
    asked = items_of_wave(made, wave_number=number, per_wave=per_wave)
    assert asked == items_of_wave(made, wave_number=number + len(turns(made, per_wave=per_wave)), per_wave=per_wave)
    order = [item.key for item in made.items]
    assert [order.index(key) for key in asked] == sorted(order.index(key) for key in asked)


@settings(max_examples=50)
@given(made=questionnaires())
def test_the_number_of_questions_that_is_named_is_enough_and_no_less_will_do(made: Instrument) -> None:
    """Who asks for too few is told how many it takes."""
    needed = next(number for number in range(1, MOST) if _fits(made, number))
    assert all(not _fits(made, number) for number in range(1, needed))
    with pytest.raises(TooFewQuestions) as caught:
        turns(made, per_wave=needed - 1)
    assert caught.value.needed == needed


def _fits(made: Instrument, per_wave: int) -> bool:
    try:
        turns(made, per_wave=per_wave)
    except TooFewQuestions:
        return False
    return True


@settings(max_examples=50)
@given(made=questionnaires(), data=st.data())
def test_any_choice_of_anchors_is_asked_in_every_wave_with_all_that_belongs_to_it(
    made: Instrument, data: st.DataObject
) -> None:
    """The rest still has its turn, and nothing is asked twice in a cycle but what is always asked."""
    choices = anchor_choices(made)
    chosen = data.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique=True))
    keys = [key for group in chosen for key in group]
    always = whole_anchors(made, keys)
    assert set(keys) <= set(always)
    cycle = turns(made, per_wave=MOST, anchors=keys)
    assert all(set(always) <= set(wave) for wave in cycle)
    everything = {*made.pulse.anchors, *(key for group in groups_of(made) for key in group)}
    assert {key for wave in cycle for key in wave} == everything
    rest = [key for wave in cycle for key in wave if key not in always]
    assert len(rest) == len(set(rest))


@settings(max_examples=50)
@given(made=questionnaires())
def test_the_choices_of_anchors_hold_every_question_of_a_pulse(made: Instrument) -> None:
    """Each once, in the order of the questionnaire."""
    offered = [key for group in anchor_choices(made) for key in group]
    assert sorted(offered) == sorted(item.key for item in made.items)
    first = [group[0] for group in anchor_choices(made)]
    order = [item.key for item in made.items]
    assert [order.index(key) for key in first] == sorted(order.index(key) for key in first)


@settings(max_examples=50)
@given(made=questionnaires(), per_wave=st.integers(5, 9))
def test_the_order_of_anchors_does_not_matter(made: Instrument, per_wave: int) -> None:
    """Who ticks boxes in another order gets the same waves."""
    keys = list(made.pulse.anchors)
    assert turns(made, per_wave=per_wave, anchors=keys) == turns(made, per_wave=per_wave, anchors=keys[::-1])
    assert turns(made, per_wave=per_wave, anchors=keys) == turns(made, per_wave=per_wave)


@settings(max_examples=50)
@given(made=questionnaires())
def test_the_time_to_answer_is_told_in_whole_tens_and_never_too_short(made: Instrument) -> None:
    """Rounded up; nothing asked takes no time."""
    seconds = seconds_to_answer(made.items)
    assert seconds % 10 == 0
    assert 0 <= seconds - sum(item.seconds for item in made.items) < 10
    assert seconds_to_answer(()) == 0
