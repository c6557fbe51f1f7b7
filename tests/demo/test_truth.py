"""`peil demo build --truth` writes what the invented people really said, for whoever checks a release."""

from __future__ import annotations

import csv
from pathlib import Path
from statistics import fmean, stdev

import click
import pytest
from flask import Flask

from app.db import db
from app.demo.truth import COLUMNS, Truth, true_figures, write_truth
from app.holders.demonstration import MARK
from app.instrument.installed import instrument_of
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Published, Row
from tests.demo.conftest import Built
from tests.demo.test_demo_command import SMALLEST, place, run, undrawn

__all__ = ["place", "undrawn"]

Line = dict[str, str]


def _key(row: Row) -> tuple[str, ...]:
    return (row.level, row.group, row.breakdown, row.category, row.item, row.statistic, row.option)


@pytest.fixture(scope="module")
def lines(built: Built, tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """The file of the region that other tests read too."""
    path = tmp_path_factory.mktemp("truth") / "truth.csv"
    write_truth(db.session, built.region.truth, path, instrument=instrument_of("peo"))
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_is_a_line_for_every_figure_withheld_ones_too(lines: list[Line], built: Built) -> None:
    """In the contract's columns, in the order of the release."""
    assert tuple(lines[0]) == COLUMNS
    expected = [
        (period.id, *_key(row)) for period in released_periods(db.session) for row in rows_of(db.session, period.id)
    ]
    assert [tuple(line[name] for name in COLUMNS[:8]) for line in lines] == expected


def test_the_bounds_of_the_release_hold_the_truth(lines: list[Line], built: Built) -> None:
    """In at least 95 of 100 figures; the values are off by half a point at most, but for the chance of one region."""
    cells = {
        (period.id, *_key(row)): row.cell
        for period in released_periods(db.session)
        for row in rows_of(db.session, period.id)
        if isinstance(row.cell, Published) and row.statistic != "mean"
    }
    off: list[float] = []
    held: list[bool] = []
    for line in lines:
        cell = cells.get(tuple(line[name] for name in COLUMNS[:8]))
        if cell:
            true = float(line["share"])
            off.append(cell.value - true)
            held.append(cell.lower <= true <= cell.upper)
    assert len(held) > 200
    assert sum(held) / len(held) >= 0.95
    assert abs(fmean(off)) <= 0.005 + 3 * stdev(off) / len(off) ** 0.5


def test_withheld_figures_have_their_true_share(lines: list[Line], built: Built) -> None:
    """So that it can be seen what was withheld; where nobody answered there is none."""
    withheld = {
        (period.id, *_key(row))
        for period in released_periods(db.session)
        for row in rows_of(db.session, period.id)
        if not isinstance(row.cell, Published)
    }
    small = [line for line in lines if tuple(line[name] for name in COLUMNS[:8]) in withheld]
    assert any(0 < int(line["n"]) < 7 and line["share"] for line in small)
    assert all((line["share"] == "") == (line["n"] == "0") for line in lines)


def test_what_was_said_last_counts_and_who_left_does_not() -> None:
    """As with ballots: the later answer takes the place of the earlier, and leaving takes all away."""
    truth, instrument = Truth(), instrument_of("peo")
    for person, grades in ((1, (3, 9)), (2, (9,))):
        for grade in grades:
            truth.note("p1", person, team_id="a", profile={}, answers={"work_enjoyment": grade})
    counts = truth.counts("p1", instrument, asked={"work_enjoyment"})
    assert (counts["team", "work_enjoyment", "a"].people, counts["team", "work_enjoyment", "a"].yes[">=7"]) == (2, 2)
    truth.forget(2)
    assert truth.counts("p1", instrument, asked={"work_enjoyment"})["team", "work_enjoyment", "a"].people == 1
    assert list(true_figures([], counts, instrument=instrument)) == []


@pytest.mark.usefixtures("undrawn")
def test_the_command_writes_the_file(place: Path, tmp_path: Path) -> None:
    """Also a second time, over its own demonstration."""
    for more in ((), ("--fresh",)):
        run(*SMALLEST, "--truth", str(tmp_path / "new" / "truth.csv"), *more)
        assert (tmp_path / "new" / "truth.csv").read_text(encoding="utf-8").strip() == ",".join(COLUMNS)


@pytest.mark.usefixtures("undrawn")
def test_it_refuses_where_peil_init_was(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation for real people is never the ground for a file of true shares, even while it is empty."""
    from app.commands.installation import init

    init.main(args=[], standalone_mode=False)
    with pytest.raises(click.ClickException, match="peil init"):
        run(*SMALLEST, "--truth", str(tmp_path / "truth.csv"))
    assert not (place / MARK).exists()
    monkeypatch.setenv("PEIL_SECRET_FILE", str(tmp_path / "another-secret"))
    with pytest.raises(click.ClickException, match="peil init"):
        run(*SMALLEST, "--truth", str(tmp_path / "truth.csv"))
    assert not (tmp_path / "truth.csv").exists()


def test_nothing_but_the_demonstration_can_write_it(any_app: Flask) -> None:
    """No module outside `app.demo` knows of it, but for its own command."""
    from app.config import ROOT

    using = [path for path in (ROOT / "app").rglob("*.py") if "demo.truth" in path.read_text(encoding="utf-8")]
    assert {path.parent.name for path in using if path.name != "demo_commands.py"} == {"demo"}
