"""A list of teams is read as spreadsheets write it; every fault is told with its line."""

from __future__ import annotations

import pytest

from app.organisations.import_csv import MOST_ROWS, Existing, TeamRow, folded, read_teams, written

TYPES = {folded(word): key for key, words in {"certified": ("certified", "Gecertificeerd")}.items() for word in words}
NOTHING = Existing(types={}, teams=frozenset())
GOOD = "organisation;type;team;size\nBreed;certified;Team Zuid;12\n"


def faults(text: str | bytes, existing: Existing = NOTHING) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    return [(fault.line, fault.kind) for fault in read_teams(content, types=TYPES, existing=existing).faults]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write_is_understood(delimiter: str, encoding: str) -> None:
    """Excel's semicolons and Windows-1252, UTF-8 with and without its mark, UTF-16: accents come out right."""
    text = "Organisatie;Soort;Team;Aantal\r\nBreéd;Gecertificeerd;Team Zuid;12\r\n".replace(";", delimiter)
    reading = read_teams(text.encode(encoding), types=TYPES, existing=NOTHING)
    assert reading.rows == (TeamRow(2, "Breéd", "certified", "Team Zuid", 12),)
    assert reading.faults == ()


def test_the_columns_may_stand_in_any_order_among_others() -> None:
    """An extra column is left alone; empty lines too."""
    reading = read_teams(b"\nteam,city,size,type,organisation\n\nA,X,3,certified,B\n", types=TYPES, existing=NOTHING)
    assert reading.rows == (TeamRow(4, "B", "certified", "A", 3),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "empty")]),
        ("organisation;type;team;size\n", [(0, "empty")]),
        ("name;kind;size\na;b;c\n", [(1, "columns_missing")]),
        (GOOD + ";certified;X;3\n", [(3, "organisation_missing")]),
        (GOOD + "Breed;certified;;3\n", [(3, "team_missing")]),
        (GOOD + "Breed;certified\n", [(3, "team_missing")]),
        (GOOD + "Breed;shop;X;3\n", [(3, "type_unknown")]),
        (GOOD + f"Breed;certified;{'x' * 121};3\n", [(3, "name_unusable")]),
        (GOOD + "Breed;certified;X\x07;3\n", [(3, "name_unusable")]),
        (GOOD + "Breed;certified;=HYPERLINK(1);3\n@Breed;certified;X;3\n", [(3, "name_formula"), (4, "name_formula")]),
        (
            GOOD + "Breed;certified;X;0\nBreed;certified;Y;many\nBreed;certified;Z;501\n",
            [(3, "size_unusable"), (4, "size_unusable"), (5, "size_unusable")],
        ),
        (GOOD + "breed;certified;TEAM  zuid;3\n", [(3, "team_twice")]),
    ],
)
def test_every_fault_is_told_with_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    """Wrong columns, missing cells, unknown kinds, impossible sizes, teams that stand twice."""
    assert faults(text) == expected


def test_what_exists_already_is_not_made_twice() -> None:
    """A team of the region, and an organisation with another kind."""
    known = Existing(types={"breed": "municipal"}, teams=frozenset({("breed", "team zuid")}))
    assert faults(GOOD, known) == [(2, "team_exists")]
    assert faults(GOOD.replace("Zuid", "Noord"), known) == [(2, "other_type")]


def test_ten_thousand_rows_are_refused_as_a_whole() -> None:
    """One fault that says how many there are, not ten thousand."""
    text = GOOD + "".join(f"Breed;certified;Team {number};3\n" for number in range(10_000))
    (fault,) = read_teams(text.encode(), types=TYPES, existing=NOTHING).faults
    assert (fault.kind, fault.about) == ("too_many_rows", "10001")
    assert MOST_ROWS < 10_000


def test_what_is_shown_is_what_is_written() -> None:
    """The rows survive the way to the browser and back, also with signs that mean something in a list."""
    reading = read_teams(b'organisation;type;team;size\n"B;""1""";certified;X;3\n', types=TYPES, existing=NOTHING)
    again = read_teams(written(reading.rows).encode(), types=TYPES, existing=NOTHING)
    assert again.rows == reading.rows


@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_named_as_one(begin: bytes) -> None:
    """Who forgot to save as CSV reads that, not a list of headings that are missing."""
    assert faults(begin + bytes(range(256))) == [(0, "workbook")]
