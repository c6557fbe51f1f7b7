"""Reads several invitations at once: an e-mail address on each line, with the team after a semicolon where it differs.

Decides which role and group each line means and what is wrong with it. Must not know a session or write anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from app.organisations.import_csv import folded

MOST_LINES = 200
_SPLIT = re.compile(r"[;\t]")


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One line of the form that invites several people. `access`: the role and group, as `role:id of the group`.
    `fault`: the kind of mistake, such as "twice" or "no_team"; empty for a line without one.
    """

    text: str
    email: str = ""
    access: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NamedAccess:
    """A role in one group that may be given: its form value (`role:id of the group`), the role and the group's name."""

    value: str
    role: str
    place: str


def read_lines(text: str, gifts: Sequence[NamedAccess], *, usual: str) -> list[InvitationLine]:
    """Return one invitation, with its mistake if it has one, for each line of `text` that is not blank.
    `gifts`: the roles and groups that may be given. `usual`: the one of them for lines that name no team, or empty.
    """
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
    return [gift.value for gift in gifts if gift.role == "team" and folded(gift.place) == folded(name)]
