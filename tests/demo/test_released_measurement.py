"""Beside the demonstration region another one has a released full measurement: means, its report, 2021 and 2022."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.answering.diary_rows import own_diary
from app.db import db
from app.demo.guide import describe_measured, starting_points
from app.demo.outline import demonstrations, read_outline
from app.demo.released_measurement import ReleasedMeasurement, build_measured, read_forms
from app.demo.truth import Truth, write_truth
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.programme.plan_changes import NOT_ASKED_AGAIN
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Published, Row
from app.vault.period_keys import PeriodKeys
from app.vault.personal_keys import derive_keys
from app.web.settings import settings
from tests.conftest import Template, make_application
from tests.demo.conftest import order
from tests.reading_pdf import faults_of


@dataclass(frozen=True)
class Measured:
    """The region as it was built, once for all tests of this file, with its rows and true shares."""

    app: Flask
    made: ReleasedMeasurement
    digest: str
    rows: list[Row]
    truth: list[dict[str, str]]


def made_in(app: Flask, truth: Truth) -> ReleasedMeasurement:
    with app.app_context():
        made = build_measured(db.session, order(), keys=PeriodKeys(settings().keys), truth=truth)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, template: Template) -> Iterator[Measured]:
    folder, truth = tmp_path_factory.mktemp("measured"), Truth()
    app = make_application(template.copy(folder, with_region=False))
    with app.app_context():
        made = made_in(app, truth)
        (release,) = released_periods(db.session)
        write_truth(db.session, truth, folder / "truth.csv", instrument=instrument_of("peo"))
        told = list(csv.DictReader((folder / "truth.csv").read_text(encoding="utf-8").splitlines()))
        yield Measured(app, made, release.digest, rows_of(db.session, release.id), told)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def lead(measured: Measured) -> FlaskClient:
    """The region's programme team, signed in by the link that demo.json holds."""
    client = measured.app.test_client()
    link = describe_measured(measured.made)["staff"]["url"]
    assert client.post(link).status_code == 303
    return client


def test_every_question_was_asked_and_the_region_has_means(measured: Measured) -> None:
    """Enough people answered for a mean of work enjoyment, and a share of every question with fixed answers."""
    region = [row for row in measured.rows if row.level == "region" and not row.breakdown]
    means = {row.item for row in region if row.statistic == "mean" and isinstance(row.cell, Published)}
    assert "work_enjoyment" in means
    shown = {row.item.partition(".")[0] for row in region if isinstance(row.cell, Published)}
    instrument = instrument_of("peo")
    counted = {item.key for item in instrument.counted if item.type not in ("text", "number")}
    assert shown >= counted - set(NOT_ASKED_AGAIN)


def test_its_true_shares_can_be_written_down(measured: Measured) -> None:
    """Like those of the demonstration region, so that whoever measures a release can measure this one."""
    found = {row["item"] for row in measured.truth if row["level"] == "region" and row["share"]}
    assert {"work_enjoyment", "workload_cause", "workload_task.workload_task_reporting"} <= found


def test_its_report_has_the_published_years_beside_it(measured: Measured, lead: FlaskClient) -> None:
    """As a page, on the board and as a PDF that everybody can read."""
    told = describe_measured(measured.made)
    for address in (told["results"], told["report"]):
        page = lead.get(address).text
        assert "2021" in page
        assert "2022" in page
    report = lead.get(told["report"]).text
    assert "Gemiddelde" in report or "gemiddeld" in report
    cuts = dict.fromkeys(re.findall(r"<td>(\d+) of hoger</td>", report))
    assert list(cuts) == ["7", "2", "3", "4", "5", "6", "8", "9", "10"]  # What all groups have first, then in order.
    path, _, period = told["report"].partition("?")
    assert faults_of(lead.get(f"{path}.pdf?{period}").data) == []


def test_its_people_have_the_whole_measurement_in_their_diary(measured: Measured) -> None:
    """Whoever takes a code sees a mirror with everything, and the region beside it."""
    told = describe_measured(measured.made)
    with measured.app.app_context():
        answered = [own_diary(db.session, derive_keys(code)).waves for code in measured.made.codes]
    assert all(len(waves[told["wave"]].answers) > 10 for waves in answered)
    client = measured.app.test_client()
    assert client.post("/code", data={"code": told["codes"][0]}).status_code == 303
    assert client.get("/mirror").status_code == 200


def test_the_starting_points_name_it(measured: Measured) -> None:
    """Where to go, and which region it is; a demonstration of before has no such lines."""
    told = describe_measured(measured.made)
    person = {"code": "A", "waves_answered": 1}
    demo = {"base_url": "http://x", "region": "R", "joins": [{"url": "/join/1", "team": "T"}], "participants": [person]}
    printed = starting_points({**demo, "staff": [], "released_full_measurement": told})
    assert told["staff"]["url"] in printed
    assert told["report"] in printed
    assert "Its results" not in starting_points({**demo, "staff": []})


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_every_database_releases_the_same_figures(
    measured: Measured, any_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same seed gives the same release on PostgreSQL as on SQLite."""
    monkeypatch.setattr(
        "app.jobs.estimate_releases", lambda _session: 0
    )  # They follow from the release, seconds later.
    made_in(any_app, Truth())
    with any_app.app_context():
        assert [each.digest for each in released_periods(db.session)] == [measured.digest]


@pytest.mark.parametrize("key", sorted(demonstrations()))
def test_every_form_of_the_file_can_be_sent(key: str) -> None:
    """A row for everybody of every team, of the same kind of organisation, without a fault; none of them alike."""
    outline = read_outline(key).measured_region
    if outline is None:
        assert not (demonstrations()[key] / "measured.csv").exists()
        return
    forms, instrument = read_forms(key), instrument_of(key)
    for organisation in outline.organisations:
        people = sum(team.size for team in organisation.teams)
        assert len(forms[organisation.org_type]) >= people
    for form in (form for of_kind in forms.values() for form in of_kind):
        assert not read_form(instrument.items, form.fields).faults
