"""A list of teams is read as spreadsheets write it; every fault is told with its line."""

from __future__ import annotations

import pytest

from app.organisations.import_csv import MOST_ROWS, Existing, KnownTeam, TeamRow, folded, read_teams, written
from app.organisations.spreadsheet_text import is_garbled

TYPES = {folded(word): key for key, words in {"certified": ("certified", "Gecertificeerd")}.items() for word in words}
NOTHING = Existing(types={})
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


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Gecertificeerde instelling", "certified"),
        ("gecertificeerde  INSTELLING, gedwongen", "certified"),
        ("Lokaal team", "municipal"),
        ("Lokaal", None),
        ("Lokaal tea", None),
        ("Gecertificeerd", None),
        ("certified", "certified"),
        ("team van de gemeente", None),
    ],
)
def test_the_first_words_of_a_kinds_name_are_enough(typed: str, kind: str | None) -> None:
    """Nobody types a name with all that stands behind its comma; half a word, or words of two kinds, stay a fault."""
    names = {
        "certified": ("certified", "Gecertificeerde instelling, gedwongen kader"),
        "municipal": ("Lokaal team of gemeentelijke toegang",),
        "other": ("Team van de gemeente of anders",),
        "more": ("Team van de gemeente of meer",),
    }
    types = {folded(word): key for key, words in names.items() for word in words}
    text = f'organisation;type;team;size\nBreed;"{typed}";Team Zuid;12\n'
    reading = read_teams(text.encode(), types=types, existing=NOTHING)
    assert [row.org_type for row in reading.rows] == ([kind] if kind else [])
    assert [fault.kind for fault in reading.faults] == ([] if kind else ["type_unknown"])


KNOWN = Existing(
    types={"breed": "certified", "toe": "certified"},
    teams=(
        KnownTeam("t1", "Breed", "Team Zuid", 12),
        KnownTeam("t2", "Breed", "Team Noord", 8),
        KnownTeam("t3", "Breed", "Team Oud", 8, closed=True),
        KnownTeam("t4", "Toe", "Team Zuid", 8),
    ),
    closed=frozenset({"toe"}),
)
WITH_ID = "organisation;type;team;size;id\n"


def test_a_team_is_recognised_by_its_name() -> None:
    """Capitals and spaces aside; without an id a list that was made anew finds the teams it is about."""
    reading = read_teams(GOOD.replace("Team Zuid", "team  zuid").encode(), types=TYPES, existing=KNOWN)
    assert [row.team_id for row in reading.rows] == ["t1"]
    assert reading.faults == ()


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("Breed;certified;Team Zuid;12;t9", "id_unknown"),
        ("Breed;certified;Team Noord;12;t1", "name_taken"),
        ("Breed;certified;Team Oud;8;", "closed"),
        ("Toe;certified;Team Nieuw;8;", "closed"),
        ("Breed;certified;A;8;t1\nBreed;certified;B;8;t1", "team_twice"),
    ],
)
def test_a_row_that_cannot_be_about_its_team_is_told(row: str, kind: str) -> None:
    """An id of nobody or of another organisation, a name that another team keeps, what is closed, one team twice."""
    assert [each for _line, each in faults(f"{WITH_ID}{row}\n", KNOWN)] == [kind]


def test_two_teams_may_change_names() -> None:
    """Each is named by its id, so nothing is taken twice."""
    text = f"{WITH_ID}Breed;certified;Team Noord;12;t1\nBreed;certified;Team Zuid;8;t2\n"
    assert faults(text, KNOWN) == []


def test_an_organisation_keeps_its_kind() -> None:
    """A list that says otherwise is refused with its line."""
    known = Existing(types={"breed": "municipal"})
    assert faults(GOOD, known) == [(2, "other_type")]


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
def test_a_workbook_that_cannot_be_read_is_named_as_one(begin: bytes) -> None:
    """A damaged one or one of the old kind, not a list of headings that are missing."""
    assert faults(begin + bytes(range(256))) == [(0, "workbook")]


def rows(content: bytes) -> tuple[TeamRow, ...]:
    """The rows of a list without faults."""
    reading = read_teams(content, types=TYPES, existing=NOTHING)
    assert reading.faults == ()
    return reading.rows


HEADINGS = "organisatie;soort;team;omvang\n"
LONG = "Breed met een lange naam die iedereen kent en die in elke regel terugkomt;certified;Team {};12\n"


@pytest.mark.parametrize("lines", [1, 3, 2000])
def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line(lines: int) -> None:
    """In a small list and in one of 200 KB alike: the line of the mark, not what it swallowed (csvkit #382)."""
    text = HEADINGS + "".join(LONG.format(number) for number in range(lines)) + '"Breed;certified;Team A;12\n'
    assert faults(text + "".join(LONG.format(f"B{number}") for number in range(lines))) == [(lines + 2, "quote_open")]


