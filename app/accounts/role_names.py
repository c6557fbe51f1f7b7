"""The words on the screen for roles, ways to sign in, and moments.

Needs the reader's language; decides nothing else.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _


def role_words(role: str) -> str:
    """Return the name of a role on the screen: `Team lead`."""
    words: dict[str, str] = {
        "region": _("Programme team of the region"),
        "organisation": _("Organisation"),
        "team": _("Team lead"),
        "council": _("Works council (reads only)"),
    }
    return words[role]


def way_words(way: str) -> str:
    """Return the words for a way of signing in, such as `passkey`, as the log of staff actions shows it."""
    words: dict[str, str] = {
        "link": _("with a one-time link"),
        "way_back": _("with a one-time link and a spoken code"),
        "passkey": _("with a passkey"),
        "password": _("with password and code"),
        "invitation": _("with an invitation"),
        "single_sign_on": _("through the organisation"),
    }
    return words.get(way, way)


def age_words(since: datetime, *, now: datetime) -> str:
    """Return in words how long ago `since` is, in whole hours."""
    hours = int((now - since).total_seconds() // 3600)
    return str(ngettext("%(num)s hour ago", "%(num)s hours ago", hours) if hours else _("Less than an hour ago"))


def moment_words(moment: datetime) -> str:
    """Return day and time in the region's time zone: `22 november 2026 om 14:05`."""
    return str(format_datetime(moment, _("d MMMM yyyy 'at' HH:mm")))
