"""Stores reading notes: how a group, or the platform, reads a release, in Markdown per language. Callers commit.

A note has four parts, one for each step of talking about figures: what we read in them, what we asked when we
met, what was recognised there, and what was added to the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import select

from app.db import AnySession
from app.groups.places import Place
from app.meetings.markdown import safe_html
from app.meetings.models import Reading
from app.web.language import long_day, reader_language
from app.wording.translated import _

PARTS = ("reading", "questions", "recognised", "added")
LETTERS = 4000
"""The most characters of one part in one language."""

Texts = Mapping[str, Mapping[str, str]]
"""Markdown by part and language."""


class ReadingEmpty(ValueError):
    """The reading note is empty: nothing was written in any language."""


class ReadingTooLong(ValueError):
    """A part of the reading note has more than LETTERS characters."""


class ReadingChanged(Exception):
    """Somebody saved another version of the reading note meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """One version of a reading note as a page shows it: title, HTML and language of each part."""

    author: str
    version: int
    written_on: str
    parts: tuple[tuple[str, Markup, str], ...]


def versions_of(session: AnySession, *, level: str, group: str, period_id: str) -> Sequence[Reading]:
    """Return every version of a group's reading note on a release, newest first."""
    query = select(Reading).where(Reading.level == level, Reading.group == group, Reading.period_id == period_id)
    return session.scalars(query.order_by(Reading.version.desc())).all()


def add_version(
    session: AnySession,
    place: Place,
    texts: Texts,
    *,
    period_id: str,
    author_role: str,
    after: int,
    today: date,
) -> Reading:
    """Store a new version of a reading note and return it; `after`: the version that its writer saw.

    Raises ReadingEmpty, ReadingTooLong, or ReadingChanged when `after` is not the newest version.
    """
    kept = _filled(texts)
    if not kept:
        raise ReadingEmpty
    if any(len(text) > LETTERS for by in kept.values() for text in by.values()):
        raise ReadingTooLong
    versions = versions_of(session, level=place.level, group=place.id, period_id=period_id)
    if (versions[0].version if versions else 0) != after:
        raise ReadingChanged
    reading = Reading(
        period_id=period_id,
        level=place.level,
        group=place.id,
        version=after + 1,
        author_role=author_role,
        written_on=today,
        texts=kept,
    )
    session.add(reading)
    session.flush()
    return reading


def _filled(texts: Texts) -> dict[str, dict[str, str]]:
    """Return the texts without the fields that were left empty."""
    filled = {part: {tongue: text for tongue, text in by.items() if text} for part, by in texts.items()}
    return {part: by for part, by in filled.items() if by}


def told(reading: Reading) -> ReadingView:
    """Return a version of a reading note as a page shows it.
    Each part is in the reader's language, else in one that it was written in.
    """
    parts = []
    for part in PARTS:
        by = reading.texts.get(part, {})
        tongue = reader_language() if reader_language() in by else next(iter(by), "")
        if tongue:
            parts.append((part_title(part), safe_html(by[tongue]), tongue))
    return ReadingView(
        author=author_words(reading.author_role),
        version=reading.version,
        written_on=long_day(reading.written_on),
        parts=tuple(parts),
    )


def part_title(part: str) -> str:
    """Return the title of one part of a reading note."""
    return {
        "reading": _("How we read the figures"),
        "questions": _("What we asked when we met"),
        "recognised": _("What was recognised"),
        "added": _("What was added"),
    }[part]


def author_words(role: str) -> str:
    """Return in words who wrote a reading note, by role; a note never carries a name."""
    return {
        "region": _("by the platform"),
        "organisation": _("by the organisation"),
        "team": _("by the team"),
    }[role]
