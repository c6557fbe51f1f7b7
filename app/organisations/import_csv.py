"""Reads a list of organisations and teams as spreadsheets write it: organisation, type, team, size.

Decides what is a row and what is wrong with it, by line. Pure: writes nothing and knows no database; names that
exist already are handed in. Excel's semicolons, tabs and Windows-1252 are understood.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

MOST_ROWS = 2000
MOST_PEOPLE = 500
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice begin, new and old; a person who forgot to save as CSV sends one."""
NAME_LENGTH = 120
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes a cell for a formula by: names stand in the files of a release, which others open."""
COLUMNS: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"organisation", "organisatie", "organization"}),
    "type": frozenset({"type", "soort", "kind"}),
    "team": frozenset({"team"}),
    "size": frozenset({"size", "grootte", "omvang", "aantal"}),
}


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team as the file has it; `line` counts from 1, the line of the headings."""

    line: int
    organisation: str
    org_type: str
    team: str
    size: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a line; `about` is the text in question, shortened. Line 0: the file as a whole.

    Of `columns_missing` it is the names of `COLUMNS`, with spaces between.
    """

    line: int
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Existing:
    """What the region has already, with names folded (see `folded`): types by organisation, and teams."""

    types: Mapping[str, str]
    teams: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. Only a reading without faults may be imported. `encoding`: as it was read."""

    rows: tuple[TeamRow, ...]
    faults: tuple[RowFault, ...]
    encoding: str


def read_teams(content: bytes, *, types: Mapping[str, str], existing: Existing) -> Reading:
    """Read the file. `types`: key of each kind of organisation by every folded word for it."""
    if content.startswith(WORKBOOKS):
        return Reading((), (RowFault(0, "workbook"),), "")
    text, encoding = _decoded(content)
    lines = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    filled = [(number, cells) for number, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells)]
    if len(filled) < 2:
        return Reading((), (RowFault(0, "empty"),), encoding)
    if len(filled) - 1 > MOST_ROWS:
        return Reading((), (RowFault(0, "too_many_rows", str(len(filled) - 1)),), encoding)
    places = _places(filled[0][1])
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        return Reading((), (RowFault(1, "columns_missing", " ".join(missing)),), encoding)
    rows: list[TeamRow] = []
    faults: list[RowFault] = []
    for number, cells in filled[1:]:
        row = _row(number, {name: _cell(cells, place) for name, place in places.items()}, types=types)
        if isinstance(row, TeamRow):
            rows.append(row)
        else:
            faults.append(row)
    faults += _contradictions(rows, existing)
    return Reading(tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line)), encoding)


def written(rows: Iterable[TeamRow]) -> str:
    """The rows as a file that `read_teams` reads back to the same rows, to be sent along with a confirmation."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.organisation, row.org_type, row.team, row.size) for row in rows)
    return text.getvalue()


def folded(name: str) -> str:
    """A name as it is compared: without capitals or doubled spaces."""
    return " ".join(name.split()).casefold()


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8 with or without its mark, UTF-16 with its mark, else what Windows writes in Western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _delimiter(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max((";", ",", "\t"), key=head.count)


def _places(heading: list[str]) -> dict[str, int]:
    words = [folded(cell) for cell in heading]
    return {
        name: next(place for place, word in enumerate(words) if word in known)
        for name, known in COLUMNS.items()
        if known & set(words)
    }


def _cell(cells: list[str], place: int) -> str:
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _row(line: int, cells: Mapping[str, str], *, types: Mapping[str, str]) -> TeamRow | RowFault:
    for name in ("organisation", "team"):
        if not cells[name]:
            return RowFault(line, f"{name}_missing")
        if len(cells[name]) > NAME_LENGTH or not cells[name].isprintable() or "�" in cells[name]:
            return RowFault(line, "name_unusable", cells[name][:40])
        if cells[name].startswith(FORMULA):
            return RowFault(line, "name_formula", cells[name][:40])
    org_type = types.get(folded(cells["type"]))
    if org_type is None:
        return RowFault(line, "type_unknown", cells["type"][:60])
    size = int(cells["size"]) if cells["size"].isdecimal() and len(cells["size"]) < 5 else 0
    if not 1 <= size <= MOST_PEOPLE:
        return RowFault(line, "size_unusable", cells["size"][:20])
    return TeamRow(line, cells["organisation"], org_type, cells["team"], size)


def _contradictions(rows: Iterable[TeamRow], existing: Existing) -> list[RowFault]:
    """Teams that stand twice or exist already, and organisations with two kinds."""
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
