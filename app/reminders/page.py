"""The page where somebody chooses how to be reminded, with one set of template variables for all its states."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from app import clock
from app.db import db
from app.participants.identity import Participant
from app.reminders.forms import FeedAddressForm
from app.reminders.reminder_rounds import rounds_of
from app.reminders.vapid import public_key_of
from app.web.forms import form_page
from app.web.settings import settings

HOURS = range(24)


def reminders_page(participant: Participant, **state: object) -> str:
    """Return the HTML of the page on which a participant chooses how to be reminded.

    `state` may hold `feed` (an address just made), `revoked`, and `form` (an address that was refused).
    """
    now = clock.now()
    present = rounds_of(db.session, participant.belonging.region_id, now=now).present
    days = get_locale().days["stand-alone"]["wide"]
    context: dict[str, object] = {
        "public_key": public_key_of(settings().keys),
        "wave_closes": present.closes.isoformat() if present else "",
        "weekdays": [(number, days[number]) for number in range(7)],
        "hours": HOURS,
        "feed": None,
        "revoked": False,
        "form": FeedAddressForm(None),
    }
    return form_page("reminders/reminders.html", **{**context, **state})


def when_words(weekday: int, hour: int) -> str:
    """Return the sentence that the phone shows after subscribing."""
    day = get_locale().days["format"]["wide"][weekday]
    return str(
        _("Set. On %(day)s at %(hour)s:00 this device reminds you, as long as a round is open.", day=day, hour=hour)
    )
