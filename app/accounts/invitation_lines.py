"""Reads several invitations at once: an e-mail address on each line, with the team after a semicolon where it differs.

Decides which access each line means and what is wrong with it. Must not know a session or write anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

MOST_LINES = 200
_SPLIT = re.compile(r"[;\t]")


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One typed line of several invitations. `access`: `role:id of the group`; `fault`: kind of mistake, or empty."""

    text: str
    email: str = ""
    access: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NamedAccess:
    """An access that can be given: its value (`role:id of the group`), its role and the name of its group."""

    value: str
    role: str
    place: str


def read_lines(text: str, gifts: Sequence[NamedAccess], *, usual: str) -> list[InvitationLine]:
    """Return every line that is not empty as an invitation. `usual`: the access of lines without a team, or empty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    seen: set[str] = set()
    return [_line(line, gifts, usual=usual, seen=seen) for line in lines]


def _line(text: str, gifts: Sequence[NamedAccess], *, usual: str, seen: set[str]) -> InvitationLine:
    typed, *named = [part.strip() for part in _SPLIT.split(text)]
    email = typed.strip("<>,").removeprefix("mailto:").strip()
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return InvitationLine(text, fault="no_address")
    if email.casefold() in seen:
        return InvitationLine(text, fault="twice")
    seen.add(email.casefold())
    place = next((part for part in named if part), "")
    if not place:
        known = usual in {gift.value for gift in gifts}
        return InvitationLine(text, email, usual) if known else InvitationLine(text, fault="no_access")
    found = _teams(gifts, place)
    if len(found) != 1:
        return InvitationLine(text, fault="several_teams" if found else "no_team")
    return InvitationLine(text, email, found[0])


def _teams(gifts: Iterable[NamedAccess], name: str) -> list[str]:
    return [gift.value for gift in gifts if gift.role == "team" and _folded(gift.place) == _folded(name)]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