def test_two_stray_quotation_marks_do_not_swallow_teams() -> None:
    """A cell that goes on over the end of its line is refused with the lines where it begins and ends."""
    text = HEADINGS + 'A;certified;"Team 1;12\nA;certified;Team 2;12\nA;certified;Team 3";12\nA;certified;Team 4;9\n'
    (fault,) = read_teams(text.encode(), types=TYPES, existing=NOTHING).faults
    assert (fault.line, fault.kind, fault.about) == (2, "line_end", "4")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_in_a_cell_is_refused_in_any_column(end: str) -> None:
    """Also in a column that is not read: rows that follow would be counted wrong."""
    text = f'organisatie;soort;team;omvang;opmerking{end}{end}A;certified;T;3;"een{end}twee"{end}'
    assert faults(text) == [(3, "line_end")]


def test_a_quotation_mark_in_the_middle_of_a_cell_is_named() -> None:
    """What would make `Team "Zuid"` of it otherwise is a guess."""
    assert faults(HEADINGS + 'A;certified;"Team "Zuid"";3\n') == [(2, "quote_inside")]


def test_lines_are_counted_as_the_file_has_them() -> None:
    """Empty lines, a title and the hint line count too."""
    text = "sep=;\r\nTeams per 1-1-2027;;;\r\n\r\norganisatie;soort;team;omvang\r\n\r\nA;winkel;T;3\r\n"
    assert faults(text) == [(6, "type_unknown")]


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;", "\ufeffsep=;"])
def test_excels_hint_line_is_no_data(hint: str) -> None:
    """`sep=;` above the headings tells the separator (fast-excel #327)."""
    text = f"{hint}\r\norganisatie;soort;team;omvang\r\nA, B en C;certified;Team Oost;12\r\n"
    assert rows(text.encode()) == (TeamRow(3, "A, B en C", "certified", "Team Oost", 12),)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_of_the_hint_line_is_used(separator: str) -> None:
    text = f"sep={separator}\n" + "organisatie;soort;team;omvang\nA;certified;T;12\n".replace(";", separator)
    assert rows(text.encode()) == (TeamRow(3, "A", "certified", "T", 12),)


@pytest.mark.parametrize(
    "title", ["Teams per 1-1-2027;;;", "Teams; per 1 januari, 2027, alle, soorten", "Overzicht\n\nteam"]
)
def test_a_title_above_the_headings_is_left_out(title: str) -> None:
    """As exports of personnel systems have; its own commas do not decide the separator."""
    (row,) = rows(f"{title}\n{HEADINGS}A;certified;Team Oost;12\n".encode())
    assert (row.team, row.size) == ("Team Oost", 12)


def test_headings_that_are_missing_are_told_with_what_stands_there() -> None:
    """The line where they were looked for, and its own words."""
    reading = read_teams(b"Overzicht\norganisatie;team;plaats\nA;T;X\n", types=TYPES, existing=NOTHING)
    (fault,) = reading.faults
    assert (fault.line, fault.about, fault.there) == (2, "type size", "organisatie; team; plaats")


@pytest.mark.parametrize("typed", ["12", "12.0", "12,0", "12.00", " 12 ", '"12,0"'])
def test_a_size_may_look_as_a_spreadsheet_exports_it(typed: str) -> None:
    assert rows(f"{HEADINGS}A;certified;T;{typed}\n".encode())[0].size == 12


@pytest.mark.parametrize("typed", ["12.5", "1.000", "12,01", "1e1", "-12", "12.", "0,0", "12 0"])
def test_a_size_that_could_be_another_number_is_refused(typed: str) -> None:
    """`1.000` is a thousand to one reader and one to another."""
    assert faults(f"{HEADINGS}A;certified;T;{typed}\n") == [(2, "size_unusable")]


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060"])
def test_signs_without_width_change_nothing(sign: str) -> None:
    """Before a heading, in a kind, in a name and in a size: the eye does not see them, and neither do we."""
    text = f"{sign}organisatie;so{sign}ort;team;omvang{sign}\nBr{sign}eed;certi{sign}fied;{sign}T;1{sign}2\n"
    assert rows(text.encode()) == (TeamRow(2, "Breed", "certified", "T", 12),)


def test_text_that_is_turned_around_is_still_refused() -> None:
    """Signs that make a name read otherwise than it is are no accident of copying."""
    assert faults(f"{HEADINGS}A;certified;T\u202em;3\n") == [(2, "name_unusable")]


def test_names_are_kept_in_composed_letters() -> None:
    """A name from a Mac and the same name from Windows are one organisation."""
    text = f"{HEADINGS}Cafe\u0301;certified;T;3\nCaf\u00e9;certified;t;3\n"
    assert faults(text) == [(3, "team_twice")]
    assert rows(text.replace(";t;", ";U;").encode())[0].organisation == "Caf\u00e9"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_text_that_lost_its_mark_is_understood(encoding: str) -> None:
    text = "organisatie\tsoort\tteam\tomvang\r\nBre\u00e9d\tcertified\tT\t12\r\n"
    assert rows(text.encode(encoding)) == (TeamRow(2, "Bre\u00e9d", "certified", "T", 12),)


