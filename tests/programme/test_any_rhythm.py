"""Every rhythm keeps its days: no overlap, no gap it did not ask for, whole days over the change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import REGION_TIME
from app.instrument.installed import instrument_of
from app.programme.calendar import always_asked, asked_in, year_ahead
from app.programme.holidays import free_day
from app.programme.models import Programme
from app.programme.rhythm import Rhythm, day_of, midnight, no_day
from app.programme.service import planned_period, rhythm_of

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
DAY = timedelta(days=1)


@st.composite
def rhythms(draw: st.DrawFn, *, skips: bool | None = None) -> Rhythm:
    """Any rhythm that the pages offer, and some that they do not."""
    wave_days = draw(st.sampled_from([7, 10, 14, 28, 91, 182]))
    return Rhythm(
        starts_on=draw(DAYS),
        wave_days=wave_days,
        waves_per_period=draw(st.integers(1, 6)),
        first_period=draw(st.integers(1, 40)),
        first_wave=draw(st.integers(1, 200)),
        open_days=draw(st.one_of(st.none(), st.integers(1, wave_days))),
        is_free=free_day if (draw(st.booleans()) if skips is None else skips) else no_day,
    )


@given(rhythm=rhythms(), number=st.integers(0, 12))
def test_waves_never_overlap_and_stand_in_order(rhythm: Rhythm, number: int) -> None:
    """Each can be answered for a whole day at least, and closes before the next opens or as it opens."""
    waves = [rhythm.wave(rhythm.first_wave + number + step) for step in range(4)]
    for one, other in pairwise(waves):
        assert one.opens < one.closes <= other.opens
        assert one.closes - one.opens >= timedelta(hours=23)


@given(rhythm=rhythms(), number=st.integers(0, 12))
def test_every_moment_is_a_midnight_in_the_region(rhythm: Rhythm, number: int) -> None:
    """Also in the weeks in which the clock moves: days begin and end as people count them."""
    wave = rhythm.wave(rhythm.first_wave + number)
    for moment in (wave.opens, wave.closes):
        assert moment.tzinfo == UTC
        assert moment.astimezone(REGION_TIME).time() == time(0)


@given(rhythm=rhythms(skips=True), number=st.integers(0, 12))
def test_no_wave_opens_or_closes_on_a_free_day(rhythm: Rhythm, number: int) -> None:
    """Neither in a weekend nor on a public holiday of the Netherlands."""
    wave = rhythm.wave(rhythm.first_wave + number)
    assert not free_day(day_of(wave.opens))
    assert not free_day(day_of(wave.closes))


@given(rhythm=rhythms(skips=True), number=st.integers(0, 12))
def test_a_free_day_puts_a_wave_off_and_never_brings_it_forward(rhythm: Rhythm, number: int) -> None:
    """By the free days in a row and no more: Christmas with its weekend is the longest."""
    nominal = rhythm.starts_on + timedelta(days=number * rhythm.wave_days)
    opens = day_of(rhythm.wave(rhythm.first_wave + number).opens)
    assert nominal <= opens <= nominal + timedelta(days=5)
    assert all(free_day(nominal + timedelta(days=step)) for step in range((opens - nominal).days))


@given(rhythm=rhythms(skips=False), number=st.integers(0, 12))
def test_without_free_days_the_rhythm_is_exact(rhythm: Rhythm, number: int) -> None:
    """Every wave begins so many days after the one before, and closes when it was promised to."""
    wave = rhythm.wave(rhythm.first_wave + number)
    assert day_of(wave.opens) == rhythm.starts_on + timedelta(days=number * rhythm.wave_days)
    window = rhythm.wave_days if rhythm.open_days is None else rhythm.open_days
    assert day_of(wave.closes) == day_of(wave.opens) + timedelta(days=window)


@given(rhythm=rhythms(), step=st.integers(0, 6))
def test_a_period_is_exactly_its_waves(rhythm: Rhythm, step: int) -> None:
    """From the opening of the first to the closing of the last; the next one begins after it."""
    number = rhythm.first_period + step
    period, following = rhythm.period(number), rhythm.period(number + 1)
    waves = [rhythm.wave(each) for each in rhythm.wave_numbers(number)]
    assert (period.opens, period.closes) == (waves[0].opens, waves[-1].closes)
    assert period.closes <= following.opens
    assert len(waves) == rhythm.waves_per_period


@given(rhythm=rhythms(), step=st.integers(0, 6))
def test_numbers_go_on_without_a_gap(rhythm: Rhythm, step: int) -> None:
    """The first period holds the first wave; every later wave belongs to one period."""
    number = rhythm.first_period + step
    mine, following = rhythm.wave_numbers(number), rhythm.wave_numbers(number + 1)
    assert rhythm.wave_numbers(rhythm.first_period)[0] == rhythm.first_wave
    assert mine[-1] + 1 == following[0]


@given(rhythm=rhythms(skips=False), step=st.integers(0, 6), part=st.floats(0, 0.999))
def test_a_moment_tells_its_period(rhythm: Rhythm, step: int, part: float) -> None:
    """Any moment between the beginnings of two periods belongs to the first of them."""
    number = rhythm.first_period + step
    begins, ends = rhythm.period(number).opens, rhythm.period(number + 1).opens
    moment = begins + (ends - begins) * part
    assert rhythm.period_number(moment) == number
    assert rhythm.period_number(begins) == number


@given(rhythm=rhythms())
def test_before_the_beginning_no_period_has_come(rhythm: Rhythm) -> None:
    """The day before is not the first period."""
    assert rhythm.period_number(midnight(rhythm.starts_on) - timedelta(hours=1)) < rhythm.first_period


@given(day=DAYS)
def test_midnight_and_day_are_each_others_reverse(day: date) -> None:
    """In summer and in winter; the last second of the day before is the day before."""
    assert day_of(midnight(day)) == day
    assert day_of(midnight(day) - timedelta(seconds=1)) == day - DAY
    assert midnight(day + DAY) - midnight(day) in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2027, 3, 28), 23), (date(2026, 7, 1), 24)],
)
def test_the_days_on_which_the_clock_moves_are_whole_days(day: date, hours: int) -> None:
    """A round that ends on such a day ends at its midnight, not an hour beside it."""
    assert midnight(day + DAY) - midnight(day) == timedelta(hours=hours)
    rhythm = Rhythm(starts_on=day, wave_days=1, waves_per_period=1)
    assert rhythm.wave(1).closes == midnight(day + DAY)


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (date(2026, 1, 1), True),
        (date(2026, 4, 6), True),
        (date(2026, 4, 27), True),
        (date(2027, 4, 27), True),
        (date(2026, 5, 14), True),
        (date(2026, 5, 25), True),
        (date(2026, 12, 25), True),
        (date(2026, 12, 31), False),
        (date(2026, 11, 28), True),
        (date(2026, 11, 30), False),
    ],
)
def test_free_days_are_those_of_the_netherlands(day: date, free: bool) -> None:
    """Weekends and public holidays, in any year that a programme reaches."""
    assert free_day(day) is free


def programme(rhythm: Rhythm, *, skips: bool, per_wave: int = 5) -> Programme:
    """A programme that stands in no database."""
    return Programme(
        id="p" * 20,
        region_id="r",
        instrument_key="peo",
        starts_on=rhythm.starts_on,
        wave_days=rhythm.wave_days,
        waves_per_period=rhythm.waves_per_period,
        items_per_wave=per_wave,
        min_group=7,
        colluders=2,
        grace_days=0,
        name="",
        first_period=rhythm.first_period,
        first_wave=rhythm.first_wave,
        open_days=rhythm.open_days,
        skips_free_days=skips,
        paused=False,
    )


@settings(max_examples=15)
@given(rhythm=rhythms(skips=False), skips=st.booleans(), per_wave=st.integers(4, 8), later=st.integers(0, 900))
def test_the_year_ahead_is_what_will_be_planned(rhythm: Rhythm, skips: bool, per_wave: int, later: int) -> None:
    """Every wave of the calendar is the one that its period will have: number, days and questions, in order of time."""
    made = programme(rhythm, skips=skips, per_wave=per_wave)
    now = midnight(rhythm.starts_on + timedelta(days=later)) + timedelta(hours=9)
    waves = year_ahead(made, now=now)
    assert [wave.number for wave in waves] == sorted({wave.number for wave in waves})
    for one, other in pairwise(waves):
        assert one.closes <= other.opens
    for wave in waves[:: max(1, len(waves) // 4)]:
        planned = next(each for each in planned_period(made, wave.period).waves if each.number == wave.number)
        assert (wave.opens, wave.closes) == (planned.opens_at, planned.closes_at)
        assert [item.key for item in wave.items] == planned.items
        assert wave.opens < now + timedelta(days=365)
        assert day_of(wave.last_moment) == day_of(wave.closes) - DAY
    assert all(wave.closes > now for wave in waves[-1:])


@settings(max_examples=10)
@given(rhythm=rhythms(skips=False), known=st.sets(st.integers(0, 5)))
def test_what_stands_in_the_database_is_not_told_twice(rhythm: Rhythm, known: set[int]) -> None:
    """The rhythm leaves out the periods that are planned already."""
    made, now = programme(rhythm, skips=False), midnight(rhythm.starts_on)
    numbers = {rhythm.first_period + step for step in known}
    assert not {wave.period for wave in year_ahead(made, now=now, known=numbers)} & numbers
    everything = {wave.number for wave in year_ahead(made, now=now)}
    left = {wave.number for wave in year_ahead(made, now=now, known=numbers)}
    assert left == everything - {each for number in numbers for each in rhythm.wave_numbers(number)}


def test_anchors_are_asked_every_time_and_the_others_have_their_numbers() -> None:
    """What a calendar says of each question is what its waves ask."""
    rhythm = Rhythm(starts_on=date(2026, 3, 2), wave_days=14, waves_per_period=2)
    waves = year_ahead(programme(rhythm, skips=True), now=datetime(2026, 3, 2, tzinfo=UTC))
    instrument = instrument_of("peo")
    anchors = {item.key for item in always_asked(waves)}
    assert anchors == set(instrument.pulse.anchors)
    rows = asked_in(waves, instrument)
    assert {row.item.key for row in rows if len(row.waves) == len(waves)} == anchors
    assert sum(len(row.waves) for row in rows) == sum(len(wave.items) for wave in waves)
    assert always_asked(()) == ()
    assert asked_in((), instrument) == ()


def test_a_programme_has_the_rhythm_of_its_settings() -> None:
    """Free days count only where they are skipped."""
    rhythm = Rhythm(starts_on=date(2026, 12, 25), wave_days=7, waves_per_period=1)
    assert day_of(rhythm_of(programme(rhythm, skips=False)).wave(1).opens) == date(2026, 12, 25)
    assert day_of(rhythm_of(programme(rhythm, skips=True)).wave(1).opens) == date(2026, 12, 28)
