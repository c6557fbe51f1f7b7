"""Writes estimates as CSV, and joins exported releases so that shares can be estimated from them.

Decides which files can be estimated from, and refuses by name what would give a wrong number. Must not know the
database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from app.estimates.estimated_figures import EstimatedFigure
from app.estimates.fit_files import check_period
from app.estimates.learnt_file import FilesUnfit
from app.releases.rules.cells import Row, order

COLUMNS = (
    *("period", "level", "group", "item", "option", "estimate", "lower", "upper"),
    *("above_reference", "above_before", "grade"),
)
Releases = Mapping[str, Sequence[Row]]


def write_estimates(periods: Mapping[str, Iterable[EstimatedFigure]]) -> str:
    """Return the estimates of these periods as CSV text, one line per estimated share."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for period, figures in periods.items():
        writer.writerows(_fields(period, each) for each in figures)
    return text.getvalue()


def _fields(period: str, figure: EstimatedFigure) -> tuple[str, ...]:
    found = figure.estimate
    numbers = (
        [found.share, found.lower, found.upper, found.above_reference, found.above_before] if found else [None] * 5
    )
    words = ("" if each is None else f"{each:g}" for each in numbers)
    return (period, figure.level, figure.group, figure.item, figure.option, *words, figure.grade)


def together(files: Iterable[Releases], *, kinds: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return the rows of several exported releases by period, in the order in which periods first appear.
    `kinds`: kind by organisation id, needed for organisations without rows of their own in the files. Raises
    FilesUnfit.

    FilesUnfit is raised for two regions, for a figure that differs between two files, and for rows without the rows
    they are compared with.
    """
    periods: dict[str, dict[tuple[object, ...], Row]] = {}
    for file in files:
        for period, rows in file.items():
            known = periods.setdefault(period, {})
            for row in rows:
                if known.setdefault(order(row), row) != row:
                    raise FilesUnfit(
                        f"Period {period}: {row.item} of {row.group} stands there twice, and not the same."
                    )
    regions = {row.group for known in periods.values() for row in known.values() if row.level == "region"}
    if len(regions) > 1:
        raise FilesUnfit(f"These are releases of {len(regions)} regions: {', '.join(sorted(regions))}.")
    for period, known in periods.items():
        check_period(period, sorted(known.values(), key=order), kinds)
    return {period: sorted(known.values(), key=order) for period, known in periods.items()}


def chosen_kinds(texts: Iterable[str]) -> dict[str, str]:
    """Return the kind of each organisation, by id, from texts such as ORGANISATION=KIND. Raises FilesUnfit."""
    found = {}
    for text in texts:
        organisation, sign, kind = text.partition("=")
        if not (organisation and sign and kind):
            raise FilesUnfit(f"{text!r}: a kind is given as ORGANISATION=KIND.")
        found[organisation] = kind
    return found
