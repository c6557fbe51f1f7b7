"""`peil release estimate`: the same numbers from the database and from exported files alone, by whoever has them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from app.commands.peil import all_commands
from app.db import db
from app.releases.read import released_periods, rows_of
from app.releases.rules.csv_table import write_csv
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]

HEAD = "period,level,group,item,option,estimate,lower,upper,above_reference,above_before,grade"
Alter = Callable[[str], str]


def _run(app: Flask | None, *arguments: str | Path) -> Result:
    obj = ScriptInfo(create_app=lambda: app) if app else None
    return CliRunner().invoke(all_commands(), ["release", "estimate", *map(str, arguments)], obj=obj)


def _export(folder: Path) -> list[Path]:
    """The CSV of every release, the oldest first."""
    files = []
    for place, period in enumerate(released_periods(db.session)):
        files.append(folder / f"{place}.csv")
        files[-1].write_text(write_csv(rows_of(db.session, period.id), period=period.id))
    return files


def _files(files: list[Path]) -> list[str | Path]:
    return [part for file in files for part in ("--file", file)]


def test_files_alone_give_the_numbers_of_the_database(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """Every period, to the last digit, without a database."""
    kept = _run(app)
    assert kept.exit_code == 0, kept.output
    assert kept.stdout.splitlines()[0] == HEAD
    assert {line["grade"] for line in csv.DictReader(kept.stdout.splitlines())} <= {
        *("sure", "likely", "notable", "none", "too_small")
    }
    from_files = _run(None, *_files(_export(tmp_path)))
    assert from_files.exit_code == 0, from_files.output
    assert from_files.stdout == kept.stdout


def test_one_period_and_a_file_to_write_to(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """PERIOD alone; its estimates rest on the periods before it all the same."""
    newest = released_periods(db.session)[-1].id
    out = tmp_path / "estimates.csv"
    assert _run(app, newest, "--out", out).exit_code == 0
    lines = list(csv.DictReader(out.read_text().splitlines()))
    assert {line["period"] for line in lines} == {newest}
    assert any(line["above_before"] for line in lines)


def test_who_sees_one_team_computes_its_numbers_from_what_is_public(
    released: SmallRegion, app: Flask, tmp_path: Path
) -> None:
    """The region's public file, what was learnt of all groups, and the team's own file: nothing else is needed."""
    team, learnt = released.teams["north"], tmp_path / "learnt.csv"
    kept = _run(app, "--learnt-out", learnt)
    own = [line for line in kept.stdout.splitlines() if f",team,{team}," in line]
    assert own
    public = ("region", "orgtype")
    files = []
    for name, wanted in (("public", lambda row: row.level in public), ("own", lambda row: row.group == team)):
        for each in released_periods(db.session):
            rows = [row for row in rows_of(db.session, each.id) if wanted(row)]
            files.append(tmp_path / f"{name}-{each.number}.csv")
            files[-1].write_text(write_csv(rows, period=each.id))
    parent = next(row.parent for row in rows_of(db.session, released_periods(db.session)[0].id) if row.group == team)
    kinds = {row.group: row.parent for row in rows_of(db.session, released_periods(db.session)[0].id)}
    again = _run(None, *_files(files), "--learnt", learnt, "--kind", f"{parent}={kinds[parent]}")
    assert again.exit_code == 0, again.output
    assert [line for line in again.stdout.splitlines() if f",team,{team}," in line] == own


@pytest.mark.parametrize(
    ("alter", "named"),
    [
        (lambda text: text.replace(",region,", ",team,", 1), "belongs before"),
        (lambda text: "\n".join(line for line in text.splitlines() if ",region," not in line) + "\n", "public file"),
        (lambda text: text.replace("certified", "another"), "not the same"),
        (lambda text: text[: len(text) // 2], "fields where"),
        (lambda text: text.replace("withheld", "kept", 1), "exactly these columns"),
    ],
)
def test_altered_files_are_named(alter: Alter, named: str, released: SmallRegion, tmp_path: Path) -> None:
    """Never a number from rows that were not published so."""
    first, second = _export(tmp_path)
    altered = tmp_path / "altered.csv"
    altered.write_text(alter(second.read_text()))
    files = [first, second, altered] if "another" in altered.read_text() else [first, altered]
    found = _run(None, *_files(files))
    assert found.exit_code != 0
    assert named in found.output
    assert not found.stdout.startswith("period")


def test_a_shown_figure_without_the_regions_is_refused(released: SmallRegion, tmp_path: Path) -> None:
    """A team's figure of a question that the region's rows lack has nothing to be compared with."""
    _, second = _export(tmp_path)
    lines = second.read_text().splitlines()
    second.write_text(
        "\n".join(line for line in lines if ",region," not in line or "professional_space" not in line) + "\n"
    )
    found = _run(None, "--file", second)
    assert found.exit_code == 1
    assert "the region's is not there" in found.output


def test_wrong_use(released: SmallRegion, app: Flask, tmp_path: Path) -> None:
    """A period that was not released, --learnt without files, a kind that is none: one line, and no numbers."""
    (file, *_), nothing = _export(tmp_path), tmp_path / "nothing.csv"
    nothing.write_bytes(b"\xff\xfe")
    for arguments in (
        ("nosuchperiod",),
        ("--learnt", file),
        ("--file", file, "--kind", "nonsense"),
        ("--file", nothing),
        ("--file", file, "--learnt", file),
        ("nosuchperiod", "--file", file),
    ):
        found = _run(app, *arguments)
        assert found.exit_code != 0, arguments
        assert found.exception is None or isinstance(found.exception, SystemExit)


def test_one_period_alone_has_no_earlier_time(released: SmallRegion, tmp_path: Path) -> None:
    """The first release is estimated too, without a movement."""
    first, _ = _export(tmp_path)
    found = _run(None, "--file", first)
    lines = list(csv.DictReader(found.stdout.splitlines()))
    assert lines
    assert {line["above_before"] for line in lines} == {""}
