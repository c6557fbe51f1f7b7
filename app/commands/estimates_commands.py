"""The command `peil release estimate`: estimates as CSV, from the database or from exported files alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.commands.out_files import OUT_FILE, write_out
from app.db import db
from app.estimates.estimate_lookup import learnt_of
from app.estimates.estimation_job import estimate_releases
from app.estimates.fit_files import check_learnable, check_learnt
from app.estimates.learnt_file import FilesUnfit, LevelItem, read_learnt, write_learnt
from app.estimates.model.learnt import Learnt
from app.releases.read import released_periods
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import ReleaseUnreadable, read_csv

A_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("estimate")
@click.argument("period", required=False)
@click.option(
    "--file", "files", type=A_FILE, multiple=True, help="Release CSVs, the oldest first, instead of the database."
)
@click.option("--learnt", type=A_FILE, help="With --file: what was learnt of all groups, as published with the region.")
@click.option("--kind", "kinds", multiple=True, help="With --file: ORGANISATION=KIND, where its own rows are missing.")
@click.option("--learnt-out", type=OUT_FILE, help="Also write what was learnt of all groups.")
@click.option("--out", type=OUT_FILE, default="-", help="Where to write it (default: standard output).")
def estimate(
    *,
    period: str | None,
    files: tuple[Path, ...],
    learnt: Path | None,
    kinds: tuple[str, ...],
    learnt_out: Path | None,
    out: Path,
) -> None:
    """Estimate every share of PERIOD, or of every period, with its 95 % interval.

    Also print how likely it lies above the region's share, and above the group's own last one.
    """
    if files:
        _from_files(period, files, learnt=learnt, kinds=kinds, learnt_out=learnt_out, out=out)
    elif learnt or kinds:
        raise click.UsageError("--learnt and --kind go with --file.")
    else:
        _from_database(period, learnt_out=learnt_out, out=out)


@with_appcontext
def _from_database(period: str | None, *, learnt_out: Path | None, out: Path) -> None:
    from app.estimates.estimates_table import write_estimates
    from app.estimates.stored_estimates import figures_of_period

    estimate_releases(db.session)
    periods = _chosen(period, [each.id for each in released_periods(db.session)])
    if learnt_out:  # First: where it cannot be written, nothing else is said.
        write_out(learnt_out, write_learnt({each: learnt_of(db.session, each) for each in periods}))
    write_out(out, write_estimates({each: figures_of_period(db.session, each) for each in periods}))


def _from_files(
    period: str | None,
    files: tuple[Path, ...],
    *,
    learnt: Path | None,
    kinds: tuple[str, ...],
    learnt_out: Path | None,
    out: Path,
) -> None:
    """Estimate from exported files alone: no database and no settings are needed."""
    from app.estimates.estimated_figures import EstimatedFigures, figures_of
    from app.estimates.estimates_table import chosen_kinds, together, write_estimates
    from app.estimates.group_series import Panels

    try:
        known = chosen_kinds(kinds)
        releases = together([read_csv(_text(each)) for each in files], kinds=known)
        given = read_learnt(_text(learnt)) if learnt else None
        wanted = _chosen(period, list(releases))
        panels, found = Panels(known), dict[str, EstimatedFigures]()
        for each, rows in releases.items():
            panels.add(rows)
            if each in wanted:
                found[each] = figures_of(panels, learnt=_learnt(given, each, rows))
    except ReleaseUnreadable as fault:
        raise click.ClickException(str(fault)) from fault
    if learnt_out:
        write_out(learnt_out, write_learnt({each: done.learnt for each, done in found.items()}))
    write_out(out, write_estimates({each: done.figures for each, done in found.items()}))


def _learnt(
    given: Mapping[str, Mapping[LevelItem, Learnt]] | None, period: str, rows: Sequence[Row]
) -> Mapping[LevelItem, Learnt] | None:
    """Return what was learnt for a period as it was given; None to learn it. Raises FilesUnfit where neither can be."""
    if given is None:
        check_learnable(period, rows)
        return None
    if period not in given:
        raise FilesUnfit(f"The file of what was learnt does not hold period {period}.")
    check_learnt(given[period], rows, period=period)
    return given[period]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not a UTF-8 text file.") from None


def _chosen(period: str | None, known: list[str]) -> list[str]:
    if period is None:
        return known
    if period not in known:
        raise click.ClickException(
            f"there is no release of period {period}; `peil release list` names those there are."
        )
    return [period]
