"""A questionnaire goes to XLSForm and comes back the same; what Peil lacks is refused with sheet, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from app.content.plain_text import NOT_PLAIN
from app.instrument.load import load_instrument
from app.instrument.routing_rules import Answers, Rule, holds
from app.instrument.schema import Instrument
from app.instrument.xlsform import XlsformRefused, as_yaml, read_xlsform, write_xlsform
from app.instrument.xlsform_languages import language_of
from app.instrument.xlsform_rules import ExpressionRefused, expression_of, limits_of, rule_of
from app.instrument.xlsform_workbook import MACROS, NO_WORKBOOK, TOO_LARGE
from app.running.questionnaire_forms import tidy
from tests.instrument.test_laws_of_rules import ANSWERS, RULES
from tests.questionnaires import PEO

Table = Sequence[Sequence[object]]
HEADINGS = ["type", "name", "label::Nederlands (nl)", "hint", "relevant", "constraint"]
SURVEY: Table = [
    HEADINGS,
    ["begin_group", "work", "Je werk"],
    ["select_one mood", "enjoyment", "Heb je plezier?", None, None, None],
    ["select_multiple causes", "why", "Waardoor?", None, "${enjoyment} = 'no'", "count-selected(.) <= 2"],
    ["end_group", None, None],
    ["text", "more", "Wil je nog iets zeggen?", None, None, "string-length(.) <= 200"],
]
CHOICES: Table = [
    ["list_name", "name", "label::Nederlands (nl)"],
    ["mood", "yes", "Ja"],
    ["mood", "no", "Nee"],
    ["causes", "rules", "Regels"],
    ["causes", "time", "Tijd"],
]
SETTINGS: Table = [["form_title", "form_id", "default_language"], ["Werk", "work", "Nederlands (nl)"]]


@pytest.fixture(scope="module")
def peo() -> Instrument:
    return load_instrument(PEO)


def workbook(folder: Path, survey: Table = SURVEY, choices: Table = CHOICES, **others: Table) -> Path:
    """A form in a folder, with these rows; other sheets by name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {"survey": survey, "choices": choices, "settings": SETTINGS, **others}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / "form.xlsx")
    return folder / "form.xlsx"


def changed(place: tuple[int, int], cell: object) -> Table:
    """The survey with another cell; `place`: row and column as a spreadsheet counts them, from 1."""
    rows = [[*row, *[None] * (len(HEADINGS) - len(row))] for row in SURVEY]
    rows[place[0] - 1][place[1] - 1] = cell
    return rows


def refused(path: Path) -> str:
    """The faults of a form that is refused, a line each."""
    with pytest.raises(XlsformRefused) as caught:
        read_xlsform(path)
    return str(caught.value)


def test_the_questionnaire_comes_back_the_same(peo: Instrument, tmp_path: Path) -> None:
    """Every field of every item, scale, pulse and relation, in all languages; also as a questionnaire file."""
    form, file = tmp_path / "peo.xlsx", tmp_path / "peo.yaml"
    form.write_bytes(write_xlsform(peo))
    read, content = read_xlsform(form)
    file.write_text(as_yaml(content), encoding="utf-8")
    assert read == peo
    assert load_instrument(file) == peo


def test_other_tools_take_the_form_without_a_warning(peo: Instrument, tmp_path: Path) -> None:
    """The library of the form's own makers turns it into an ODK form."""
    (tmp_path / "peo.xlsx").write_bytes(write_xlsform(peo))
    warnings: list[str] = []
    assert "workload_cause" in convert(tmp_path / "peo.xlsx", warnings=warnings).xform
    assert warnings == []


@settings(max_examples=60)
@given(rule=RULES, answers=ANSWERS)
def test_a_rule_holds_for_the_same_answers_after_the_way_there_and_back(rule: Rule, answers: Answers) -> None:
    """Whatever it is made of: brackets, order and negation survive."""
    assert holds(rule_of(expression_of(rule)), answers) is holds(rule, answers)


def test_a_form_of_another_tool_is_read(tmp_path: Path) -> None:
    """Groups are blocks, lists are scales, and what depends on an item is asked together with it."""
    read, _content = read_xlsform(workbook(tmp_path))
    assert (read.key, read.title, read.languages) == ("work", {"nl": "Werk"}, ("nl",))
    assert [(item.key, item.block, item.type) for item in read.items] == [
        ("enjoyment", "work", "single"),
        ("why", "work", "multi"),
        ("more", "questions", "text"),
    ]
    assert (read.item("why").max_choices, read.item("more").max_length) == (2, 200)
    assert read.item("why").shown_if == Rule(item="enjoyment", among=("no",))
    assert (read.pulse.anchors, read.pulse.themes) == (("enjoyment", "why"), {"questions": (("more",),)})


