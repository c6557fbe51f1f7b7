"""Workbooks that were damaged, made by hand or made to do harm: understood or refused with a reason, never a crash."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.instrument.xlsform import XlsformRefused, read_xlsform
from app.instrument.xlsform_workbook import WorkbookRefused
from app.organisations.import_csv import Existing, ListReading, read_teams
from app.organisations.workbook_text import MOST_LINES

TYPES = {"gecertificeerd": "certified"}
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(), st.datetimes(), st.dates(), st.times(),
    st.timedeltas(), st.text(alphabet=st.characters(min_codepoint=32, codec="utf-8"), max_size=20),
    st.sampled_from(["=1+1", "=cmd|' /C calc'!A0", "+1", "organisation", "team", "type", "size", "select_one x"]),
)  # fmt: skip  # What a cell may hold.
HARMFUL_XML = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]><workbook>&b;&c;</workbook>'
)


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


LIST = workbook({"list": [["organisation", "type", "team", "size"], ["Breed", "Gecertificeerd", "North", 12]]})
FORM = workbook(
    {
        "survey": [["type", "name", "label::English (en)"], ["select_one yn", "work", "Do you work?"]],
        "choices": [["list_name", "name", "label::English (en)"], ["yn", "yes", "Yes"]],
        "settings": [["form_title"], ["x"]],
    }
)


def read_list(content: bytes) -> ListReading:
    return read_teams(content, types=TYPES, existing=Existing(types={}))


def read_form(content: bytes, folder: Path) -> None:
    path = folder / "form.xlsx"
    path.write_bytes(content)
    with suppress(XlsformRefused, WorkbookRefused):
        read_xlsform(path, language="en")


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    """The same workbook with another part in place of one."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, text if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, text)
    return made.getvalue()


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A workbook with a few bytes changed, cut off, or with a part that holds something else."""
    kind = draw(st.sampled_from(["bytes", "cut", "part"]))
    if kind == "cut":
        return whole[: draw(st.integers(0, len(whole) - 1))]
    if kind == "part":
        names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
        texts = st.sampled_from([HARMFUL_XML, b"", b"<worksheet/>", b"<a><b></a>"])
        text = draw(st.one_of(st.binary(max_size=60), texts))
        return with_part(whole, draw(st.sampled_from([*names, "xl/vbaProject.bin"])), text)
    changed = bytearray(whole)
    for place in draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=6)):
        changed[place] = draw(st.integers(0, 255))
    return bytes(changed)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(content=damaged(LIST))
def test_a_damaged_list_is_read_or_refused_in_words(content: bytes) -> None:
    """Whatever happened to the file on its way."""
    found = read_list(content)
    assert found.rows or found.faults


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(content=damaged(FORM))
def test_a_damaged_questionnaire_is_read_or_refused_in_words(content: bytes, tmp_path: Path) -> None:
    """Also where a part of it is no XML, or XML that unfolds without end."""
    read_form(content, tmp_path)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=5))
def test_any_cell_is_read_or_refused_in_words(rows: list[list[object]], tmp_path: Path) -> None:
    """Dates, times, formulas, numbers beyond measure and nothing at all, in a list and in a questionnaire."""
    try:
        content = workbook({"survey": rows, "choices": rows, "settings": rows})
    except ValueError:  # openpyxl itself writes no such cell.
        return
    read_list(content)
    read_form(content, tmp_path)


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
)
def test_a_file_that_names_other_files_opens_none(name: str, tmp_path: Path) -> None:
    """XML with entities is refused or read as text: nothing of this machine gets in, nothing unfolds."""
    content = with_part(LIST, name, HARMFUL_XML)
    found = read_list(content)
    assert "root:" not in repr(found)
    read_form(content, tmp_path)


def test_what_unpacks_beyond_measure_is_refused_unread(tmp_path: Path) -> None:
    """A few kilobytes that become fifty million."""
    content = with_part(LIST, "xl/worksheets/sheet1.xml", b"<a>" + b" " * 50_000_000 + b"</a>")
    assert len(content) < 200_000
    assert read_list(content).faults
    read_form(content, tmp_path)


def test_the_sheet_with_the_headings_is_read() -> None:
    """Also when a sheet with words stands before it; a name that became a date is named."""
    rows: list[list[object]] = [
        ["organisation", "type", "team", "size"],
        ["A", "gecertificeerd", "Zuid", 3],
        ["A", "gecertificeerd", date(2026, 12, 3), 4],
    ]
    content = workbook({"Read me": [["How to fill in this list of teams"], ["team"]], "Teams": rows})
    reading = read_teams(content, types=TYPES, existing=Existing(types={}))
    assert [row.team for row in reading.rows] == ["Zuid"]
    assert [(fault.line, fault.kind) for fault in reading.faults] == [(3, "name_date")]


@pytest.mark.parametrize("row", [MOST_LINES + 1, 1_000_000])
def test_a_team_that_lies_too_far_to_be_read_is_told(row: int) -> None:
    """Below a long stretch of empty lines it was left out without a word."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(["organisation", "type", "team", "size"])
    sheet.append(["Breed", "Gecertificeerd", "North", 12])
    sheet.cell(row, 3, "South")
    kept = io.BytesIO()
    made.save(kept)
    (fault,) = read_list(kept.getvalue()).faults
    assert (fault.kind, fault.about) == ("too_many_rows", str(row))
