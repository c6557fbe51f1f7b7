"""When somebody is reminded: own day, hour and time zone, twice in a wave at most, never in quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programme.rhythm import Rhythm, Span
from app.reminders.schedule import (
    QUARTER,
    ReminderChoice,
    ReminderState,
    moment_of,
    next_slot,
    put_off,
    quarter_of,
    take_turn,
)

RHYTHM = Rhythm(starts_on=date(2026, 3, 2), wave_days=14, waves_per_period=2)
WAVES = [RHYTHM.wave(number) for number in range(1, 5)]
WAVE = WAVES[0]
MOMENTS = st.integers(0, 2 * 365 * 86400).map(lambda seconds: WAVE.opens + timedelta(seconds=seconds))


def choice(
    weekday: int = 1, *, hour: int = 10, zone: str = "Europe/Amsterdam", quiet: tuple[int, int] = (20, 8)
) -> ReminderChoice:
    return ReminderChoice(weekday=weekday, hour=hour, zone=zone, quiet_from=quiet[0], quiet_to=quiet[1])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-03-02T09:00Z", "2026-03-03T09:00Z"),
        ("2026-03-03T09:00Z", "2026-03-03T09:00Z"),
        ("2026-03-03T09:15Z", "2026-03-10T09:00Z"),
        ("2026-03-26T09:00Z", "2026-03-31T08:00Z"),
        ("2026-10-24T09:00Z", "2026-10-27T09:00Z"),
    ],
)
def test_ten_o_clock_stays_ten_o_clock_when_the_clock_changes(after: str, expected: str) -> None:
    """The last two rows cross into summer time and out of it."""
    assert choice().slot(at(after)) == at(expected)


def test_an_hour_that_the_clock_skips_comes_once() -> None:
    """29 March 2026 has no 2:00 in Amsterdam: the reminder comes at 3:00, and next week at 2:00 again."""
    night = choice(weekday=6, hour=2, quiet=(0, 0))
    first = night.slot(at("2026-03-25T00:00Z"))
    assert first == at("2026-03-29T03:00+02:00")
    assert night.slot(first + QUARTER) == at("2026-04-05T02:00+02:00")


def test_an_hour_that_the_clock_repeats_comes_once() -> None:
    """25 October 2026 has 2:00 twice in Amsterdam."""
    night = choice(weekday=6, hour=2, quiet=(0, 0))
    first = night.slot(at("2026-10-20T00:00Z"))
    assert first == at("2026-10-25T02:00+02:00")
    assert night.slot(first + QUARTER) == at("2026-11-01T02:00+01:00")


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns"])
def test_every_time_zone_gets_its_own_hour(zone: str) -> None:
    """Also those that differ by quarters of an hour, or lie on the other side of the date line."""
    slot = choice(zone=zone).slot(at("2026-03-02T09:00Z")).astimezone(ZoneInfo(zone))
    assert (slot.weekday(), slot.hour, slot.minute) == (1, 10, 0)
    assert moment_of(quarter_of(slot)) == slot


@given(moment=MOMENTS, weekday=st.integers(0, 6))
def test_the_next_slot_is_at_most_a_week_away(moment: datetime, weekday: int) -> None:
    """At whatever moment: not in the past, on the chosen day, within a week (an hour more when the clock changes)."""
    slot = choice(weekday=weekday).slot(moment)
    assert moment <= slot <= moment + timedelta(days=7, hours=1)
    assert slot.astimezone(ZoneInfo("Europe/Amsterdam")).weekday() == weekday


def reminded(chosen: ReminderChoice, *, until: datetime, tick: timedelta = timedelta(minutes=15)) -> list[datetime]:
    """Every moment at which a tick would send, from the first wave on; no wave is open after the fourth."""
    now, standing, sent = WAVE.opens, ReminderState(next_slot(chosen, after=WAVE.opens, waves=WAVES), 0), []
    while now < until:
        if standing.next_due <= now:
            present = next((wave for wave in WAVES if wave.opens <= now < wave.closes), None)
            left = [wave for wave in WAVES if wave.closes > now]
            turn = take_turn(chosen, standing, now=now, open_wave=present, waves=left)
            assert turn.standing.next_due > now
            sent += [now] if turn.send else []
            standing = turn.standing
        now += tick
    return sent


@pytest.mark.parametrize("weekday", range(7))
def test_twice_in_every_wave_and_never_more(weekday: int) -> None:
    """Two fortnightly waves and what follows: two reminders each, a week apart, none when no wave is open."""
    sent = reminded(choice(weekday=weekday), until=WAVES[-1].closes + timedelta(days=30))
    for wave in WAVES:
        assert len([moment for moment in sent if wave.opens <= moment < wave.closes]) == 2
    assert len(sent) == 2 * len(WAVES)
    assert {moment.astimezone(ZoneInfo("Europe/Amsterdam")).hour for moment in sent} == {10}


def test_a_long_wave_reminds_twice_as_well() -> None:
    """A full measurement of two months: the first two weeks, then silence."""
    long = Span(WAVE.opens, WAVE.opens + timedelta(days=60))
    standing, sent = ReminderState(next_slot(choice(), after=long.opens, waves=[long]), 0), 0
    for day in range(60):
        now = long.opens + timedelta(days=day, hours=11)
        if standing.next_due <= now:
            turn = take_turn(choice(), standing, now=now, open_wave=long, waves=[long])
            sent, standing = sent + turn.send, turn.standing
    assert sent == 2


def test_nothing_is_sent_without_an_open_wave() -> None:
    due = at("2026-03-03T09:00Z")
    turn = take_turn(choice(), ReminderState(due, 0), now=due, open_wave=None, waves=WAVES[1:])
    assert not turn.send
    assert turn.standing == ReminderState(at("2026-03-17T09:00Z"), 0)


def test_a_reminder_for_the_wave_before_is_not_sent_in_this_one() -> None:
    """The ticker slept over the change of waves."""
    now = WAVES[1].opens + timedelta(hours=9)
    turn = take_turn(choice(), ReminderState(WAVE.closes - QUARTER, 1), now=now, open_wave=WAVES[1], waves=WAVES[1:])
    assert not turn.send
    assert turn.standing.sent_in_wave == 0


def test_a_day_late_is_too_late() -> None:
    """Who chose Tuesday is not reminded on Thursday because our server slept."""
    due = at("2026-03-03T09:00Z")
    turn = take_turn(choice(), ReminderState(due, 0), now=due + timedelta(days=2), open_wave=WAVE, waves=WAVES)
    assert not turn.send
    assert turn.standing == ReminderState(at("2026-03-10T09:00Z"), 0)


@pytest.mark.parametrize(
    ("now", "quiet"), [("19:45", False), ("20:00", True), ("23:30", True), ("07:45", True), ("08:00", False)]
)
def test_quiet_hours_put_a_late_reminder_off(now: str, quiet: bool) -> None:
    """A reminder that became late waits until the quiet hours are over, and is still the same reminder."""
    due = at("2026-03-03T09:00Z")
    day = "2026-03-04" if now < "10:00" else "2026-03-03"
    turn = take_turn(choice(), ReminderState(due, 1), now=at(f"{day}T{now}+01:00"), open_wave=WAVE, waves=WAVES)
    assert turn.send is not quiet
    if quiet:
        assert turn.standing == ReminderState(at("2026-03-04T08:00+01:00"), 1)


@pytest.mark.parametrize(("quiet", "hours"), [((20, 8), 12), ((8, 20), 12), ((0, 0), 0), ((23, 1), 2), ((0, 23), 23)])
def test_how_many_hours_are_quiet(quiet: tuple[int, int], hours: int) -> None:
    """Over midnight or not; twice the same hour means none."""
    assert sum(choice(quiet=quiet).is_quiet_hour(hour) for hour in range(24)) == hours


def test_a_push_service_that_is_busy_is_asked_twice_as_late_each_time() -> None:
    """A quarter, a half, an hour, two, four; then this reminder is given up."""
    now, standing = at("2026-03-03T09:00Z"), ReminderState(at("2026-03-03T09:00Z"), 1)
    waits = [put_off(standing, now=now, tries=tries, asked=timedelta(0), wave=WAVE) for tries in range(1, 7)]
    assert [each and (each.next_due - now) / QUARTER for each in waits] == [1, 2, 4, 8, 16, None]
    assert {each.sent_in_wave for each in waits if each} == {1}


def test_a_wait_that_was_asked_for_is_kept_and_ends_with_the_wave() -> None:
    standing = ReminderState(WAVE.opens, 0)
    waited = put_off(standing, now=WAVE.opens, tries=1, asked=timedelta(hours=3), wave=WAVE)
    assert waited == ReminderState(WAVE.opens + timedelta(hours=3), 0)
    assert put_off(standing, now=WAVE.closes - QUARTER, tries=1, asked=timedelta(0), wave=WAVE) is None
