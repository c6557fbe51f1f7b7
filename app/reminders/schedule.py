"""Decides when somebody is reminded: at their day and hour, at most twice in a wave, never in quiet hours.

Pure rules: choices, moments and waves in, moments out. Must not know whose choice it is or how it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.programme.rhythm import Span

QUARTER = timedelta(minutes=15)
LATEST = timedelta(days=1)
MOST_IN_WAVE = 2


def quarter_of(moment: datetime) -> int:
    """Return the number of the first quarter hour at or after `moment`, counted from 1970 in UTC."""
    return -(-int(moment.timestamp()) // 900)


def moment_of(quarter: int) -> datetime:
    """Return the moment, in UTC, of a quarter hour from `quarter_of`."""
    return datetime.fromtimestamp(quarter * 900, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderChoice:
    """When somebody wants to be reminded.

    `weekday`: 0 Monday to 6 Sunday; hours 0 to 23 in the time zone `zone`; equal quiet hours mean none.
    """

    weekday: int
    hour: int
    zone: str
    quiet_from: int
    quiet_to: int

    def slot(self, after: datetime) -> datetime:
        """Return the first moment at or after `after` on the chosen weekday and hour, in UTC.

        An hour that the clock skips in spring comes an hour later; one that it repeats in autumn comes once.
        """
        today = after.astimezone(ZoneInfo(self.zone)).date()
        day = today + timedelta((self.weekday - today.weekday()) % 7)
        chosen = self._moment(day, self.hour)
        return chosen if chosen >= after else self._moment(day + timedelta(7), self.hour)

    def is_quiet(self, moment: datetime) -> bool:
        """Return whether `moment` lies in the quiet hours."""
        return self.is_quiet_hour(moment.astimezone(ZoneInfo(self.zone)).hour)

    def is_quiet_hour(self, hour: int) -> bool:
        """Return whether this hour of the day, 0 to 23, lies in the quiet hours."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    def quiet_ends(self, moment: datetime) -> datetime:
        """Return the first moment after `moment` at which the quiet hours end, in UTC."""
        today = moment.astimezone(ZoneInfo(self.zone)).date()
        end = self._moment(today, self.quiet_to)
        return end if end > moment else self._moment(today + timedelta(1), self.quiet_to)

    def _moment(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ReminderState:
    """When a subscription is next due (UTC), and how many reminders it got in the wave that is open then."""

    next_due: datetime
    sent_in_wave: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What to do with a subscription that is due: whether to send a reminder, and its state afterwards (`standing`)."""

    send: bool
    standing: ReminderState


def next_slot(choice: ReminderChoice, *, after: datetime, waves: Sequence[Span]) -> datetime:
    """Return the first moment at or after `after`, on the chosen weekday and hour, that lies in one of `waves`.
    `waves`: in order of time.

    Where no known wave has room it is the first chosen moment after them: by then more waves are known.
    """
    for wave in waves:
        slot = choice.slot(max(after, wave.opens))
        if slot < wave.closes:
            return slot
    return choice.slot(max(after, waves[-1].closes) if waves else after)


def take_turn(
    choice: ReminderChoice, standing: ReminderState, *, now: datetime, open_wave: Span | None, waves: Sequence[Span]
) -> Turn:
    """Decide whether to remind a subscription that is due, and when it is due next; `standing`: its state now.

    Nothing is sent without an open wave, for an earlier wave, a day late, for the third time, or in quiet
    hours. Quiet hours delay it to their end; the rest moves it on. `waves`: those that have not closed, in
    order of time.
    """
    soon = now + QUARTER
    if open_wave is None or standing.next_due < open_wave.opens:
        return Turn(False, ReminderState(next_slot(choice, after=soon, waves=waves), 0))
    if standing.sent_in_wave >= MOST_IN_WAVE:
        return Turn(False, ReminderState(next_slot(choice, after=open_wave.closes, waves=waves), 0))
    if now - standing.next_due > LATEST:
        due = next_slot(choice, after=soon, waves=waves)
        return Turn(False, _standing(due, standing.sent_in_wave, wave=open_wave))
    if choice.is_quiet(now):
        due = choice.quiet_ends(now)
        due = due if due < open_wave.closes else next_slot(choice, after=due, waves=waves)
        return Turn(False, _standing(due, standing.sent_in_wave, wave=open_wave))
    count = standing.sent_in_wave + 1
    due = next_slot(choice, after=soon if count < MOST_IN_WAVE else open_wave.closes, waves=waves)
    return Turn(True, _standing(due, count, wave=open_wave))


def _standing(due: datetime, sent: int, *, wave: Span) -> ReminderState:
    """Return a reminder's state; the count of reminders starts again at 0 when the next is due after the wave."""
    return ReminderState(due, sent if due < wave.closes else 0)


def put_off(
    standing: ReminderState, *, now: datetime, tries: int, asked: timedelta, wave: Span
) -> ReminderState | None:
    """Return the state of a reminder that the push service could not take: due later, with a wait that doubles.
    `tries`: how often it has failed now, from 1. `asked`: how long the push service asked us to wait. None after five
    tries or when the wave will have closed by then: the reminder is then due at its owner's next chosen moment.
    """
    due = now + max(QUARTER * 2 ** (tries - 1), asked)
    return ReminderState(due, standing.sent_in_wave) if tries <= 5 and due < wave.closes else None
