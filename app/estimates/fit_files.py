"""Refuses by name exported rows from which no right estimate follows: altered, missing or foreign ones.

A forged row whose bin and bounds fit each other cannot be told from its file: the proof that stands beside each file
tells. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.estimates.learnt_file import FilesUnfit, LevelItem
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Published, Row

Count = tuple[str, str]
"""An item and an option."""


def check_period(period: str, rows: Sequence[Row], kinds: Mapping[str, str]) -> None:
    """Raise FilesUnfit for rows of one period whose groups, figures or bounds contradict one another.
    `kinds`: the kind of each organisation, by id.
    """
    shares = [row for row in rows if row.statistic == "share" and not row.breakdown]
    _check_tree(period, rows, kinds)
    _check_figures(period, shares)
    _check_whole(period, shares)
    for row, right in zip(rows, with_bounds(rows), strict=True):
        # Two cells that are withheld are equal; of a shown one only the bounds follow from its own group's rows.
        if row.statistic == "share" and _bounds(row) != _bounds(right):
            raise FilesUnfit(f"{_where(period, row)} has bounds that do not belong to its bin: it was altered.")


def _bounds(row: Row) -> tuple[float, float] | None:
    return (row.cell.lower, row.cell.upper) if isinstance(row.cell, Published) else None


def _where(period: str, row: Row) -> str:
    return f"Period {period}: {row.item} {row.option} of {row.group}"


def _check_tree(period: str, rows: Sequence[Row], kinds: Mapping[str, str]) -> None:
    """Check that every group belongs to another that is there, up to the region."""
    region = {row.group for row in rows if row.level == "region"}
    known = {row.group for row in rows if row.level == "orgtype"}
    placed = {row.group for row in rows if row.level == "organisation"} | set(kinds)
    if not region:
        raise FilesUnfit(f"Period {period} lacks the rows of the region; they stand in its public file.")
    for organisation, kind in kinds.items():
        if kind not in known:
            there = ", ".join(sorted(known))
            raise FilesUnfit(f"Period {period}: {organisation} cannot be of the kind {kind}; there are: {there}.")
    for row in rows:
        if row.level == "orgtype" and row.parent not in region:
            raise FilesUnfit(f"{_where(period, row)} is of another region: {row.parent}.")
        if row.level == "organisation" and row.parent not in known:
            raise FilesUnfit(
                f"{_where(period, row)} lacks the rows of its kind of organisation; they stand in the region's file."
            )
        if row.level == "team" and row.parent not in placed and (len(known) > 1 or placed):
            raise FilesUnfit(f"{_where(period, row)}: say of which kind its organisation is: --kind {row.parent}=KIND.")


def _check_figures(period: str, shares: Sequence[Row]) -> None:
    """Check that every figure is a share that can be compared with the region's."""
    region = {(row.item, row.option) for row in shares if row.level == "region" and isinstance(row.cell, Published)}
    for row in shares:
        if isinstance(row.cell, Published):
            if not row.cell.bin_lower < row.cell.bin_upper <= 1:
                raise FilesUnfit(f"{_where(period, row)} has no bin between 0 and 1.")
            if (row.item, row.option) not in region:
                raise FilesUnfit(f"{_where(period, row)} is shown, and the region's is not there to compare it with.")


def _check_whole(period: str, shares: Sequence[Row]) -> None:
    """Check that teams have the same rows as one another, and organisations too: a release leaves out none."""
    for level in ("organisation", "team"):
        counts: dict[str, set[Count]] = defaultdict(set)
        for row in shares:
            if row.level == level:
                counts[row.group].add((row.item, row.option))
        every = set().union(*counts.values())
        for group, own in counts.items():
            if own != every:
                item, option = min(every - own)
                raise FilesUnfit(f"Period {period}: the row of {item} {option} of {group} is missing.")


def check_learnable(period: str, rows: Iterable[Row]) -> None:
    """Raise FilesUnfit where rows of some groups are clearly missing, so that nothing can be learnt of all groups."""
    groups = {(row.level, row.group, row.parent) for row in rows}
    parents = {parent for _, _, parent in groups}
    teams = {parent for level, _, parent in groups if level == "team"}
    organisations = {group for level, group, _ in groups if level == "organisation"}
    kinds = {group for level, group, _ in groups if level == "orgtype"}
    if not teams and not organisations:
        return  # Of the region and its kinds nothing is learnt.
    if teams != organisations or not kinds <= parents:
        raise FilesUnfit(
            f"Period {period}: these are not the rows of all groups, so how much groups differ cannot be learnt from "
            "them. Add --learnt with the file that was published with the release."
        )


def check_learnt(learnt: Collection[LevelItem], rows: Iterable[Row], *, period: str) -> None:
    """Raise FilesUnfit where the file of learnt settings lacks the level and item of a row that is to be estimated."""
    for row in rows:
        estimated = row.statistic == "share" and not row.breakdown and isinstance(row.cell, Published)
        if row.level in {"organisation", "team"} and estimated and (row.level, row.item) not in learnt:
            raise FilesUnfit(f"Period {period}: the file of what was learnt lacks {row.level} {row.item}.")
