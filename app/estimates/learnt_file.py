"""The file of hyperparameters that were learnt from all groups for a release's estimates: CSV, public.

One coarse value per level and item for the whole region. Must not need the statistics: a page writes it too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, WIDTHS, Learnt
from app.releases.rules.csv_table import ReleaseUnreadable

LevelItem = tuple[str, str]
"""A level and an item."""

LEARNT_COLUMNS = ("period", "level", "item", "spread", "width", "steadiness", "settled")


class FilesUnfit(ReleaseUnreadable):
    """Shares cannot be estimated from these files; the message says why."""


def write_learnt(periods: Mapping[str, Mapping[LevelItem, Learnt]]) -> str:
    """Return the learnt hyperparameters as CSV text: one line per period, level and item."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LEARNT_COLUMNS)
    for period, learnt in periods.items():
        for (level, item), each in sorted(learnt.items()):
            values = (
                SPREADS[each.spread],
                WIDTHS[each.width],
                STEADINESS[each.steadiness],
                SETTLED[each.settled],
            )
            writer.writerow((period, level, item, *(f"{value:g}" for value in values)))
    return text.getvalue()


def read_learnt(text: str) -> dict[str, dict[LevelItem, Learnt]]:
    """Read the learnt settings of the estimates, by period, from the CSV text that `write_learnt` wrote.
    Raises FilesUnfit with the number of the line.
    """
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    if not lines or tuple(lines[0]) != LEARNT_COLUMNS:
        raise FilesUnfit(f"What was learnt has exactly these columns: {','.join(LEARNT_COLUMNS)}.")
    found: dict[str, dict[LevelItem, Learnt]] = {}
    for number, line in enumerate(lines[1:], start=2):
        try:
            period, level, item, *values = line
            places = [
                scale.index(float(value))
                for scale, value in zip((SPREADS, WIDTHS, STEADINESS, SETTLED), values, strict=True)
            ]
        except ValueError as fault:
            raise FilesUnfit(f"Line {number}: this is no value that Peil learns.") from fault
        if found.setdefault(period, {}).setdefault((level, item), Learnt(*places)) != Learnt(*places):
            raise FilesUnfit(f"Line {number}: {level} {item} of period {period} stands there twice, and not the same.")
    return found
