"""Nothing that stands in a workbook is left out or changed in silence: it is read, or refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from app.instrument.xlsform import read_xlsform
from app.instrument.xlsform_workbook import MACROS, MOST_COLUMNS, MOST_ROWS, NOT_COMPUTED, TOO_FAR
from tests.instrument.test_xlsform import CHOICES, SETTINGS, SURVEY, Table, changed, refused, workbook


def edited(path: Path, edit: Callable[[Workbook], object]) -> Path:
    """The workbook at a path, changed in a spreadsheet."""
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "place"),
    [("survey", (MOST_ROWS + 1, 1)), ("choices", (1_000_000, 2)), ("survey", (3, MOST_COLUMNS + 1))],
)
def test_what_lies_too_far_to_be_read_is_refused_with_its_place(
    sheet: str, place: tuple[int, int], tmp_path: Path
) -> None:
    """One question below a thousand empty rows was left out without a word."""
    path = edited(workbook(tmp_path), lambda book: book[sheet].cell(*place, "text"))
    told = refused(path)
    assert told.startswith(f"{sheet}, row {place[0]}, column ")
    assert told.endswith(TOO_FAR)


def test_a_sheet_that_is_styled_to_its_end_is_read(tmp_path: Path) -> None:
    """A colour in the last row is nothing to read."""
    path = edited(workbook(tmp_path), lambda book: setattr(book["survey"].cell(1_000_000, 9), "number_format", "0.0"))
    assert len(read_xlsform(path)[0].items) == 3


def test_a_hundred_thousand_questions_are_refused_before_they_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings them waits for seconds; reading them took a quarter of an hour and a gigabyte and a half."""
    book = Workbook(write_only=True)
    for name, rows in {"survey": SURVEY[:1], "choices": CHOICES, "settings": SETTINGS}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for number in range(100_000 if name == "survey" else 0):
            sheet.append(["select_one mood", f"q{number}", "Vraag"])
    book.save(tmp_path / "form.xlsx")
    monkeypatch.setattr("app.instrument.xlsform.form_content", lambda sheets, **_: pytest.fail(f"read {sheets}"))
    assert TOO_FAR in refused(tmp_path / "form.xlsx")


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    """A spreadsheet takes " Survey" beside "survey"; the second was read instead of the first."""
    path = edited(workbook(tmp_path), lambda book: book.create_sheet(" Survey").append(["type", "name"]))
    assert refused(path) == "survey: there are two sheets 'survey'"


def test_two_columns_of_one_language_are_refused(tmp_path: Path) -> None:
    """Only one of the texts would be asked."""
    survey = [[*row, "label::nl" if row[0] == "type" else "Anders"] for row in map(padded, SURVEY)]
    assert "survey, row 1, column G: there are two columns 'label' in 'nl'" in refused(workbook(tmp_path, survey))


def padded(row: object) -> list[object]:
    cells = list(row) if isinstance(row, list) else []
    return cells + [None] * (len(SURVEY[0]) - len(cells))


def test_settings_in_a_second_row_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, settings=[*SETTINGS, ["Anders", "other", "nl"]])
    assert refused(path) == "settings, row 3: the settings stand in one row: remove this one"


def test_a_limit_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """The last one was kept, which may be the looser one."""
    path = workbook(tmp_path, changed((4, 6), "count-selected(.) <= 1 and count-selected(.) <= 2"))
    assert "survey, row 4, column F: there are two limits 'max_choices'" in refused(path)


@pytest.mark.parametrize("survey", [changed((3, 3), "=A1"), [*SURVEY[:-1], ["=A3", "more", "Nog iets?"]]])
def test_a_formula_without_a_result_is_refused(survey: Table, tmp_path: Path) -> None:
    """As programs write it that do not compute: it was read as an empty cell."""
    assert f": {NOT_COMPUTED}" in refused(workbook(tmp_path, survey))


def test_a_row_of_nothing_but_such_a_formula_is_refused(tmp_path: Path) -> None:
    """It was no row at all."""
    assert refused(workbook(tmp_path, [*SURVEY, ["=A3"]])) == f"survey, row 7, column A: {NOT_COMPUTED}"


def test_a_word_that_a_spreadsheet_took_for_a_truth_stays_that_word(tmp_path: Path) -> None:
    """TRUE typed as the words of an answer does not become "yes", and as its name it is refused."""
    path = workbook(tmp_path, choices=[*CHOICES[:1], ["mood", "yes", True], *CHOICES[2:]])
    assert read_xlsform(path)[0].item("enjoyment").options[0].text == {"nl": "TRUE"}
    path = workbook(tmp_path, choices=[*CHOICES[:1], ["mood", True, "Ja"], *CHOICES[2:]])
    assert "choices, row 2, column B: " in refused(path)


def test_words_that_begin_with_a_number_sign_are_words(tmp_path: Path) -> None:
    """Unlike the errors of a spreadsheet."""
    assert read_xlsform(workbook(tmp_path, changed((3, 3), "#METOO")))[0].item("enjoyment").text == {"nl": "#METOO"}
    assert "this cell could not be computed (#REF!)" in refused(workbook(tmp_path, changed((3, 3), "#REF!")))


@pytest.mark.parametrize("part", ["xl/macrosheets/sheet1.xml", "xl/VBAPROJECT.BIN"])
def test_macros_of_any_age_are_refused(part: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with ZipFile(path, "a") as packed:
        packed.writestr(part, b"macro")
    assert refused(path) == MACROS


def test_a_workbook_that_may_hold_macros_is_refused_whatever_its_name(tmp_path: Path) -> None:
    """A .xlsm that was renamed says so in the list of its parts."""
    path, renamed = workbook(tmp_path), tmp_path / "renamed.xlsx"
    with ZipFile(path) as packed, ZipFile(renamed, "w", ZIP_DEFLATED) as again:
        for part in packed.namelist():
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            again.writestr(part, packed.read(part).replace(kind, macros))
    assert refused(renamed) == MACROS


def test_the_words_of_a_cut_belong_to_an_answer_that_is_there(tmp_path: Path) -> None:
    """A mistyped name is told with its row, instead of the words being left out."""
    path = workbook(tmp_path, peil_or_higher=[["list_name", "name", "label"], ["mood", "gone", "Alles"]])
    assert "peil_or_higher, row 2, column B: the list 'mood' has no option 'gone'" in refused(path)