@pytest.mark.parametrize("heading", ["Organisatie*", "organisatie:", " ORGANISATIE "])
def test_a_heading_may_have_a_mark(heading: str) -> None:
    assert rows(f"{heading};soort;team;omvang\nA;certified;T;3\n".encode())


def test_a_cell_beyond_the_headings_is_named() -> None:
    """A comma in a name or a number divides it in two: nothing of it is taken for a size."""
    text = "organisation,type,team,size\nBreed,certified,Zuid,1,200\nBreed,certified,Oost,12,5\nA, B,certified,C,3\n"
    assert faults(text) == [(line, "cells_beyond") for line in (2, 3, 4)]
    assert faults("organisation,type,team,size\nBreed,certified,Zuid,12,,\n") == []


def test_two_columns_of_one_meaning_are_named() -> None:
    """Which of two sizes or teams is meant, the reader of the file cannot know."""
    text = "organisation;type;team;team;size;aantal\nBreed;certified;A;B;12;13\n"
    reading = read_teams(text.encode(), types=TYPES, existing=NOTHING)
    assert [(fault.line, fault.kind, fault.about) for fault in reading.faults] == [(1, "columns_twice", "team size")]


@pytest.mark.parametrize("name", ["#N/A", "#REF!", "#VERW!", "#NAAM?", "#WAARDE!", "#DIV/0!", "#NB", "#NV", "####"])
def test_an_error_of_the_spreadsheet_is_no_name(name: str) -> None:
    """In the words of Excel in Dutch, English and German; a team may still be called "#3 Oost"."""
    assert faults(GOOD + f"Breed;certified;{name};3\n") == [(3, "name_error")]
    assert faults(GOOD + "Breed;certified;#3 Oost;3\n") == []


ACCENTED = ["Één", "Coöperatie", "Dé Brug", "Müller", "Zoë", "België", "Reünie", "Café"]


@pytest.mark.parametrize("name", ACCENTED)
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_accents_in_an_encoding_that_cannot_be_known_are_refused(name: str, encoding: str) -> None:
    """What Excel writes as CSV for the Macintosh and for MS-DOS is never taken in with wrong accents."""
    text = GOOD + f"{name};certified;X;3\n"
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("not in this encoding")
    assert faults(content) == [(3, "name_garbled")]


@pytest.mark.parametrize("name", ACCENTED)
def test_accents_that_went_wrong_before_are_refused(name: str) -> None:
    """UTF-8 that was read as Windows-1252 and saved again; and one wrong byte in a file of UTF-8."""
    line = f"{name};certified;X;3\n".encode()
    with_wrong_byte = GOOD.encode() + line + b"Gr\xe9;certified;Y;3\n"
    assert (3, "name_garbled") in faults(with_wrong_byte)
    try:
        twice = line.decode("cp1252")
    except UnicodeDecodeError:
        pytest.skip("has no letter for one of its bytes")
    assert faults(GOOD + twice) == [(3, "name_garbled")]


NAMES = ["Zorg’s", "‘t Hof", "“Team”", "Ambulant – Noord", "Noord…", "l’été", "Straße", "Ågård", "Één", "€uro"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_right_accents_and_quotation_marks_are_left_alone(name: str, encoding: str) -> None:
    """In every encoding that can be known."""
    assert faults((GOOD + f"Breed;certified;{name};3\n").encode(encoding)) == []


def test_apostrophes_and_dashes_that_look_alike_make_no_second_team() -> None:
    """A word processor curls them; a team that is split in two would be too small to be shown."""
    same = ("Team 's-Gravenhage", "Team ’s-Gravenhage", "Team 's–Gravenhage", "Team ´s‑Gravenhage")
    assert len({folded(name) for name in same}) == 1
    rows = "".join(f"Breed;certified;{name};3\n" for name in same)
    assert faults("organisation;type;team;size\n" + rows) == [(line, "team_twice") for line in (3, 4, 5)]


def test_a_space_after_the_separator_is_no_part_of_a_quoted_cell() -> None:
    """`"A"; "B; C"` has two cells."""
    text = 'organisation; type; team; size\n"Breed"; "certified"; "Zuid; Oost"; 12\n'
    reading = read_teams(text.encode(), types=TYPES, existing=NOTHING)
    assert reading.rows == (TeamRow(2, "Breed", "certified", "Zuid; Oost", 12),)


@pytest.mark.parametrize("name", ["CAFÉ’S", "Spaß’n", "OLÉ…", "Groß“", "ßž"])
def test_capitals_with_accents_before_a_curly_mark_are_not_taken_for_wrong_accents(name: str) -> None:
    """Their bytes could be UTF-8 of an alphabet in which nobody here writes."""
    assert not is_garbled(name, guessed=False)
    assert is_garbled("CafÃ©", guessed=False)
