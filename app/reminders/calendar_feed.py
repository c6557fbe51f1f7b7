"""The calendar feed: when each wave opens and its last day to answer, in the same words for everyone. Callers commit.

Knows a region and a token's hash; must not know whose calendar reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import update

from app.clock import REGION_TIME
from app.db import AnySession, changed_rows
from app.programme.models import Wave
from app.reminders.models import FeedAddress
from app.reminders.reminder_rounds import waves_for_calendar
from app.tokens import make_token, token_hash, without_ending

if TYPE_CHECKING:
    from icalendar import Event

REVISIONS_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""An event is numbered by the seconds since then, so that a wave that is planned again gets a higher number."""
_TOKEN = re.compile(r"([A-Za-z0-9_-]{24})(?:\.ics(?:\?.*)?)?\s*", re.ASCII)


class FeedUnknown(LookupError):
    """There is no such calendar feed, or the text holds no address of a feed."""


class FeedRevoked(Exception):
    """This calendar feed was withdrawn by the person who made it."""


def make_feed(session: AnySession, region_id: str) -> str:
    """Make a calendar feed of the region's waves and return its token, of which only a hash is stored."""
    token = make_token()
    session.add(FeedAddress(token_hash=token_hash(token), region_id=region_id, revoked=False))
    session.flush()
    return token


def revoke_feed(session: AnySession, address: str) -> None:
    """Withdraw a calendar feed, given its address or the last part of it. Raises FeedUnknown."""
    found = _TOKEN.fullmatch(without_ending(address).rpartition("/")[2].strip())
    wanted = FeedAddress.token_hash == token_hash(found[1] if found else "")
    if not changed_rows(session, update(FeedAddress).where(wanted).values(revoked=True)):
        raise FeedUnknown


def region_of_feed(session: AnySession, token: str) -> str:
    """Return the id of the region whose waves this calendar feed lists. Raises FeedUnknown, FeedRevoked."""
    feed = session.get(FeedAddress, token_hash(token))
    if feed is None:
        raise FeedUnknown
    if feed.revoked:
        raise FeedRevoked
    return feed.region_id


def calendar_of(session: AnySession, region_id: str, *, now: datetime, address: str) -> bytes:
    """Return the region's waves as iCalendar (RFC 5545), two whole-day events each; `address`: where to answer."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Peil//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Peil")
    calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for wave in waves_for_calendar(session, region_id, now=now):
        _add_wave(calendar.add_component, wave, address=address)
    return bytes(calendar.to_ical())


def _add_wave(add: Callable[[Event], None], wave: Wave, *, address: str) -> None:
    first = wave.opens_at.astimezone(REGION_TIME).date()
    last = (wave.closes_at - timedelta(seconds=1)).astimezone(REGION_TIME).date()
    add(_event(wave, "opens", day=first, words=_("Time to take your level"), address=address))
    add(_event(wave, "closes", day=last, words=_("Time to take your level: last day"), address=address))


def _event(wave: Wave, name: str, *, day: date, words: str, address: str) -> Event:
    """Return one calendar event of a wave, always the same bytes for the same wave.

    Moved days make it a later revision (RFC 5545, 3.8.7).
    """
    from icalendar import Event

    event = Event()
    event.add("uid", f"{wave.id}-{name}@peil")
    event.add("dtstamp", wave.dated_at)
    event.add("last-modified", wave.dated_at)
    event.add("sequence", int((wave.dated_at - REVISIONS_SINCE).total_seconds()))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", words)
    event.add("description", _("A minute on your phone, an honest mirror of your own."))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
