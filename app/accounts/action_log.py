"""The log of what staff of a region did, in pages, newest first. Participants' actions are never logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import AuditEvent, StaffAccount
from app.accounts.people import accounts_of_region
from app.db import AnySession

PAGE_EVENTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of the log of staff actions; each event is (moment, e-mail address, event name, subject).
    `older`: whether a next page exists.
    """

    number: int
    events: list[tuple[datetime, str, str, str]]
    older: bool


def log_page(session: AnySession, region_id: str, *, number: int) -> LogPage:
    """Return one page of the log of what a region's staff did; page 1 is the newest, one beyond the last is empty."""
    rows = session.execute(
        select(AuditEvent.happened_at, StaffAccount.email, AuditEvent.event, AuditEvent.subject)
        .join(AuditEvent.account)
        .where(AuditEvent.account_id.in_(accounts_of_region(session, region_id)))
        .order_by(AuditEvent.happened_at.desc(), AuditEvent.id)
        .offset((number - 1) * PAGE_EVENTS)
        .limit(PAGE_EVENTS + 1)
    )
    events = [(moment, email, event, subject) for moment, email, event, subject in rows]
    return LogPage(number=number, events=events[:PAGE_EVENTS], older=len(events) > PAGE_EVENTS)
