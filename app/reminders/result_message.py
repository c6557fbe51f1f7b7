"""One message when a result is there: to every browser that asked for reminders, once a result, outside quiet hours.

The moment follows from the result and from the quiet hours that were chosen, never from what a phone did or answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from app.db import AnySession, writing
from app.programme.models import Period, Programme
from app.reminders.models import AnnouncedResult, PushSubscription
from app.reminders.outbound import MessageKind, Outbound, Reply
from app.reminders.schedule import QUARTER, ReminderChoice, moment_of, quarter_of
from app.reminders.sending import BATCH, SendingCounts, deliver_batches
from app.reminders.subscriptions import choice_of
from app.reminders.vapid import Vapid

if TYPE_CHECKING:
    from requests import Session

KEPT_FOR = timedelta(days=3)
"""How long a phone that is off may still hear of a result."""
MOST_TRIES = 5


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ResultClaim:
    """A message about a result, marked as sent already, so that only this run sends it.
    `tries`: how often it failed before.
    """

    kind: ClassVar[MessageKind] = "result"

    key: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    tries: int
    until: datetime

    def __repr__(self) -> str:
        return "ResultClaim(hidden)"


def announce_results(session: AnySession, *, now: datetime) -> None:
    """Schedule a push message to every subscribed browser for each new result of its region; sends nothing itself.
    A result is scheduled once, also when two runs do this at the same time.
    """
    session.rollback()
    for period_id, region_id in session.execute(_unannounced()).all():
        try:
            with writing(session):
                session.add(AnnouncedResult(period_id=period_id))
                session.flush()
                _give_moments(session, region_id, now=now)
        except IntegrityError:
            continue  # Another machine announced it at the same moment.


def _unannounced() -> Select[str, str]:
    known = exists().where(AnnouncedResult.period_id == Period.id)
    return (
        select(Period.id, Programme.region_id)
        .join(Programme, Programme.id == Period.programme_id)
        .where(Period.state == "released", ~known)
        .order_by(Period.closes_at)
    )


def _give_moments(session: AnySession, region_id: str, *, now: datetime) -> None:
    """Give all phones with the same quiet hours the same quarter hour: the first that is not quiet for them."""
    mine, quiet = PushSubscription.region_id == region_id, _QUIET_HOURS
    for zone, quiet_from, quiet_to in session.execute(select(*quiet).where(mine).distinct()).all():
        choice = ReminderChoice(weekday=0, hour=0, zone=zone, quiet_from=quiet_from, quiet_to=quiet_to)
        alike = (each == value for each, value in zip(quiet, (zone, quiet_from, quiet_to), strict=True))
        due = quarter_of(_first_moment(choice, moment_of(quarter_of(now))))
        session.execute(update(PushSubscription).where(mine, *alike).values(result_due=due, result_failures=0))


_QUIET_HOURS = (PushSubscription.zone, PushSubscription.quiet_from, PushSubscription.quiet_to)


def _first_moment(choice: ReminderChoice, moment: datetime) -> datetime:
    return choice.quiet_ends(moment) if choice.is_quiet(moment) else moment


def result_is_due(now: datetime) -> ColumnElement[bool]:
    return PushSubscription.result_due <= int(now.timestamp()) // 900


def send_results(
    session: AnySession, *, now: datetime, vapid: Vapid, hosts: Collection[str], calls: Session | None = None
) -> SendingCounts:
    """Send every message about a result that is due. `calls` makes the requests; only tests hand in their own."""
    return deliver_batches(
        partial(claim_results, session, now=now),
        partial(_record, session, now=now),
        calling=partial(Outbound, vapid=vapid, hosts=hosts),
        now=now,
        calls=calls,
    )


def claim_results(session: AnySession, *, now: datetime) -> tuple[Sequence[ResultClaim], int]:
    """Mark the next batch of messages about results as sent; return it, and how many wait for quiet hours to end."""
    with writing(session):
        due = select(PushSubscription).where(result_is_due(now)).limit(BATCH).with_for_update(skip_locked=True)
        rows = session.scalars(due).all()
        claims = [claim for row in rows if (claim := _claim(row, now=now))]
    return claims, len(rows) - len(claims)


def _claim(row: PushSubscription, *, now: datetime) -> ResultClaim | None:
    """Take the message off the row; a claim unless quiet hours put it off."""
    moment = _first_moment(choice_of(row), now)
    row.result_due = None if moment == now else quarter_of(moment)
    if row.result_due is not None:
        return None
    return ResultClaim(
        key=row.key,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        tries=row.result_failures,
        until=now + KEPT_FOR,
    )


def _record(session: AnySession, outcomes: Iterable[tuple[ResultClaim, Reply]], *, now: datetime) -> None:
    """Remove browsers that are gone; what a push service could not take comes later, each time twice as late."""
    with writing(session):
        for claim, reply in outcomes:
            own = PushSubscription.key == claim.key
            if reply.meaning == "gone":
                session.execute(delete(PushSubscription).where(own))
            elif reply.meaning == "later" and claim.tries < MOST_TRIES:
                due = quarter_of(now + max(QUARTER * 2**claim.tries, reply.wait))
                again = update(PushSubscription).where(own, PushSubscription.result_due.is_(None))
                session.execute(again.values(result_due=due, result_failures=claim.tries + 1))
