"""`/mirror.json` and `/mirror.csv`: everything of one's own, and nothing of anybody else."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from flask.testing import FlaskClient

from app.instrument.installed import instrument_of as load_instrument
from app.spreadsheets import harmless, is_formula
from tests.mirror.conftest import NOW
from tests.region import SmallRegion


def test_json_holds_everything_of_ones_own(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """Every wave with its answers, oldest first, the profile, and what became of cards."""
    taken = reader.get("/mirror.json")
    assert taken.mimetype == "application/json"
    own = taken.get_json()
    assert [entry["answers"] for entry in own["entries"]] == [
        {"professional_space": "sufficient", "work_enjoyment": 6},
        {"professional_space": "insufficient", "work_enjoyment": 6},
        {"professional_space": "insufficient", "work_enjoyment": 8},
    ]
    assert own["entries"][-1]["wave"] == mirrored.wave(NOW).id
    assert own["entries"][0]["opens"] == "2026-03-02"
    assert own["profile"] == {"experience": "3-6", "function": "ambulatory_worker"}
    assert own["cards"] == {}


TYPED = {
    "workload_cause": ["admin", "caseload"],
    "workload_task": {"workload_task_skj": "some"},
    "workload_task.comment": '=HYPERLINK("http://x";"klik")',
    "work_enjoyment": "_declined",
    "work_enjoyment.comment": "één",
}


@pytest.fixture
def written(mirrored: SmallRegion) -> SmallRegion:
    """The reader has also answered a grid and several choices, and written notes."""
    mirrored.answer(mirrored.participant, TYPED, moment=NOW, submission="second")
    return mirrored


def sheet(reader: FlaskClient, language: str, separator: str) -> list[list[str]]:
    taken = reader.get("/mirror.csv", headers={"Accept-Language": language})
    assert taken.mimetype == "text/csv"
    assert taken.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(taken.data.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.usefixtures("written")
def test_a_sheet_has_one_line_per_answer(reader: FlaskClient) -> None:
    """Several choices and rows of a grid have a line each, own words too; the keys stand beside the words."""
    head, *lines = sheet(reader, "en", ",")
    assert head == ["round", "opened on", "question", "answer", "item", "value"]
    last = [tuple(line[-2:]) for line in lines if line[0] == lines[-1][0]]
    assert [pair for pair in last if "comment" not in pair[0]] == [
        ("workload_cause", "admin"),
        ("workload_cause", "caseload"),
        ("workload_task.workload_task_skj", "some"),
        ("work_enjoyment", "_declined"),
    ]
    assert reader.get("/mirror.csv").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "separator", "declined", "note"),
    [("nl", ";", "Liever niet", "Jouw notitie: "), ("en", ",", "Prefer not to say", "Your note: ")],
)
@pytest.mark.usefixtures("written")
def test_a_sheet_opens_well_in_the_spreadsheet_of_its_reader(
    *, reader: FlaskClient, language: str, separator: str, declined: str, note: str
) -> None:
    """UTF-8 with its mark, the separator of that language, question and answer in words (central-backend #792)."""
    lines = sheet(reader, language, separator)
    said = {line[4]: (line[2], line[3]) for line in lines}
    item = load_instrument("peo").item("workload_task")
    row = next(each for each in item.rows if each.key == "workload_task_skj")
    some = next(each for each in item.options if each.key == "some")
    assert said["workload_task.workload_task_skj"] == (
        f"{item.text[language]} {row.text[language]}",
        some.text[language],
    )
    assert said["work_enjoyment"][1].startswith(declined)
    assert said["work_enjoyment.comment"][0].startswith(note)
    assert said["work_enjoyment.comment"][1] == "één"


@pytest.mark.usefixtures("written")
def test_nothing_that_was_typed_is_computed(reader: FlaskClient) -> None:
    """A note that begins like a formula is shown, in the words and beside the key; the JSON keeps it as it is."""
    cells = [cell for line in sheet(reader, "nl", ";") for cell in line]
    assert cells.count('\'=HYPERLINK("http://x";"klik")') == 2
    assert not [cell for cell in cells if is_formula(cell)]
    own = reader.get("/mirror.json").get_json()["entries"][-1]["answers"]
    assert own["workload_task.comment"] == TYPED["workload_task.comment"]


@pytest.mark.parametrize("typed", ["=1+1", "-3 uur slaap", "+31", "@SUM", "\t=1", "\r=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "één", "a=b", "3 - 2", "'=1"])
def test_other_words_stay_as_they_are(typed: str) -> None:
    assert harmless(typed) == typed


def test_it_is_the_owners_only(mirrored: SmallRegion) -> None:
    """A team-mate takes along what is theirs: nothing yet. A visitor is asked for a code."""
    own = mirrored.signed_in(mirrored.team_mate).get("/mirror.json").get_json()
    assert own["entries"] == []
    assert mirrored.app.test_client().get("/mirror.json").status_code == 303
    assert mirrored.app.test_client().get("/mirror.csv").status_code == 303
