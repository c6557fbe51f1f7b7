"""The workbook of a release holds exactly the fields of its CSV, as numbers and as words, and runs nothing."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.releases.files.workbook import as_workbook, explained
from app.releases.rules.cells import Published, Row, Withheld
from app.releases.rules.csv_table import COLUMNS, WordedLabels, write_csv
from tests.releases.test_json_stat import PERIOD, releases

FIGURES = ("value", "lower", "upper", "bin_lower", "bin_upper")


def lines_of(content: bytes, sheet: str = "release") -> list[tuple[Any, ...]]:
    return [tuple(line) for line in load_workbook(io.BytesIO(content))[sheet].values]


def as_text(value: object) -> str:
    """A field as the CSV writes it."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, int | float) else str(value)


@settings(max_examples=20)
@given(releases())
def test_the_workbook_is_the_csv(rows: tuple[Row, ...]) -> None:
    """Line for line and field for field."""
    text = list(csv.reader(io.StringIO(write_csv(rows, period=PERIOD.id))))
    assert [[as_text(field) for field in line] for line in lines_of(as_workbook(rows, PERIOD))] == text


@settings(max_examples=15)
@given(releases(), st.randoms())
def test_the_order_of_rows_makes_no_difference(rows: tuple[Row, ...], chance: Any) -> None:
    """Byte for byte the same file."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert as_workbook(shuffled, PERIOD) == as_workbook(rows, PERIOD)


def row(cell: Published | Withheld, **words: str) -> Row:
    fields: dict[str, Any] = {"group": "a", "group_name": "A", "parent": "north", "item": "x", "option": "b", **words}
    return Row(level="team", statistic="share", cell=cell, **fields)


def test_a_spreadsheet_can_calculate_with_the_figures() -> None:
    """Shares are numbers, also 0 and 1; nothing of a withheld figure is a number but that it is withheld."""
    first, second = lines_of(as_workbook([row(Published("7-9", 0.0, 0.0, 1.0)), row(Withheld(), option="c")], PERIOD))[
        1:
    ]
    told = dict(zip(COLUMNS, first, strict=True))
    assert [told[name] for name in FIGURES] == [0, 0, 1, 0, 1]
    assert told["withheld"] == 0
    hidden = dict(zip(COLUMNS, second, strict=True))
    assert [hidden[name] for name in (*FIGURES, "size_class")] == [None] * 6
    assert hidden["withheld"] == 1


@pytest.mark.parametrize("name", ["=1+1", "+31 6", "-", "@SUM(A1)", '=HYPERLINK("x")', "#REF!", "0031", "TRUE"])
def test_whatever_a_group_is_called_it_is_a_word(name: str) -> None:
    """Names come from people: none is a formula, a number or an error."""
    content = as_workbook([row(Withheld(), group_name=name, group=name)], PERIOD)
    sheet = load_workbook(io.BytesIO(content))["release"]
    found = [cell for line in sheet.iter_rows(min_row=2) for cell in line if cell.value == name]
    assert len(found) == 2
    assert {cell.data_type for cell in found} == {"s"}
    with ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(part) for part in parts.namelist())


def test_nothing_in_the_file_tells_who_made_it_or_when() -> None:
    """No date of a download beside a group's figures."""
    with ZipFile(io.BytesIO(as_workbook([], PERIOD))) as parts:
        core = parts.read("docProps/core.xml").decode()
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "dcterms:created" not in core
    assert "dcterms:modified" not in core
    assert re.search("<dc:creator[^>]*>Peil</dc:creator>", core)  # Where the library puts its namespace differs.


def test_every_column_is_explained_once_in_the_order_of_the_file() -> None:
    assert [line[0] for line in explained()[1:]] == list(COLUMNS)
    assert lines_of(as_workbook([], PERIOD), "columns") == list(explained())


def test_a_group_has_its_own_salt_on_each_of_its_lines() -> None:
    rows = [row(Withheld()), row(Withheld(), option="c"), row(Withheld(), group="z")]
    lines = lines_of(as_workbook(rows, PERIOD, salts={("team", "a"): "0a" * 16}))[1:]
    assert [line[COLUMNS.index("salt")] for line in lines] == ["0a" * 16, "0a" * 16, None]


def test_each_question_has_a_table_in_words() -> None:
    """A sheet per question, with shares that read as percentages and withheld figures that say so."""
    rows = [
        row(Published("7-9", 0.5, 0.25, 0.75)),
        row(Withheld(), option="c"),
        row(Published("7-9", 7.2, 7.1, 7.3), item="y", option=""),
    ]
    words = WordedLabels(lambda each: (f"What of {each.item}?", each.option, ""), words={"withheld": "Niet getoond"})
    book = load_workbook(io.BytesIO(as_workbook(rows, PERIOD, labels=words)))
    assert book.sheetnames == ["release", "columns", "What of x", "What of y"]
    table = book["What of x"]
    assert [cell.number_format for cell in table[2]][-3:] == ["0.0%"] * 3
    assert [cell.value for cell in table[3]][-4:] == [None, "Niet getoond", None, None]


@pytest.mark.parametrize("title", ["a/b: c*?[d]\\e", "'quoted'", "x" * 40, "", "release", "Codebook", "History"])
def test_any_title_of_a_question_is_a_sheet(title: str) -> None:
    """Signs that a spreadsheet forbids are left out, long titles are cut, and equal ones get a number."""
    rows = [row(Withheld()), row(Withheld(), item="y"), row(Withheld(), item="z")]
    words = WordedLabels(lambda _row: (title, "", ""))
    names = load_workbook(io.BytesIO(as_workbook(rows, PERIOD, labels=words))).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_the_codebook_is_a_sheet_where_there_is_one() -> None:
    """With the lines as they are given; a character that XML cannot hold is left out, not a crash."""
    words = WordedLabels(lambda _row: ("Vraag", "", ""), codebook=lambda: [("Code", "Words"), ("a", "b\x07c")])
    assert lines_of(as_workbook([], PERIOD, labels=words), "codebook") == [("Code", "Words"), ("a", "bc")]
