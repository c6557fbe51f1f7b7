"""Reads a list of organisations and teams as spreadsheets write it: organisation, type, team, size, and perhaps id.

Decides what is a row, which team of the region it is about, and what is wrong with it, by line. Pure: writes nothing
and knows no database; what exists already is passed in. `spreadsheet_text` decides how a spreadsheet writes its
cells, `workbook_text` how a workbook does.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from io import StringIO

from app.organisations.spreadsheet_text import (
    DATE,
    SPREADSHEET_ERROR,
    ListUnreadable,
    TextRow,
    decoded,
    is_garbled,
    plain,
    rows_in,
    word,
)
from app.organisations.workbook_text import WORKBOOKS, text_of_workbook
from app.spreadsheets import is_formula

MOST_ROWS = 2000
MOST_PEOPLE = 500
NAME_LENGTH = 120
WHOLE = re.compile(r"(\d{1,4})(?:[.,]0{1,2})?")
"""A size as a spreadsheet may export it: 12, 12.0 or 12,00. With three zeros it could be a thousand."""
# Folded, so that "Größe" is found as "grösse".
COLUMNS: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"organisation", "organisatie", "organization"}),
    "type": frozenset({"type", "soort", "kind", "art"}),
    "team": frozenset({"team"}),
    "size": frozenset({"size", "grootte", "omvang", "aantal", "grösse", "anzahl"}),
    "id": frozenset({"id"}),
}
OPTIONAL = frozenset({"id"})
"""A list that was taken from Peil names its teams by it, so that a team can get another name."""


ALIKE = str.maketrans("\u2018\u2019\u02bc\u00b4\u0060\u2010\u2011\u2012\u2013\u2014", "'''''-----")
"""Apostrophes and dashes that programs put in the place of the typed ones; they make no other name."""
WORKBOOK, GUESSED = "Excel", "Windows-1252"
"""What the page says a workbook was read as."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team in the file; `line` counts from 1, the line of the headings.

    `team_id`: the team of the region that the row is about; empty for a new one.
    """

    line: int
    organisation: str
    org_type: str
    team: str
    size: int
    team_id: str = ""


LEAST_OF_KIND = 8
"""So many letters of the name of a kind of organisation are enough, if they are whole words of one kind alone."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line of the file; `about` is the text in question, shortened. Line 0: the whole file.

    For `columns_missing` and `columns_twice`, `about` holds the names of `COLUMNS` with spaces between, and `there`
    what that line says; for `line_end`, the line on which the cell ends.
    """

    line: int
    kind: str
    about: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team that the region has; `closed`: it takes part no longer. `moves_to`: its next organisation, or empty."""

    id: str
    organisation: str
    name: str
    size: int
    closed: bool = False
    moves_to: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the names of organisation and team in the form in which names are compared (`folded`).
        No two teams of a region share both.
        """
        return folded(self.organisation), folded(self.name)


@dataclass(frozen=True, slots=True)
class Existing:
    """What the region has already: kinds of organisation, teams, and closed organisations.
    Names of organisations are in the form in which they are compared (`folded`). `types`: the kind of each
    organisation.
    """

    types: Mapping[str, str]
    teams: tuple[KnownTeam, ...] = ()
    closed: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class ListReading:
    """The rows and faults found in an uploaded file; with faults it cannot be imported. `encoding`: of its text."""

    rows: tuple[TeamRow, ...]
    faults: tuple[RowFault, ...]
    encoding: str


def read_teams(content: bytes, *, types: Mapping[str, str], existing: Existing) -> ListReading:
    """Read an uploaded list of organisations and teams: return its rows, one per team, and its faults.

    `types`: the key of each kind of organisation, by every folded word for it.
    """
    encoding, headings_known = WORKBOOK, frozenset().union(*COLUMNS.values())
    try:
        if content.startswith(WORKBOOKS):
            text = text_of_workbook(content, known=headings_known)
        else:
            text, encoding = decoded(content)
        found = rows_in(text, known=headings_known)
    except ListUnreadable as unreadable:
        about = str(unreadable.last or "")
        return ListReading((), (RowFault(unreadable.line, unreadable.kind, about),), encoding)
    if len(found) < 2:
        return ListReading((), (RowFault(0, "empty"),), encoding)
    headings, *lines = found
    if len(lines) > MOST_ROWS:
        return ListReading((), (RowFault(0, "too_many_rows", str(len(lines))),), encoding)
    places = _places(headings)
    if fault := _headings_fault(headings, places):
        return ListReading((), (fault,), encoding)
    width, guessed = len(headings.cells), encoding == GUESSED
    read = [_row(line, places, types=types, width=width, guessed=guessed) for line in lines]
    rows = tuple(_recognised(row, existing) for row in read if isinstance(row, TeamRow))
    faults = [*(row for row in read if isinstance(row, RowFault)), *_contradictions(rows, existing)]
    return ListReading(rows, tuple(sorted(faults, key=lambda fault: fault.line)), encoding)


def written(rows: Iterable[TeamRow]) -> str:
    """Return the rows as CSV text that `read_teams` can read again, for the form that confirms the import."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((row.organisation, row.org_type, row.team, row.size, row.team_id) for row in rows)
    return text.getvalue()


