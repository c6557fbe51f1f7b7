"""When waves open and close: after one another, within a window, and never on a free day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.programme.holidays import free_day
from app.programme.rhythm import Rhythm, day_of, midnight

MONDAY = date(2026, 3, 2)


def rhythm(**changes: object) -> Rhythm:
    return Rhythm(**{"starts_on": MONDAY, "wave_days": 14, "waves_per_period": 2, **changes})  # type: ignore[arg-type]  # Any field.


def test_waves_follow_one_another_over_the_change_of_the_clock() -> None:
    """The night in which the clock moves is a night like others: days begin at midnight in the region."""
    assert [day_of(rhythm().wave(number).opens) for number in (1, 2, 3)] == [
        MONDAY,
        MONDAY + timedelta(days=14),
        MONDAY + timedelta(days=28),
    ]
    assert rhythm().wave(2).closes == rhythm().wave(3).opens == midnight(date(2026, 3, 30))


def test_a_window_closes_before_the_next_opens() -> None:
    """Ten days to answer, then four days of rest."""
    wave = rhythm(open_days=10).wave(1)
    assert day_of(wave.closes) == MONDAY + timedelta(days=10)


@pytest.mark.parametrize(
    ("start", "moved"),
    [
        (date(2026, 4, 6), date(2026, 4, 7)),  # Easter Monday
        (date(2026, 4, 27), date(2026, 4, 28)),  # King's Day
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2026, 3, 7), date(2026, 3, 9)),  # a Saturday
        (date(2026, 3, 10), date(2026, 3, 10)),  # a Tuesday like any other
    ],
)
def test_a_free_day_moves_the_opening_to_the_next_working_day(start: date, moved: date) -> None:
    """Weekends and Dutch public holidays."""
    assert day_of(rhythm(starts_on=start, is_free=free_day).wave(1).opens) == moved


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    wave_days=st.sampled_from([7, 14, 28, 91, 182]),
    window=st.integers(1, 182),
    number=st.integers(1, 30),
)
def test_no_wave_overlaps_the_next_and_none_is_empty(*, start: date, wave_days: int, window: int, number: int) -> None:
    """Whatever the rhythm, window and holidays; every moment falls on a working day."""
    made = rhythm(starts_on=start, wave_days=wave_days, open_days=min(window, wave_days), is_free=free_day)
    wave, following = made.wave(number), made.wave(number + 1)
    assert wave.opens < wave.closes <= following.opens
    assert not free_day(day_of(wave.opens))
    assert not free_day(day_of(wave.closes))


def test_numbering_goes_on_from_a_later_beginning() -> None:
    """After a change the next period is the third, and its first wave the sixth."""
    later = rhythm(first_period=3, first_wave=6)
    assert later.period(3).opens == midnight(MONDAY)
    assert list(later.wave_numbers(4)) == [8, 9]
    assert later.period_number(midnight(MONDAY)) == 3
