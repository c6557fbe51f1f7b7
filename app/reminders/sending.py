"""Sends the reminders that are due, in parallel and in batches; each is marked first, so that none is sent twice.

A batch is claimed with its rows locked (SQLite: the one writer; PostgreSQL: SKIP LOCKED), so any number of
machines may send at once. What a killed run had claimed and not sent is lost for this time, never repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

import structlog
from sqlalchemy import ColumnElement, delete, select, update

from app.db import AnySession, writing
from app.programme.rhythm import Span
from app.reminders.models import PushSubscription
from app.reminders.outbound import MessageKind, Outbound, Reply
from app.reminders.reminder_rounds import Rounds, rounds_of
from app.reminders.schedule import ReminderState, moment_of, put_off, quarter_of, take_turn
from app.reminders.subscriptions import choice_of
from app.reminders.vapid import Vapid

if TYPE_CHECKING:
    from requests import Session

BATCH = 500
WORKERS = 16


class Sendable(Protocol):
    """A message that only this run sends to one browser, with the last moment (`until`) at which it is of use."""

    @property
    def kind(self) -> MessageKind: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def p256dh(self) -> bytes: ...
    @property
    def auth(self) -> bytes: ...
    @property
    def until(self) -> datetime: ...


Claimed = TypeVar("Claimed", bound=Sendable)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SendingCounts:
    """How many messages of one run had which outcome. `gone`: the browser is gone. `later`: put off.
    `passed`: not sent, but moved to a later moment.
    """

    sent: int = 0
    gone: int = 0
    later: int = 0
    refused: int = 0
    passed: int = 0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Claim:
    """A reminder that only this run may send: its row is marked as sent. `before`: the state it had."""

    kind: ClassVar[MessageKind] = "reminder"

    key: bytes
    endpoint: str
    p256dh: bytes
    auth: bytes
    before: ReminderState
    tries: int
    wave: Span

    @property
    def until(self) -> datetime:
        """Return the moment after which the reminder is of no use any more."""
        return self.wave.closes

    def __repr__(self) -> str:
        return "Claim(hidden)"


def send_due(
    session: AnySession, *, now: datetime, vapid: Vapid, hosts: Collection[str], calls: Session | None = None
) -> SendingCounts:
    """Send every reminder that is due at `now`. `calls` makes the requests; only tests hand in their own."""
    return deliver_batches(
        partial(claim_batch, session, now=now),
        partial(record, session, now=now),
        calling=partial(Outbound, vapid=vapid, hosts=hosts),
        now=now,
        calls=calls,
    )


def deliver_batches(
    claim: Callable[[], tuple[Sequence[Claimed], int]],
    note: Callable[[Iterable[tuple[Claimed, Reply]]], None],
    *,
    calling: Callable[..., Outbound],
    now: datetime,
    calls: Session | None,
) -> SendingCounts:
    """Send messages in batches until none is left, and return how many had which outcome.
    `claim`: marks a batch as sent and returns it, and how many it passed over. `note`: stores what became of a batch.
    `calling`: makes an `Outbound` from its argument `session`. `calls`: that session; None: a new one.
    """
    from app.reminders.push_session import PushSession

    counts: Counter[str] = Counter()
    with closing(calls or PushSession(connections=WORKERS)) as made, ThreadPoolExecutor(WORKERS) as threads:
        deliver = partial(_deliver, now=now, outbound=calling(session=made))
        while True:
            claims, passed = claim()
            if not claims and not passed:
                return SendingCounts(**counts)
            replies = list(threads.map(deliver, claims))
            note(zip(claims, replies, strict=True))
            counts.update(reply.meaning for reply in replies)
            counts["passed"] += passed


def claim_batch(session: AnySession, *, now: datetime) -> tuple[list[Claim], int]:
    """Mark the next batch of due reminders as sent; return it, and how many rows were moved on without sending."""
    claims: list[Claim] = []
    rounds: dict[str, Rounds] = {}
    with writing(session):
        due = select(PushSubscription).where(is_due(now)).limit(BATCH).with_for_update(skip_locked=True)
        rows = session.scalars(due).all()
        for row in rows:
            if row.region_id not in rounds:
                rounds[row.region_id] = rounds_of(session, row.region_id, now=now)
            claims += _claim(row, rounds=rounds[row.region_id], now=now)
    return claims, len(rows) - len(claims)


def is_due(now: datetime) -> ColumnElement[bool]:
    return PushSubscription.next_due <= int(now.timestamp()) // 900


def _claim(row: PushSubscription, *, rounds: Rounds, now: datetime) -> Sequence[Claim]:
    """Move the row to its next moment; return a claim when a reminder has to be sent now, else nothing."""
    before = ReminderState(moment_of(row.next_due), row.sent_in_wave)
    turn = take_turn(choice_of(row), before, now=now, open_wave=rounds.present, waves=rounds.unclosed)
    row.next_due, row.sent_in_wave = quarter_of(turn.standing.next_due), turn.standing.sent_in_wave
    if not turn.send or rounds.present is None:
        return ()
    row.failures += 1
    claim = Claim(
        key=row.key,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        before=before,
        tries=row.failures,
        wave=rounds.present,
    )
    return (claim,)


def _deliver(claim: Sendable, *, now: datetime, outbound: Outbound) -> Reply:
    """Send one; what goes wrong with one row must not stop the others."""
    try:
        return outbound.post(
            claim.endpoint,
            p256dh=claim.p256dh,
            auth=claim.auth,
            keep_seconds=int((claim.until - now).total_seconds()),
            kind=claim.kind,
        )
    except Exception as fault:
        log.error("reminder.failed", error=type(fault).__name__)
        return Reply("refused")


def record(session: AnySession, outcomes: Iterable[tuple[Claim, Reply]], *, now: datetime) -> None:
    """Store what became of reminders: delete browsers that are gone, put back what must wait.
    For all others, reset the count of failures to 0.
    """
    gone: list[bytes] = []
    done: list[bytes] = []
    late: list[tuple[Claim, ReminderState]] = []
    for claim, reply in outcomes:
        standing = _put_off(claim, reply, now=now) if reply.meaning == "later" else None
        if standing:
            late.append((claim, standing))
        else:
            (gone if reply.meaning == "gone" else done).append(claim.key)
    with writing(session):
        session.execute(delete(PushSubscription).where(PushSubscription.key.in_(gone)))
        session.execute(update(PushSubscription).where(PushSubscription.key.in_(done)).values(failures=0))
        for claim, standing in late:
            _put_back(session, claim, standing)


def _put_off(claim: Claim, reply: Reply, *, now: datetime) -> ReminderState | None:
    return put_off(claim.before, now=now, tries=claim.tries, asked=reply.wait, wave=claim.wave)


def _put_back(session: AnySession, claim: Claim, standing: ReminderState) -> None:
    """Put a reminder back to be sent later, unless the phone said meanwhile that it was answered (failures are 0)."""
    session.execute(
        update(PushSubscription)
        .where(PushSubscription.key == claim.key, PushSubscription.failures == claim.tries)
        .values(next_due=quarter_of(standing.next_due), sent_in_wave=standing.sent_in_wave)
    )