def folded(name: str) -> str:
    """Return a name in the form in which names are compared: no capitals, double spaces or invisible characters.

    Signs that look alike count as one: curly and straight apostrophes, dashes, wide and narrow letters.
    """
    return plain(unicodedata.normalize("NFKC", plain(name).translate(ALIKE))).casefold()


def _headings_fault(headings: TextRow, places: Mapping[str, int]) -> RowFault | None:
    """Return what is wrong with the headings: a column that is missing, or one that stands there twice."""
    there = "; ".join(filter(None, headings.cells))[:80]
    if missing := [name for name in COLUMNS if name not in places and name not in OPTIONAL]:
        return RowFault(headings.line, "columns_missing", " ".join(missing), there)
    words = [word(cell) for cell in headings.cells]
    if twice := [name for name, known in COLUMNS.items() if sum(each in known for each in words) > 1]:
        return RowFault(headings.line, "columns_twice", " ".join(twice), there)
    return None


def _places(headings: TextRow) -> dict[str, int]:
    words = [word(cell) for cell in headings.cells]
    return {
        name: next(place for place, each in enumerate(words) if each in known)
        for name, known in COLUMNS.items()
        if known & set(words)
    }


def _row(
    row: TextRow, places: Mapping[str, int], *, types: Mapping[str, str], width: int, guessed: bool
) -> TeamRow | RowFault:
    """Return the team on one line of the file, or what is wrong with that line.
    `width`: how many cells the line of headings has. `guessed`: the encoding of the file was guessed.
    """
    line = row.line
    if beyond := [cell for cell in row.cells[width:] if cell]:
        return RowFault(line, "cells_beyond", beyond[0][:40])
    cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
    for name in ("organisation", "team"):
        if not cells[name]:
            return RowFault(line, f"{name}_missing")
        if kind := _name_fault(cells[name], guessed=guessed):
            return RowFault(line, kind, cells[name][:40])
    org_type = _kind_of(cells["type"], types)
    if org_type is None:
        return RowFault(line, "type_unknown", cells["type"][:60])
    size = WHOLE.fullmatch(cells["size"])
    if size is None or not 1 <= int(size[1]) <= MOST_PEOPLE:
        return RowFault(line, "size_unusable", cells["size"][:20])
    return TeamRow(line, cells["organisation"], org_type, cells["team"], int(size[1]), cells.get("id", ""))


def _name_fault(name: str, *, guessed: bool) -> str | None:
    """Return which kind of fault makes this no name of an organisation or a team; None for a name."""
    if is_garbled(name, guessed=guessed):
        return "name_garbled"
    if len(name) > NAME_LENGTH or not name.isprintable():
        return "name_unusable"
    if is_formula(name):
        return "name_formula"
    if SPREADSHEET_ERROR.fullmatch(name):
        return "name_error"
    return "name_date" if DATE.fullmatch(name) else None


def _kind_of(typed: str, types: Mapping[str, str]) -> str | None:
    """Return the key of the kind that was typed: by a word for it, or by the first words of one kind's name alone."""
    name = folded(typed)
    begun = {key for each, key in types.items() if each.startswith(name) and not each[len(name) :][:1].isalnum()}
    if name in types or len(name) < LEAST_OF_KIND or len(begun) != 1:
        return types.get(name)
    return begun.pop()


def _recognised(row: TeamRow, existing: Existing) -> TeamRow:
    """Return the row with the team it is about: the one it names by id, else the one that has its name."""
    if row.team_id:
        return row
    key = folded(row.organisation), folded(row.team)
    return replace(row, team_id=next((team.id for team in existing.teams if team.key == key), ""))


def _contradictions(rows: tuple[TeamRow, ...], existing: Existing) -> list[RowFault]:
    """Return faults for rows about the same team, a closed one or none, and organisations closed or of two kinds."""
    known = {team.id: team for team in existing.teams}
    named = {row.team_id for row in rows}
    unnamed = [team for team in existing.teams if team.id not in named]
    stay = {team.key for team in unnamed} | {(folded(team.moves_to), folded(team.name)) for team in unnamed}
    names: set[tuple[str, str]] = set()
    ids: set[str] = set()
    types = dict(existing.types)
    faults: list[RowFault] = []
    for row in rows:
        organisation = folded(row.organisation)
        key, team = (organisation, folded(row.team)), known.get(row.team_id)
        if row.team_id and team is None:
            faults.append(RowFault(row.line, "id_unknown", row.team_id[:40]))
        elif key in names or row.team_id in ids:
            faults.append(RowFault(row.line, "team_twice", row.team))
        elif key in stay:
            faults.append(RowFault(row.line, "name_taken", row.team))
        elif organisation in existing.closed or (team and team.closed):
            faults.append(RowFault(row.line, "closed", row.team if team else row.organisation))
        elif types.setdefault(organisation, row.org_type) != row.org_type:
            faults.append(RowFault(row.line, "other_type", row.organisation))
        names.add(key)
        ids.update({row.team_id} - {""})
    return faults
