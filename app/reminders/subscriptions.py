"""Stores, renews and removes the reminder subscription of one browser. Callers commit.

Whoever knows a push address may remove or renew it; nobody else knows it, and nothing tells whether it was
known.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select

from app.db import AnySession
from app.reminders.models import PushSubscription
from app.reminders.reminder_rounds import Rounds, rounds_of
from app.reminders.schedule import QUARTER, ReminderChoice, ReminderState, moment_of, next_slot, quarter_of
from app.reminders.wishes import Address, Wish


def endpoint_key(endpoint: str) -> bytes:
    """Return the key of a subscription: the SHA-256 of its push address, 32 bytes."""
    return hashlib.sha256(endpoint.encode()).digest()


def choice_of(row: PushSubscription) -> ReminderChoice:
    """Return when the owner of this subscription wants to be reminded."""
    return ReminderChoice(
        weekday=row.weekday, hour=row.hour, zone=row.zone, quiet_from=row.quiet_from, quiet_to=row.quiet_to
    )


def subscribe(session: AnySession, wish: Wish, *, region_id: str, now: datetime) -> datetime:
    """Remind this browser from now on as `wish` says, and return when first. A second wish replaces the first.

    Who has answered, or was reminded twice, is not reminded again in this wave by choosing another hour.
    """
    rounds = rounds_of(session, region_id, now=now)
    before = _own(session, wish.endpoint)
    standing = _standing(wish, rounds=rounds, before=before, now=now)
    session.merge(
        PushSubscription(
            key=endpoint_key(wish.endpoint),
            region_id=region_id,
            endpoint=wish.endpoint,
            p256dh=wish.p256dh,
            auth=wish.auth,
            weekday=wish.choice.weekday,
            hour=wish.choice.hour,
            zone=wish.choice.zone,
            quiet_from=wish.choice.quiet_from,
            quiet_to=wish.choice.quiet_to,
            next_due=quarter_of(standing.next_due),
            sent_in_wave=standing.sent_in_wave,
            failures=0,
        )
    )
    session.flush()
    return standing.next_due


def _standing(wish: Wish, *, rounds: Rounds, before: PushSubscription | None, now: datetime) -> ReminderState:
    after = now + QUARTER
    present = rounds.present
    if present and (wish.answered or (before and moment_of(before.next_due) >= present.closes)):
        after = present.closes
    due = next_slot(wish.choice, after=after, waves=rounds.unclosed)
    goes_on = before and present and present.opens <= moment_of(before.next_due) and due < present.closes
    return ReminderState(due, before.sent_in_wave if before and goes_on else 0)


def skip_wave(session: AnySession, endpoint: str, *, now: datetime) -> None:
    """Move a browser's reminder on to the next wave, because its phone needs none in the open one."""
    row = _own(session, endpoint)
    present = rounds_of(session, row.region_id, now=now) if row else None
    if row is None or present is None or present.present is None:
        return
    due = next_slot(choice_of(row), after=present.present.closes, waves=present.unclosed)
    row.next_due, row.sent_in_wave, row.failures = quarter_of(due), 0, 0
    session.flush()


def renew(session: AnySession, endpoint: str, *, address: Address) -> None:
    """Give the subscription the browser's new push address; its choices and state stay.

    Raises IntegrityError when the new address is subscribed already; then its own choice is the newer one.
    """
    row = _own(session, endpoint)
    if row is None:
        return
    row.key, row.endpoint = endpoint_key(address.endpoint), address.endpoint
    row.p256dh, row.auth, row.failures = address.p256dh, address.auth, 0
    session.flush()


def unsubscribe(session: AnySession, endpoint: str) -> None:
    """Delete the subscription of this push address, if there is one."""
    session.execute(delete(PushSubscription).where(PushSubscription.key == endpoint_key(endpoint)))


def _own(session: AnySession, endpoint: str) -> PushSubscription | None:
    """Return the subscription of this push address and lock its row; None when there is none."""
    wanted = select(PushSubscription).where(PushSubscription.key == endpoint_key(endpoint))
    return session.scalar(wanted.with_for_update())
