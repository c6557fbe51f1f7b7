"""What the tick does for reminders: announces new results, and sends what is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import or_, select

from app.db import AnySession
from app.reminders.models import PushSubscription
from app.reminders.result_message import announce_results, result_is_due, send_results
from app.reminders.sending import is_due, send_due
from app.reminders.vapid import read_vapid
from app.vault.key_files import KeyFileUnreadable

log = structlog.get_logger()


def remind(session: AnySession, *, now: datetime, folder: Path, base_url: str, hosts: Collection[str]) -> None:
    """Send all due push messages with the key in `folder`; without a readable key they wait and the log says so.

    `hosts`: the names of push services that may be called (`Settings.push_hosts`).
    """
    announce_results(session, now=now)
    session.rollback()
    due = or_(is_due(now), result_is_due(now))
    if session.scalar(select(PushSubscription.key).where(due).limit(1)) is None:
        return
    try:
        vapid = read_vapid(folder, base_url=base_url)
    except KeyFileUnreadable:
        vapid = None
    if vapid is None:
        log.error("reminders.no_key")
        return
    log.info("reminders.sent", **asdict(send_due(session, now=now, vapid=vapid, hosts=hosts)))
    log.info("results.sent", **asdict(send_results(session, now=now, vapid=vapid, hosts=hosts)))