def test_texts_without_a_language_need_one_said_once(tmp_path: Path) -> None:
    """In the settings of the form, or by whoever imports it."""
    survey = [["label" if cell == HEADINGS[2] else cell for cell in row] for row in SURVEY]
    choices = [["label" if cell == HEADINGS[2] else cell for cell in row] for row in CHOICES]
    form = workbook(tmp_path, survey, choices, settings=[["form_title", "form_id"], ["Werk", "work"]])
    assert refused(form).count("the language of 'label' is not known") == 2
    assert read_xlsform(form, language="nl")[0].languages == ("nl",)


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        ((3, 1), "geopoint", "survey, row 3, column A: Peil has no type 'geopoint'"),
        ((3, 1), "deviceid", "who answered or when, which Peil never keeps"),
        ((6, 1), "note", "survey, row 6, column A: Peil has no type 'note': put its words in the hint"),
        ((6, 1), "calculate", "Peil has no type 'calculate'"),
        ((2, 1), "begin_repeat", "survey, row 2, column A: Peil has no type 'begin_repeat'"),
        ((3, 1), "begin_group", "Peil has no group within a group"),
        ((3, 1), "select_one moods", "survey, row 3, column A: there is no list 'moods'"),
        ((3, 1), "select_one mood or_other", "Peil has no 'or_other'"),
        ((3, 1), None, "survey, row 3, column A: this row has no type"),
        ((4, 5), "${enjoyment} > 2", "survey, row 4, column E: Peil has no rule with '>'"),
        ((4, 5), "selected(${enjoyment}, 'nee')", "survey, row 4"),
        ((4, 5), "today() = ''", "survey, row 4, column E: Peil has no rule with 'today'"),
        ((4, 6), ". > 2", "survey, row 4, column F: Peil has no limit such as '. > 2'"),
        ((6, 6), "count-selected(.) <= 2", "survey, row 6, column F: a question of this type has no limit"),
        ((2, 5), "${why} != ''", "survey, row 2, column E: Peil has no 'relevant' of a whole group"),
        ((3, 2), "why", "survey, row 4, column B: "),
        ((3, 2), "Plezier!", "survey, row 3"),
        ((3, 3), None, "survey, row 3, column C: "),
        ((3, 3), date(2026, 11, 25), "survey, row 3, column C: this cell holds a date"),
        ((1, 4), "media::image", ""),
    ],
)
def test_what_peil_lacks_is_refused_by_name_with_its_cell(
    tmp_path: Path, place: tuple[int, int], cell: object, told: str
) -> None:
    """Never left out in silence; a column without a filled cell does no harm."""
    form = workbook(tmp_path, changed(place, cell))
    if told:
        assert told in refused(form)
    else:
        assert read_xlsform(form)[0].key == "work"


@pytest.mark.parametrize("column", ["calculation", "default", "media::image", "choice_filter", "trigger", "notes"])
def test_a_filled_column_that_peil_lacks_is_named_once(tmp_path: Path, column: str) -> None:
    """With its first filled row, not once for every row."""
    survey = [
        [*row, *[None] * (len(HEADINGS) - len(row)), "x" if number else column] for number, row in enumerate(SURVEY)
    ]
    survey[1][-1] = survey[4][-1] = None
    told = refused(workbook(tmp_path, survey))
    assert f"survey, row 3, column G: Peil has no '{column}': remove this column" in told
    assert told.count(f"no '{column}': remove") == 1


def test_an_appearance_is_refused_where_it_stands(tmp_path: Path) -> None:
    """A column that grids use: each other filled cell is named, and the grid's is not."""
    survey = [
        [*row, *[None] * (len(HEADINGS) - len(row)), "minimal" if number in {2, 5} else None]
        for number, row in enumerate(SURVEY)
    ]
    survey[0][-1] = "appearance"
    told = refused(workbook(tmp_path, survey))
    for number in (3, 6):
        assert f"survey, row {number}, column G: Peil has no 'appearance': empty this cell" in told
    assert told.count("Peil has no 'appearance'") == 2


