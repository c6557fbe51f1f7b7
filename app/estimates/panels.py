"""Published rows of several periods, put together as the statistics need them: by option, group and period.

Pure. Decides what of a release is estimated: the shares of whole groups. Must not know where rows come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.releases.cells import Published, Row
from app.releases.policy import Policy
from app.statistics.bin_law import SeenBin, published_bounds
from app.statistics.shares import fewest_people
from app.statistics.small_area import Panel

Count = tuple[str, str]
Key = tuple[str, str]
_Cells = dict[Key, list[SeenBin | None]]


def panels_of(releases: Sequence[Sequence[Row]]) -> dict[Count, Panel]:
    """The panels of every option that the last of these releases holds; the oldest first, all of one region."""
    periods = len(releases)
    wanted = {(row.item, row.option) for row in releases[-1] if _is_share(row)}
    cells: dict[Count, _Cells] = defaultdict(dict)
    for place, rows in enumerate(releases):
        fewest = _region_people(rows)
        for row in rows:
            if not _is_share(row) or (row.item, row.option) not in wanted or not isinstance(row.cell, Published):
                continue
            own = cells[row.item, row.option].setdefault((row.level, row.group), [None] * periods)
            own[place] = _seen(row, row.cell, fewest)
    above = {(row.level, row.group): row.parent for row in releases[-1]}
    return {count: _panel(cells[count], above=above, periods=periods) for count in sorted(wanted) if cells[count]}


def _is_share(row: Row) -> bool:
    return row.statistic == "share" and not row.breakdown


def _seen(row: Row, cell: Published, fewest: Mapping[str, int]) -> SeenBin:
    lower, upper = published_bounds(cell)
    at_least = fewest.get(row.item, 0) if row.level == "region" else 0
    return SeenBin(lower, upper, cell.size_class, row.level == "team", at_least)


def _region_people(rows: Sequence[Row]) -> dict[str, int]:
    """By item the fewest people of the region: what its parts, which everybody sees, add up to."""
    parts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row.statistic == "share" and isinstance(row.cell, Published) and (row.breakdown or row.level == "orgtype"):
            key = row.item, row.breakdown, row.category or row.group
            parts[key] = max(parts.get(key, 0), fewest_people(row.cell))
    added: dict[tuple[str, str], int] = defaultdict(int)
    for (item, breakdown, _), people in parts.items():
        added[item, breakdown] += people
    found: dict[str, int] = {}
    for (item, _), people in added.items():
        found[item] = max(found.get(item, 0), people)
    return found


def _panel(cells: _Cells, *, above: Mapping[Key, str], periods: int) -> Panel:
    nothing: list[SeenBin | None] = [None] * periods
    region = next((bins for (level, _), bins in cells.items() if level == "region"), nothing)
    kinds = {group: bins for (level, group), bins in cells.items() if level == "orgtype"}
    parts = {
        key: (_kind_of(key, above), tuple(bins))
        for key, bins in cells.items()
        if key[0] in ("organisation", "team") and key in above
    }
    return Panel(region=tuple(region), kinds={kind: tuple(bins) for kind, bins in kinds.items()}, parts=parts)


def _kind_of(key: Key, above: Mapping[Key, str]) -> str:
    level, group = key
    organisation = group if level == "organisation" else above[key]
    return above.get(("organisation", organisation), "")


def policy_of(releases: Sequence[Sequence[Row]]) -> Policy:
    """The policy that the size classes tell: its least group is where the smallest class starts."""
    starts = {
        int(row.cell.size_class.rstrip("+").partition("-")[0])
        for rows in releases
        for row in rows
        if isinstance(row.cell, Published)
    }
    least = min(starts, default=7)
    if least in (10, 20, 50):  # Starts of later classes: the first one was not used.
        return Policy()
    return Policy(colluders=max(1, min(2, (least - 3) // 2)), min_group=least)
