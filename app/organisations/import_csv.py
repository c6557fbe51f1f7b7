"""Reads a list of organisations and teams from a CSV file: organisation, type, team, size.

Decides what is a row and what is wrong with it, by line. Pure: writes nothing and knows no database; existing
names are passed in. `spreadsheet_text` decides how a spreadsheet writes its cells.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from app.organisations.spreadsheet_text import ListUnreadable, TextRow, decoded, plain, rows_in, word
from app.spreadsheets import is_formula

MOST_ROWS = 2000
MOST_PEOPLE = 500
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of Excel and LibreOffice files, which people send when they forget to save as CSV."""
NAME_LENGTH = 120
WHOLE = re.compile(r"(\d{1,4})(?:[.,]0{1,2})?")
"""A size as a spreadsheet may export it: 12, 12.0 or 12,00. With three zeros it could be a thousand."""
COLUMNS: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"organisation", "organisatie", "organization"}),
    "type": frozenset({"type", "soort", "kind"}),
    "team": frozenset({"team"}),
    "size": frozenset({"size", "grootte", "omvang", "aantal"}),
}


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in the file; `line` counts from 1, the line of the headings."""

    line: int
    organisation: str
    org_type: str
    team: str
    size: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line of the file; `about` is the text in question, shortened. Line 0: the whole file.

    For `columns_missing`, `about` holds the names of `COLUMNS` with spaces between, and `there` what that
    line says instead; for `line_end`, the line on which the cell ends.
    """

    line: int
    kind: str
    about: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """The organisations (with their type) and teams that the region already has, by folded name (see `folded`)."""

    types: Mapping[str, str]
    teams: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ListReading:
    """The rows and faults found in a file. Only a file without faults may be imported. `encoding`: as it was read."""

    rows: tuple[TeamRow, ...]
    faults: tuple[RowFault, ...]
    encoding: str


def read_teams(content: bytes, *, types: Mapping[str, str], existing: Existing) -> ListReading:
    """Return the rows and faults of an uploaded file.

    `types`: the key of each kind of organisation, by every folded word for it.
    """
    if content.startswith(WORKBOOKS):
        return ListReading((), (RowFault(0, "workbook"),), "")
    text, encoding = decoded(content)
    try:
        found = rows_in(text, known=frozenset().union(*COLUMNS.values()))
    except ListUnreadable as unreadable:
        about = str(unreadable.last or "")
        return ListReading((), (RowFault(unreadable.line, unreadable.kind, about),), encoding)
    if len(found) < 2:
        return ListReading((), (RowFault(0, "empty"),), encoding)
    headings, *lines = found
    if len(lines) > MOST_ROWS:
        return ListReading((), (RowFault(0, "too_many_rows", str(len(lines))),), encoding)
    places = _places(headings)
    if missing := [name for name in COLUMNS if name not in places]:
        there = "; ".join(filter(None, headings.cells))[:80]
        return ListReading((), (RowFault(headings.line, "columns_missing", " ".join(missing), there),), encoding)
    read = [_row(line, places, types=types) for line in lines]
    rows = tuple(row for row in read if isinstance(row, TeamRow))
    faults = [*(row for row in read if isinstance(row, RowFault)), *_contradictions(rows, existing)]
    return ListReading(rows, tuple(sorted(faults, key=lambda fault: fault.line)), encoding)


def written(rows: Iterable[TeamRow]) -> str:
    """Return the rows as CSV text that `read_teams` reads back to the same rows, for the confirmation form."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.organisation, row.org_type, row.team, row.size) for row in rows)
    return text.getvalue()


def folded(name: str) -> str:
    """Return a name in the form in which names are compared: no capitals, double spaces or invisible characters."""
    return plain(name).casefold()


def _places(headings: TextRow) -> dict[str, int]:
    words = [word(cell) for cell in headings.cells]
    return {
        name: next(place for place, each in enumerate(words) if each in known)
        for name, known in COLUMNS.items()
        if known & set(words)
    }


def _row(row: TextRow, places: Mapping[str, int], *, types: Mapping[str, str]) -> TeamRow | RowFault:
    """Return the team on one line of the file, or what is wrong with that line."""
    line = row.line
    cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
    for name in ("organisation", "team"):
        if not cells[name]:
            return RowFault(line, f"{name}_missing")
        if len(cells[name]) > NAME_LENGTH or not cells[name].isprintable() or "�" in cells[name]:
            return RowFault(line, "name_unusable", cells[name][:40])
        if is_formula(cells[name]):
            return RowFault(line, "name_formula", cells[name][:40])
    org_type = types.get(folded(cells["type"]))
    if org_type is None:
        return RowFault(line, "type_unknown", cells["type"][:60])
    size = WHOLE.fullmatch(cells["size"])
    if size is None or not 1 <= int(size[1]) <= MOST_PEOPLE:
        return RowFault(line, "size_unusable", cells["size"][:20])
    return TeamRow(line, cells["organisation"], org_type, cells["team"], int(size[1]))


def _contradictions(rows: Iterable[TeamRow], existing: Existing) -> list[RowFault]:
    """Return faults for teams that occur twice or already exist, and for organisations with two kinds."""
    faults: list[RowFault] = []
    seen: set[tuple[str, str]] = set()
    types = dict(existing.types)
    for row in rows:
        organisation = folded(row.organisation)
        team = (organisation, folded(row.team))
        if team in existing.teams:
            faults.append(RowFault(row.line, "team_exists", row.team))
        elif team in seen:
            faults.append(RowFault(row.line, "team_twice", row.team))
        elif types.setdefault(organisation, row.org_type) != row.org_type:
            faults.append(RowFault(row.line, "other_type", row.organisation))
        seen.add(team)
    return faults
