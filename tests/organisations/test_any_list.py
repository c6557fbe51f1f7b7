"""A list of teams survives the way through any spreadsheet: separators, encodings, quotation marks and line ends."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.organisations.import_csv import (
    COLUMNS,
    MOST_PEOPLE,
    NAME_LENGTH,
    Existing,
    KnownTeam,
    TeamRow,
    folded,
    read_teams,
    written,
)
from app.organisations.list_changes import changes_of
from app.organisations.spreadsheet_text import plain
from app.spreadsheets import is_formula

TYPES = {folded(word): key for key, word in {"certified": "Gecertificeerd", "municipal": "Gemeentelijk"}.items()}
NOTHING = Existing(types={})
LATIN = "abcdefgXYZ éëïüçßñ0123456789-/&()'’\"."
"""Letters that Windows-1252 has too."""
ANY = LATIN + ";,|\t žłőαж日🙂"
Team = tuple[str, str, str, int]


def names(letters: str) -> st.SearchStrategy[str]:
    """Names that may be kept: what is left of them after tidying, and no formula."""
    return (
        st.text(alphabet=letters, min_size=1, max_size=20)
        .map(lambda text: plain(unicodedata.normalize("NFC", text)))
        .filter(lambda name: bool(name) and not is_formula(name))
    )


@st.composite
def teams(draw: st.DrawFn, letters: str = ANY) -> list[Team]:
    """Up to five teams; an organisation keeps its kind, and no team stands twice."""
    organisations = draw(st.lists(names(letters), min_size=1, max_size=3, unique_by=folded))
    kinds = {name: draw(st.sampled_from(sorted(TYPES.values()))) for name in organisations}
    found = draw(
        st.lists(
            st.tuples(st.sampled_from(organisations), names(letters), st.integers(1, MOST_PEOPLE)),
            min_size=1,
            max_size=5,
            unique_by=lambda each: (folded(each[0]), folded(each[1])),
        )
    )
    return [(organisation, kinds[organisation], team, size) for organisation, team, size in found]


def cell(text: str, separator: str, *, quoted: bool) -> str:
    """A cell as a spreadsheet writes it: with marks around it where it must, or everywhere."""
    if quoted or separator in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def as_file(
    rows: list[Team], *, separator: str = ";", end: str = "\n", quoted: bool = False, last_end: bool = True
) -> str:
    words = {key: word for word, key in TYPES.items()}
    lines = [["Organisatie", "Soort", "Team", "Aantal"]]
    lines += [[organisation, words[kind], team, str(size)] for organisation, kind, team, size in rows]
    text = end.join(separator.join(cell(each, separator, quoted=quoted) for each in line) for line in lines)
    return text + (end if last_end else "")


def read(text: str, encoding: str = "utf-8") -> list[Team]:
    """What was understood; there may be no fault."""
    reading = read_teams(text.encode(encoding), types=TYPES, existing=NOTHING)
    assert reading.faults == ()
    return [(row.organisation, row.org_type, row.team, row.size) for row in reading.rows]


@settings(max_examples=60)
@given(
    rows=teams(),
    separator=st.sampled_from(";,\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
    last_end=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_every_name_and_size_comes_out_as_it_went_in(
    *, rows: list[Team], separator: str, end: str, quoted: bool, last_end: bool, encoding: str
) -> None:
    """Whichever program wrote the file, and whatever signs the names hold."""
    text = as_file(rows, separator=separator, end=end, quoted=quoted, last_end=last_end)
    if encoding in ("utf-16-le", "utf-16-be") and any(ord(sign) > 255 for sign in text[:100]):
        return  # Without its mark this encoding is known by its noughts alone.
    assert read(text, encoding) == rows


@settings(max_examples=40)
@given(rows=teams(LATIN), separator=st.sampled_from(";,\t|"), end=st.sampled_from(["\n", "\r\n"]))
def test_the_encoding_of_windows_keeps_accents(rows: list[Team], separator: str, end: str) -> None:
    """Excel on Windows saves CSV that is no UTF-8; what happens to be UTF-8 as well, such as `ß’`, is read as that."""
    text = as_file(rows, separator=separator, end=end)
    assume(text.isascii() or text.encode("cp1252").decode("utf-8", "replace").count("\ufffd"))
    assert read(text, "cp1252") == rows


@settings(max_examples=40)
@given(rows=teams(), hint=st.sampled_from(["sep={}", "SEP={}", '"sep={}"']), separator=st.sampled_from(";,\t|"))
def test_excels_hint_line_decides_the_separator(rows: list[Team], hint: str, separator: str) -> None:
    """Even where another sign stands in the names more often."""
    text = hint.format(separator) + "\r\n" + as_file(rows, separator=separator, end="\r\n")
    reading = read_teams(text.encode(), types=TYPES, existing=NOTHING)
    assert [row.line for row in reading.rows] == list(range(3, len(rows) + 3))
    assert read(text) == rows


@settings(max_examples=40)
@given(rows=teams(), chance=st.randoms(use_true_random=False), above=st.integers(0, 4))
def test_the_order_of_columns_and_what_stands_above_do_not_matter(rows: list[Team], chance: Random, above: int) -> None:
    """Further columns, blank lines and a title are left out; lines are counted as the file has them."""
    lines = [["Organisatie", "Soort", "Team", "Aantal", "extra"]]
    words = {key: word for word, key in TYPES.items()}
    lines += [[organisation, words[kind], team, str(size), "extra"] for organisation, kind, team, size in rows]
    order = [0, 1, 2, 3, 4]
    chance.shuffle(order)
    body = "\n".join(";".join(cell(line[place], ";", quoted=False) for place in order) for line in lines)
    title = "".join(f"Overzicht {number}\n" for number in range(above))
    reading = read_teams((title + body + "\n\n;;;;\n").encode(), types=TYPES, existing=NOTHING)
    assert reading.faults == ()
    assert [row.line for row in reading.rows] == list(range(above + 2, above + 2 + len(rows)))
    assert [(row.organisation, row.org_type, row.team, row.size) for row in reading.rows] == rows


@settings(max_examples=60)
@given(rows=teams())
def test_what_was_read_can_be_written_and_read_again(rows: list[Team]) -> None:
    """The page with the question sends the rows along: they come back the same, however often."""
    first = read_teams(as_file(rows).encode(), types=TYPES, existing=NOTHING)
    keys = {folded(key): key for key in TYPES.values()}
    again = read_teams(written(first.rows).encode(), types=keys, existing=NOTHING)
    assert [(row.organisation, row.org_type, row.team, row.size) for row in again.rows] == rows
    assert again.faults == ()
    assert written(again.rows) == written(first.rows)


@settings(max_examples=40)
@given(rows=teams(), twice=st.integers(0, 4))
def test_a_team_that_stands_twice_is_found_however_it_is_written(rows: list[Team], twice: int) -> None:
    """With other capitals, doubled blanks or signs that nobody sees it is the same team."""
    organisation, kind, team, size = rows[twice % len(rows)]
    again = (organisation, kind, f"\u200b{team.upper() if folded(team.upper()) == folded(team) else team}  ", size)
    reading = read_teams(as_file([*rows, again]).encode(), types=TYPES, existing=NOTHING)
    assert [(fault.line, fault.kind) for fault in reading.faults] == [(len(rows) + 2, "team_twice")]


@settings(max_examples=40)
@given(rows=teams())
def test_what_the_region_has_is_not_made_again(rows: list[Team]) -> None:
    """A second import of the same list knows every team, and changes nothing."""
    known = Existing(
        types={folded(organisation): kind for organisation, kind, _team, _size in rows},
        teams=tuple(
            KnownTeam(f"team{place}", organisation, team, size)
            for place, (organisation, _kind, team, size) in enumerate(rows)
        ),
    )
    reading = read_teams(as_file(rows).encode(), types=TYPES, existing=known)
    assert reading.faults == ()
    assert [row.team_id for row in reading.rows] == [team.id for team in known.teams]
    changes = changes_of(reading.rows, known)
    assert not changes.anything
    assert (len(changes.unchanged), changes.gone) == (len(rows), ())


@settings(max_examples=100)
@given(content=st.one_of(st.binary(max_size=200), st.text(alphabet=ANY + '\n\r"', max_size=200).map(str.encode)))
def test_any_file_is_understood_or_refused_with_a_reason(content: bytes) -> None:
    """A picture, a letter, half a list: never rows beside a fault of the whole file."""
    reading = read_teams(content, types=TYPES, existing=NOTHING)
    assert reading.rows or reading.faults
    assert all(fault.line >= 0 and fault.kind for fault in reading.faults)
    assert all(0 < row.size <= MOST_PEOPLE and row.org_type in TYPES.values() for row in reading.rows)
    if any(fault.line == 0 for fault in reading.faults):
        assert reading.rows == ()


@settings(max_examples=60)
@given(rows=teams(), place=st.integers(0, 400))
def test_one_stray_quotation_mark_never_changes_a_name_silently(rows: list[Team], place: int) -> None:
    """Whatever a mark too many does, every name that is kept was a name of the list or a fault is told."""
    text = as_file(rows)
    at = place % (len(text) + 1)
    reading = read_teams((text[:at] + '"' + text[at:]).encode(), types=TYPES, existing=NOTHING)
    if reading.faults:
        return
    meant = {name for organisation, _kind, team, _size in rows for name in (organisation, team)}
    for row in reading.rows:
        for name in (row.organisation, row.team):
            assert name in meant or name.replace('"', "") in {each.replace('"', "") for each in meant}


@pytest.mark.parametrize("heading", sorted(COLUMNS["organisation"]))
@pytest.mark.parametrize("kind", sorted(COLUMNS["type"]))
@pytest.mark.parametrize("size", sorted(COLUMNS["size"]))
def test_every_word_for_a_column_is_known_in_any_capitals(heading: str, kind: str, size: str) -> None:
    """Dutch, British and American; `*` and `:` behind a heading are no part of it."""
    text = f"{heading.upper()}*;{kind.title()}:; team ;{size}\nBreed;gecertificeerd;Noord;12\n"
    reading = read_teams(text.encode(), types=TYPES, existing=NOTHING)
    assert reading.rows == (TeamRow(2, "Breed", "certified", "Noord", 12),)


@pytest.mark.parametrize(
    ("typed", "size"),
    [("1", 1), ("500", 500), ("012", 12), (" 12 ", 12), ("12.0", 12), ("12,00", 12), ("12.00", 12)],
)
def test_a_size_is_read_as_a_whole_number(typed: str, size: int) -> None:
    """As it was typed or as a spreadsheet exports it."""
    reading = read_teams(
        f'team,size,type,organisation\nA,"{typed}",gecertificeerd,B\n'.encode(), types=TYPES, existing=NOTHING
    )
    assert [row.size for row in reading.rows] == [size]


@pytest.mark.parametrize(
    "typed", ["", "0", "501", "-3", "+3", "12.5", "12.000", "1e2", "twaalf", "12 fte", "１２３４５", "1 2", "0x12"]
)
def test_what_is_no_size_is_refused_on_its_line(typed: str) -> None:
    """And what was typed stands beside it, shortened."""
    reading = read_teams(
        f'team,size,type,organisation\nA,"{typed}",gecertificeerd,B\n'.encode(), types=TYPES, existing=NOTHING
    )
    assert [(fault.line, fault.kind, fault.about) for fault in reading.faults] == [
        (2, "size_unusable", plain(typed)[:20])
    ]


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+31 6",
        "-",
        "@team",
        " =1",
        "\u200b=1",
        "＝1",
        "x" * (NAME_LENGTH + 1),
        "a\u202eb",
        "a\x07b",
        "a\ufffdb",
    ],
)
def test_a_name_that_a_program_would_run_or_nobody_can_read_is_refused(name: str) -> None:
    """A formula, a sign that turns text around, half a sign, or more than fits a line."""
    for text in (
        f"organisation;type;team;size\n{name};gecertificeerd;A;3\n",
        f"organisation;type;team;size\nB;gecertificeerd;{name};3\n",
    ):
        reading = read_teams(text.encode(), types=TYPES, existing=NOTHING)
        assert [fault.line for fault in reading.faults] == [2]
        assert reading.faults[0].kind in ("name_unusable", "name_formula", "name_garbled")
        assert len(reading.faults[0].about) <= 40


def test_a_name_of_the_greatest_length_is_kept() -> None:
    """One sign less than too many is not too many."""
    text = f"organisation;type;team;size\nB;gecertificeerd;{'x' * NAME_LENGTH};3\n"
    assert read_teams(text.encode(), types=TYPES, existing=NOTHING).rows[0].team == "x" * NAME_LENGTH