def test_signs_of_a_word_processor_are_understood(tmp_path: Path) -> None:
    """Curly quotes in a rule, and spaces that do not break in a type, a heading and a rule."""
    survey = [list(row) for row in changed((4, 5), "${enjoyment}\u00a0=\u00a0\u2018no\u2019")]
    survey[2][0] = "select_one\u00a0mood"
    survey[0][2] = "label\u00a0:: Nederlands\u00a0(nl)"
    assert read_xlsform(workbook(tmp_path, survey))[0].item("why").shown_if == Rule(item="enjoyment", among=("no",))


def test_a_text_that_looks_like_a_formula_stays_text(peo: Instrument, tmp_path: Path) -> None:
    """A hint that begins with a sign is shown by the spreadsheet, not computed."""
    odd = peo.model_copy(update={"source": dict.fromkeys(peo.languages, "=1+1")})
    (tmp_path / "peo.xlsx").write_bytes(write_xlsform(odd))
    sheet = load_workbook(tmp_path / "peo.xlsx")["settings"]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]
    assert read_xlsform(tmp_path / "peo.xlsx")[0].source["nl"] == "=1+1"


def test_files_that_are_no_questionnaire_are_refused_unread(tmp_path: Path) -> None:
    """A text, a workbook with macros, and one that unpacks to far more than it is."""
    path = tmp_path / "form.xlsx"
    path.write_text("type,name,label")
    assert refused(path) == NO_WORKBOOK
    workbook(tmp_path)
    with ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    assert refused(path) == MACROS
    workbook(tmp_path)
    with ZipFile(path, "a", ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros", bytes(41 * 1024 * 1024))
    assert refused(path) == TOO_LARGE
    path.write_bytes(workbook(tmp_path).read_bytes()[:2000])
    assert refused(path) == NO_WORKBOOK


@pytest.mark.parametrize(
    "expression", ["", "${a}", "${a} = ", "selected(${a})", "not ${a}", "(${a} = 'x'", "${a} = ${b}", "1 = 1"]
)
def test_half_an_expression_is_refused(expression: str) -> None:
    """With the part that is not understood."""
    with pytest.raises(ExpressionRefused):
        rule_of(expression)


@pytest.mark.parametrize("begin", ["(", "not("])
def test_brackets_that_no_person_writes_are_a_fault_of_their_cell(begin: str) -> None:
    """Three thousand in each other broke the reader, and with it the page; twenty are read."""
    with pytest.raises(ExpressionRefused, match="brackets"):
        rule_of(begin * 3000 + "${a} = 'yes'" + ")" * 3000)
    assert rule_of(begin * 20 + "${a} = 'yes'" + ")" * 20)


def test_limits_are_read_whatever_their_order() -> None:
    """Those within brackets belong to their own limit."""
    found = limits_of("not(selected(., 'none') and count-selected(.) > 1) and count-selected( . )<=3")
    assert found == {"exclusive": ["none"], "max_choices": ["3"]}


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ("Nederlands (nl)", "nl"),
        ("English", "en"),
        ("EN", "en"),
        ("Deutsch", "de"),
        ("Dutch", "nl"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_a_heading_names_its_language(spoken: str, code: str | None) -> None:
    """By its code, its own name or its English name."""
    assert language_of(spoken) == code


def test_words_of_a_form_turn_no_text_around(tmp_path: Path) -> None:
    """Signs of direction would show "drahs" where a question says "shard", on every phone that answers it."""
    turned = [[str(cell).replace("Heb je", "Heb \u202eje\u2066") if cell else cell for cell in row] for row in SURVEY]
    read, _content = read_xlsform(workbook(tmp_path, turned))
    assert read.item("enjoyment").text["nl"] == "Heb je plezier?"


def test_markup_in_a_form_is_refused_at_its_row(tmp_path: Path) -> None:
    """It would stand in a question as it was typed; a workbook is not read with it left out."""
    bold = [[str(cell).replace("Heb je", "Heb <b>je</b>") if cell else cell for cell in row] for row in SURVEY]
    with pytest.raises(XlsformRefused) as refused:
        read_xlsform(workbook(tmp_path, bold))
    told = {(each.sheet, each.row) for each in refused.value.faults if NOT_PLAIN in each.message}
    assert told == {("survey", 3)}


def test_what_is_typed_in_a_question_turns_no_text_around() -> None:
    assert tidy("Heb \u202eje\u2066  plezier?\u200b") == "Heb je plezier?"
