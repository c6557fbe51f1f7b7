"""`peil release`: list, export everything, and prove that it gives nobody away."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from openpyxl import load_workbook
from sqlalchemy import update

from app.commands.release_commands import release
from app.db import db, writing
from app.releases.models import ReleaseRow
from app.releases.read import released_periods, rows_of
from app.releases.rules.csv_table import read_csv
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]


def _run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(release, arguments, obj=ScriptInfo(create_app=lambda: app))


def test_the_list_names_every_release_with_its_digest(released: SmallRegion, app: Flask) -> None:
    """One line each, the oldest first."""
    lines = _run(app, "list").stdout.splitlines()
    periods = released_periods(db.session)
    assert [line.split()[0] for line in lines] == [each.id for each in periods]
    assert [line.split()[-1] for line in lines] == [each.digest for each in periods]
    assert lines[0].split()[1:4] == ["2026-03-02", "2026-03-29", "2026-03-30"]


def test_the_export_holds_everything_at_every_level(released: SmallRegion, app: Flask) -> None:
    """What was published, withheld rows included, as it stands in the database."""
    period = released_periods(db.session)[-1].id
    exported = read_csv(_run(app, "export", period).stdout)
    assert exported == {period: tuple(rows_of(db.session, period))}
    assert {row.level for row in exported[period]} == {"region", "orgtype", "organisation", "team"}


def test_the_export_writes_each_format_to_a_file(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """XLSX opens as a workbook, JSON-stat as a dataset with as many groups."""
    period = released_periods(db.session)[-1].id
    for form, name in (("xlsx", "release.xlsx"), ("json-stat", "release.json")):
        assert _run(app, "export", period, "--format", form, "--out", str(tmp_path / name)).exit_code == 0
    sheet = load_workbook(io.BytesIO((tmp_path / "release.xlsx").read_bytes()))["release"]
    assert sheet.max_row == len(rows_of(db.session, period)) + 1
    dataset = json.loads((tmp_path / "release.json").read_text())
    assert dataset["size"][dataset["id"].index("group")] == 1 + 2 + 2 + 3


@pytest.mark.parametrize("arguments", [("export", "nosuchperiod"), ("audit", "nosuchperiod")])
def test_an_unknown_period_is_wrong_use(arguments: tuple[str, ...], released: SmallRegion, app: Flask) -> None:
    """One line that says which command names the periods there are."""
    result = _run(app, *arguments)
    assert result.exit_code != 0
    assert "`peil release list`" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [(), ("p1", "--all")])
def test_the_audit_is_of_one_thing(arguments: tuple[str, ...], app: Flask) -> None:
    """Nothing named, or two things, is wrong use."""
    assert _run(app, "audit", *arguments).exit_code == 2


def test_what_was_published_holds(released: SmallRegion, app: Flask) -> None:
    """Status 0 and a line of figures per release."""
    result = _run(app, "audit", "--all")
    assert result.exit_code == 0, result.output
    assert result.stdout.count(": holds; published ") == 2


def test_a_figure_changed_afterwards_does_not_hold(released: SmallRegion, app: Flask) -> None:
    """Status 1: the rows are no longer the ones whose digest was published."""
    period = released_periods(db.session)[0].id
    with writing(db.session):
        db.session.execute(
            update(ReleaseRow)
            .where(ReleaseRow.period_id == period, ReleaseRow.level == "region", ~ReleaseRow.withheld)
            .values(group_name="Elsewhere")
        )
    result = _run(app, "audit", period)
    assert result.exit_code == 1
    assert "not the ones that were published" in result.stdout


def _exported(app: Flask, folder: Path) -> Path:
    file = folder / "release.csv"
    file.write_text(_run(app, "export", released_periods(db.session)[-1].id).stdout, encoding="utf-8")
    return file


def test_a_file_can_be_audited_without_anything_else_of_peil(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """No database and no settings: the application is never made."""

    def refuse() -> Flask:
        raise AssertionError

    file = _exported(app, tmp_path)
    result = CliRunner().invoke(release, ["audit", "--file", str(file)], obj=ScriptInfo(create_app=refuse))
    assert result.exit_code == 0, result.output
    assert ": holds; " in result.stdout


def test_an_exact_figure_in_a_file_does_not_hold(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """A bin of no width tells exactly how many: status 1, with the rule and the place."""
    file = _exported(app, tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    number, fields = next(
        (place, fields)
        for place, line in enumerate(lines)
        if (fields := line.split(","))[1] == "team" and fields[14] == "0"
    )
    lines[number] = ",".join([*fields[:11], "0.5", "0.5", "0.5", "0", "0.5", "0.5", *fields[17:]])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = _run(app, "audit", "--file", str(file))
    assert result.exit_code == 1
    assert "DOES NOT HOLD" in result.stdout
    assert "  rule 5, team " in result.stdout


@pytest.mark.parametrize("content", [b"", b"name,answer\nAnna,7\n", b"\xff\xfe\x00", b'period,"level\n'], ids=repr)
def test_a_file_that_is_no_release_is_wrong_use(content: bytes, app: Flask, tmp_path: Path) -> None:
    """One line that names the file and the fault, never a traceback."""
    file = tmp_path / "other.csv"
    file.write_bytes(content)
    result = _run(app, "audit", "--file", str(file))
    assert result.exit_code == 1  # Click's own; the `peil` program turns it into 2.
    assert result.stderr.startswith("Error: ")
    assert "other.csv" in result.stderr
