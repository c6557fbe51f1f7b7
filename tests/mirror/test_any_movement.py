"""What moved: an own answer by exactly what was said, a group's figure only when the bounds lie apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.diary import WaveEntry
from app.charts.gauge import gauge_of, steps_of
from app.instrument.routing_rules import DECLINED
from app.mirror.movement import group_movement, is_fresh
from app.mirror.own_trend import change_since_last
from app.mirror.receipt import receipt_of
from app.mirror.subject_to_show import Candidate, most_worth_showing
from tests.mirror.subjects import PEO, headline, subject, timeline

SPACE = PEO.item("professional_space")
STEPS = (*steps_of(SPACE), DECLINED, None)
SAID = st.lists(st.sampled_from(STEPS), max_size=6)
GRADES = st.lists(st.one_of(st.none(), st.just(DECLINED), st.integers(1, 10)), max_size=6)


@given(
    answers=st.one_of(
        SAID.map(lambda each: ("professional_space", each)), GRADES.map(lambda each: ("work_enjoyment", each))
    )
)
def test_size_and_word_of_a_movement_agree(answers: tuple[str, list[object]]) -> None:
    """Higher is up, lower is down, equal is nothing; and never more than the whole gauge."""
    seen = subject(*answers)
    moved = seen.movement
    if moved is None:
        return
    assert -1 <= moved.size <= 1
    sign = {"higher": 1, "lower": -1, "equal": 0}[moved.change]
    assert (moved.size > 0) - (moved.size < 0) == sign
    assert moved.before.wave.number < moved.now.wave.number


@given(answers=SAID)
def test_only_what_was_given_moves(answers: list[object]) -> None:
    """Rounds without an answer and refusals are stepped over; who declined last is told of no movement."""
    seen = subject("professional_space", answers)
    kept = [answer for answer in answers if answer is not None]
    given_ones = [answer for answer in kept if answer != DECLINED]
    moved = seen.movement
    assert (moved is None) is (len(given_ones) < 2 or kept[-1] == DECLINED)
    if moved is not None:
        assert [moved.before.value, moved.now.value] == given_ones[-2:]


@given(answers=SAID)
def test_the_same_answers_turned_round_move_the_other_way(answers: list[object]) -> None:
    """A rise and a fall between the same two answers are equally large."""
    given_ones = [answer for answer in answers if answer not in (None, DECLINED)][-2:]
    there, back = (
        subject("professional_space", given_ones).movement,
        subject("professional_space", given_ones[::-1]).movement,
    )
    assert (there is None) is (back is None)
    if there is not None and back is not None:
        assert there.size == -back.size


def test_from_end_to_end_is_the_whole_gauge() -> None:
    """On any scale: worded steps, a grade, a percentage."""
    for key, ends in (
        ("professional_space", (steps_of(SPACE)[0], steps_of(SPACE)[-1])),
        ("work_enjoyment", (1, 10)),
        ("direct_contact_share", (0, 100)),
    ):
        moved = subject(key, ends).movement
        assert moved is not None
        assert moved.size == 1


def test_a_question_without_a_scale_moves_without_a_size() -> None:
    """Other causes than last time: a change, but no higher and no lower."""
    moved = subject("workload_cause", [["admin"], ["caseload"]]).movement
    assert moved is not None
    assert (moved.change, moved.size) == ("other", 0.0)
    assert gauge_of(PEO.item("workload_cause")) is None


@given(
    before=st.tuples(st.integers(0, 100), st.integers(0, 30)), now=st.tuples(st.integers(0, 100), st.integers(0, 30))
)
def test_a_group_moved_only_when_the_bounds_lie_apart(before: tuple[int, int], now: tuple[int, int]) -> None:
    """Bounds that touch may be the same share; then nothing is said."""
    bounds = [(low / 100, min(100, low + wide) / 100) for low, wide in (before, now)]
    seen = subject("professional_space", [], {1: headline(SPACE, bounds[0]), 2: headline(SPACE, bounds[1])})
    moved = group_movement(seen, period_id="p2")
    apart = bounds[0][1] < bounds[1][0] or bounds[1][1] < bounds[0][0]
    assert (moved is not None) is apart
    if moved is not None:
        assert (moved.size > 0) is (bounds[1][0] > bounds[0][1])


def test_a_group_is_compared_with_the_last_time_it_was_shown() -> None:
    """A period in which it was not asked, or not shown, is stepped over."""
    shown = {0: headline(SPACE, (0.1, 0.2)), 1: headline(SPACE, None), 2: headline(SPACE, (0.6, 0.7))}
    moved = group_movement(subject("professional_space", [], shown), period_id="p2")
    assert moved is not None
    assert (moved.before.lower, moved.now.lower) == (0.1, 0.6)


@pytest.mark.parametrize("period", ["p0", "p1", "p3", "elsewhere"])
def test_only_the_release_that_is_told_of_can_have_moved(period: str) -> None:
    """What moved before is not news again."""
    shown = {1: headline(SPACE, (0.1, 0.2)), 2: headline(SPACE, (0.6, 0.7))}
    assert group_movement(subject("professional_space", [], shown), period_id=period) is None


def test_one_release_is_no_movement() -> None:
    """Nor is none."""
    assert group_movement(subject("professional_space", [], {2: headline(SPACE, (0.6, 0.7))}), period_id="p2") is None
    assert group_movement(subject("professional_space"), period_id="p2") is None


def test_an_answer_is_fresh_in_the_round_it_was_given_in() -> None:
    """Not in a later one, and not before anything was answered."""
    waves = timeline(3).waves
    seen = subject("professional_space", ["ample", None])
    assert is_fresh(seen, waves[0])
    assert not is_fresh(seen, waves[1])
    assert not is_fresh(seen, None)
    assert not is_fresh(subject("professional_space"), waves[0])


@given(answers=SAID)
def test_a_change_is_none_of_a_persons_qualities(answers: list[object]) -> None:
    """One of five plain words, or nothing; the first answer has nothing before it."""
    change = change_since_last(subject("professional_space", answers).answers)
    assert change in (None, "first", "higher", "lower", "equal", "other")
    given_ones = [answer for answer in answers if answer not in (None, DECLINED)]
    assert (change == "first") is (len(given_ones) == 1 and change is not None)


CHANGES = st.sampled_from([None, "first", "higher", "lower", "equal", "other"])
CANDIDATES = st.lists(
    st.builds(Candidate, item=st.sampled_from("abcdef"), change=CHANGES, published=st.booleans(), anchor=st.booleans()),
    max_size=6,
    unique_by=lambda each: each.item,
)


@given(found=CANDIDATES)
def test_what_is_shown_first_was_answered_and_nothing_is_worth_more(found: list[Candidate]) -> None:
    """A published figure beside it comes before a movement, a movement before a question of its own turn."""
    shown = most_worth_showing(found)
    answered = [each for each in found if each.change is not None]
    assert (shown is None) is (not answered)
    if shown is None:
        return
    assert shown in answered
    assert shown.published or not any(each.published for each in answered)
    alike = [each for each in answered if each.published == shown.published]
    moved = [each for each in alike if each.change in ("higher", "lower", "other")]
    assert shown in moved or not moved
    assert answered.index(shown) == min(answered.index(each) for each in answered if _worth(each) == _worth(shown))


def _worth(each: Candidate) -> tuple[bool, bool, bool]:
    return each.published, each.change in ("higher", "lower", "other"), each.anchor


def test_a_receipt_counts_answers_and_no_words() -> None:
    """Words beside an answer are not one more answer, and what was declined is none."""
    entry = WaveEntry(
        {"a": "x", "a.comment": "words", "b": DECLINED, "c": ["y"], "d.other_text": "words"},
        ("s1", "s2"),
        counted=False,
    )
    receipt = receipt_of(entry)
    assert (receipt.answers, receipt.counted, receipt.replaced) == (2, False, True)
    assert not receipt_of(WaveEntry({}, ("s1",))).replaced
