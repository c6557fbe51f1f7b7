"""The stages of a theme round, and when each begins and ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from app.programme.rhythm import day_of, midnight

Poll = Literal["propose", "support", "vote"]
POLLS: Final[tuple[Poll, ...]] = ("propose", "support", "vote")

PLANNED, PROPOSING, REVIEWING, SUPPORTING = "planned", "proposing", "reviewing", "supporting"
SHORTLISTED, VOTING, CHOSEN, UNDECIDED = "shortlisted", "voting", "chosen", "undecided"
ADOPTED, STOPPED = "adopted", "stopped"
RUNNING = (PLANNED, PROPOSING, REVIEWING, SUPPORTING, SHORTLISTED, VOTING)
STATES = (*RUNNING, CHOSEN, UNDECIDED, ADOPTED, STOPPED)

OPEN_STATE: Final[dict[Poll, str]] = {"propose": PROPOSING, "support": SUPPORTING, "vote": VOTING}
"""The state in which each poll takes ballots; the states between them prepare the next poll."""

PROPOSE_DAYS, REVIEW_DAYS, SUPPORT_DAYS, VOTE_DAYS = 14, 4, 10, 10
MOST_DAYS = 365


class DaysOutOfOrder(ValueError):
    """A stage would end before it begins, or lies too far ahead; `field` is the first day that is wrong."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a theme round in the region: last to propose, first and last to support, last to vote."""

    propose_until: date
    support_from: date
    support_until: date
    vote_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The moments at which the stages of a theme round open and close. A stage is closed from its closing moment on.

    Voting opens when support closes.
    """

    propose_closes: datetime
    support_opens: datetime
    support_closes: datetime
    vote_closes: datetime

    def closing(self, poll: Poll) -> datetime:
        """Return the first moment that is too late for this poll."""
        closings = {"propose": self.propose_closes, "support": self.support_closes, "vote": self.vote_closes}
        return closings[poll]

    def last(self, poll: Poll) -> datetime:
        """Return the moment one second before this poll closes; its date is the last day to take part, for pages."""
        return self.closing(poll) - timedelta(seconds=1)


def usual_days(today: date) -> Days:
    """Return the default days: two weeks to propose, four days to read, ten days each to support and to vote."""
    propose_until = today + timedelta(days=PROPOSE_DAYS)
    support_from = propose_until + timedelta(days=REVIEW_DAYS + 1)
    support_until = support_from + timedelta(days=SUPPORT_DAYS - 1)
    return Days(
        propose_until=propose_until,
        support_from=support_from,
        support_until=support_until,
        vote_until=support_until + timedelta(days=VOTE_DAYS),
    )


def moments_of(days: Days, *, today: date) -> Moments:
    """Return the days as moments. Raises DaysOutOfOrder.

    Between proposing and supporting lies at least one whole day to read.
    """
    order = (
        ("propose_until", days.propose_until, today),
        ("support_from", days.support_from, days.propose_until + timedelta(days=2)),
        ("support_until", days.support_until, days.support_from),
        ("vote_until", days.vote_until, days.support_until + timedelta(days=1)),
    )
    for field, day, earliest in order:
        if not earliest <= day <= today + timedelta(days=MOST_DAYS):
            raise DaysOutOfOrder(field)
    return Moments(
        propose_closes=_after(days.propose_until),
        support_opens=midnight(days.support_from),
        support_closes=_after(days.support_until),
        vote_closes=_after(days.vote_until),
    )


def open_poll(state: str, moments: Moments, *, now: datetime) -> Poll | None:
    """Return the poll that takes ballots at `now`; None when no poll does, also when its time is over."""
    poll = poll_of(state)
    return poll if poll is not None and now < moments.closing(poll) else None


def poll_of(state: str) -> Poll | None:
    """Return the poll that belongs to a round's state, open or over but not counted yet; None for other states."""
    return next((poll for poll in POLLS if OPEN_STATE[poll] == state), None)


def poll_to_open(state: str, moments: Moments, *, now: datetime) -> Poll | None:
    """Return the poll of a theme round that the scheduled job has to open at `now`; None when none is due.
    `state`, `moments`: of the round.
    """
    if state == PLANNED:
        return "propose"
    if state == REVIEWING and now >= moments.support_opens:
        return "support"
    return "vote" if state == SHORTLISTED else None


def opened_late(moments: Moments, poll: Poll, *, now: datetime) -> Moments:
    """Return the round's moments for a `poll` that opens at `now`; all later closings are as many days later as it is.

    A poll opens late by key holders or a server that stood still; nobody loses a day of those they were told.
    """
    planned = {"propose": now, "support": moments.support_opens, "vote": moments.support_closes}[poll]
    late = day_of(now) - day_of(planned)
    if late <= timedelta(0):
        return moments
    return replace(
        moments,
        support_opens=_later(moments.support_opens, late) if poll == "support" else moments.support_opens,
        support_closes=_later(moments.support_closes, late),
        vote_closes=_later(moments.vote_closes, late),
    )


def _later(moment: datetime, days: timedelta) -> datetime:
    return midnight(day_of(moment) + days)


def _after(day: date) -> datetime:
    return midnight(day + timedelta(days=1))
