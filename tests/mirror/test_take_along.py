"""`/mirror.json` and `/mirror.csv`: everything of one's own, and nothing of anybody else."""

from __future__ import annotations

import csv
from io import StringIO

from flask.testing import FlaskClient

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


def test_csv_has_one_line_per_answer(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """Tidy: several choices and rows of a grid have a line each, own words too."""
    mirrored.answer(
        mirrored.participant,
        {
            "workload_cause": ["admin", "caseload"],
            "workload_task": {"workload_task_skj": "some"},
            "workload_task.comment": "veel",
        },
        moment=NOW,
        submission="second",
    )
    taken = reader.get("/mirror.csv")
    rows = list(csv.DictReader(StringIO(taken.text)))
    last = [(row["item"], row["answer"]) for row in rows if row["wave"] == mirrored.wave(NOW).id]
    assert last == [
        ("workload_cause", "admin"),
        ("workload_cause", "caseload"),
        ("workload_task.workload_task_skj", "some"),
        ("workload_task.comment", "veel"),
    ]
    assert list(rows[0]) == ["wave", "opens", "item", "answer"]
    assert taken.headers["Cache-Control"] == "no-store"


def test_it_is_the_owners_only(mirrored: SmallRegion) -> None:
    """A team-mate takes along what is theirs: nothing yet. A visitor is asked for a code."""
    own = mirrored.signed_in(mirrored.team_mate).get("/mirror.json").get_json()
    assert own["entries"] == []
    assert mirrored.app.test_client().get("/mirror.json").status_code == 303
    assert mirrored.app.test_client().get("/mirror.csv").status_code == 303
