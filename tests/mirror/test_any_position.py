"""Where an answer lies among a group's: one place, never above and below at once, and certain only when it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.distribution import Distribution
from app.charts.gauge import cuts_of, steps_of
from app.mirror.position_in_group import Position, positions_in
from tests.charts.any_group import distributions
from tests.mirror.subjects import PEO, headline, subject, whole

LEVELS = st.integers(1, 11)


def placed(group: Distribution, level: float) -> Position:
    return positions_in(group, cuts=9)[group.place_of(level)]


@settings(max_examples=50)
@given(group=distributions(), level=LEVELS)
def test_above_beside_and_below_are_everybody_once(group: Distribution, level: int) -> None:
    """Less who answered beside the gauge; no share is below nothing."""
    position = placed(group, level)
    assert min(position.at, position.above, position.below) >= 0
    assert position.at + position.above + position.below == pytest.approx(1 - group.outside, abs=0.01)


@settings(max_examples=50)
@given(group=distributions(), level=LEVELS)
def test_most_people_are_never_above_and_below(group: Distribution, level: int) -> None:
    """At most one side holds more than half, and only that side is named."""
    position = placed(group, level)
    assert not (position.above_at_least > 0.5 and position.below_at_least > 0.5)
    if position.most_are == "higher":
        assert position.above >= 0.5 - 0.001
        assert position.above_at_least >= 0.5
    if position.most_are == "lower":
        assert position.below >= 0.5 - 0.001
        assert position.above_at_least < 0.5


@settings(max_examples=50)
@given(group=distributions(), level=LEVELS)
def test_what_is_certain_is_at_most_what_is_likely(group: Distribution, level: int) -> None:
    """The share that lies on a side for certain is never more than the best value of that side."""
    position = placed(group, level)
    assert 0 <= position.above_at_least <= position.above + 0.001
    assert 0 <= position.below_at_least <= position.below + 0.001
    assert position.apart == max(position.above_at_least, position.below_at_least)


@settings(max_examples=50)
@given(group=distributions())
def test_a_higher_answer_has_fewer_above_it(group: Distribution) -> None:
    """So the side that most are on can only change from higher to lower, once."""
    positions = [placed(group, level) for level in range(1, 12)]
    for one, other in pairwise(positions):
        assert other.above <= one.above + 0.001
        assert other.above_at_least <= one.above_at_least + 0.001
        assert other.below_at_least >= one.below_at_least - 0.001
    sides = [position.most_are for position in positions if position.most_are]
    assert sides == sorted(sides)  # "higher" comes before "lower" in the alphabet too.


@settings(max_examples=50)
@given(group=distributions())
def test_at_the_ends_nobody_lies_beyond(group: Distribution) -> None:
    """Nobody is below the lowest answer or above the highest."""
    steps = int(group.ends[1] - 0.5)
    assert placed(group, 1).below == 0
    assert placed(group, steps).above == 0
    assert placed(group, 1).most_are != "lower"
    assert placed(group, steps).most_are != "higher"


@pytest.mark.parametrize("key", ["professional_space", "do_what_is_needed", "own_judgement", "reflection"])
def test_everybody_in_one_step_leaves_no_doubt(key: str) -> None:
    """Who answers otherwise is told on which side all others are; who answers the same is told nothing of sides."""
    item = PEO.item(key)
    steps = steps_of(item)
    for place in range(len(steps)):
        shares = [float(step == place) for step in range(len(steps))]
        for own in range(len(steps)):
            side = positions_in(whole(item, shares), cuts=len(cuts_of(item)))[own].most_are
            assert side == ("higher" if place > own else "lower" if place < own else None)


@pytest.mark.parametrize(("bounds", "own", "side"), [
    ((0.55, 0.65), "insufficient", "higher"),
    ((0.55, 0.65), "ample", None),
    ((0.2, 0.3), "ample", "lower"),
    ((0.2, 0.3), "very_insufficient", None),
    ((0.45, 0.6), "insufficient", None),
    ((0.4, 0.55), "ample", None),
])  # fmt: skip  # A table of cases.
def test_of_a_small_group_two_sides_are_known(bounds: tuple[float, float], own: str, side: str | None) -> None:
    """The favourable side and the rest; more is not claimed."""
    seen = subject("professional_space", [own], {2: headline(PEO.item("professional_space"), bounds)})
    assert seen.position is not None
    assert seen.position.most_are == side
    assert not seen.position.whole_gauge


@pytest.mark.parametrize("answers", [[], [None], ["_declined"], ["_declined", "_declined"]])
def test_without_an_own_answer_there_is_no_position(answers: list[object]) -> None:
    """Who would rather not say is placed nowhere."""
    shown = {2: headline(PEO.item("professional_space"), (0.6, 0.7))}
    assert subject("professional_space", answers, shown).position is None


def test_the_last_answer_that_was_given_is_the_one_that_is_placed() -> None:
    """Declining now does not take back what was said before, nor does it stand in its place."""
    shown = {2: headline(PEO.item("professional_space"), (0.6, 0.7))}
    seen = subject("professional_space", ["ample", "insufficient", "_declined"], shown)
    assert seen.last_own is not None
    assert seen.last_own.value == "insufficient"
    assert seen.position is not None
    assert seen.position.most_are == "higher"


def test_what_is_withheld_gives_no_position() -> None:
    """Also when an earlier period was shown: it is the last one that counts."""
    item = PEO.item("professional_space")
    seen = subject("professional_space", ["ample"], {1: headline(item, (0.6, 0.7)), 2: headline(item, None)})
    assert seen.position is None
    period, _published = seen.last_published
    assert period is not None
    assert period.id == "p2"


def test_an_answer_beside_the_scale_has_no_position() -> None:
    """ "I don't know" is neither higher nor lower than what others said."""
    shown = {2: headline(PEO.item("stay_one_year"), (0.6, 0.7))}
    assert subject("stay_one_year", ["dont_know"], shown).position is None


def test_a_subject_is_printed_without_what_was_said() -> None:
    """A log line names the question alone."""
    assert "ample" not in repr(subject("professional_space", ["ample"]))
