"""Arranges the published rows of several periods for the statistics: by option, group and period. Pure.

Decides what of a release is estimated: the shares of whole groups. Must not know where rows come from. Stores bins and
no rows, because a large region has a hundred thousand rows in each release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from app.estimates.model.bin_law import SeenBin, people_in, published_bounds
from app.estimates.model.small_area import Bins, GroupSeries
from app.protection import LEAST_GROUP, USUAL_COLLUDERS, colluders_withstood
from app.releases.rules.cells import Published, Row
from app.releases.rules.policy import Policy

Count = tuple[str, str]
"""An item and an option."""

Key = tuple[str, str]
"""A level and a group's id."""

NO_KINDS: Mapping[str, str] = MappingProxyType({})
_Cells = dict[Key, list[SeenBin | None]]


class Panels:
    """Collects the published ranges of all groups of one region over time, release by release, the oldest first."""

    def __init__(self, kinds: Mapping[str, str] = NO_KINDS) -> None:
        """Start without any release. `kinds`: the kinds of organisations whose own rows will not be added."""
        self.kinds = kinds
        self.periods = 0
        self.above: dict[Key, str] = {}
        self.withheld: set[tuple[Count, Key]] = set()
        self._cells: dict[Count, _Cells] = defaultdict(dict)
        self._known: dict[SeenBin, SeenBin] = {}
        self._least = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Add the rows of one period's release."""
        fewest = region_people(rows)
        self.above = {("organisation", each): kind for each, kind in self.kinds.items()}
        self.above |= {(row.level, row.group): row.parent for row in rows}
        self.withheld = set()
        for row in rows:
            if row.statistic != "share" or row.breakdown:
                continue
            count, key = (row.item, row.option), (row.level, row.group)
            if isinstance(row.cell, Published):
                own = self._cells[count].setdefault(key, [])
                own += [None] * (self.periods - len(own))
                own.append(self._seen(row, row.cell, fewest))
            else:
                self.withheld.add((count, key))
        self.periods += 1

    def _seen(self, row: Row, cell: Published, fewest: Mapping[str, int]) -> SeenBin:
        lower, upper = published_bounds(cell)
        start = int(cell.size_class.rstrip("+").partition("-")[0])
        self._least = min(self._least or start, start)
        at_least = fewest.get(row.item, 0) if row.level == "region" else 0
        seen = SeenBin(lower, upper, cell.size_class, row.level == "team", at_least)
        return self._known.setdefault(seen, seen)

    @property
    def region(self) -> str:
        """Return the region's id; empty without any release."""
        return next((group for level, group in self.above if level == "region"), "")

    def made(self) -> dict[Count, GroupSeries]:
        """Return the published ranges of all groups over all periods, for each (item, option) of the newest release."""
        return {
            count: _panel(cells, self.above, self.periods)
            for count, cells in sorted(self._cells.items())
            if any(len(bins) == self.periods for bins in cells.values())
        }

    def same_people(self) -> dict[Key, Key]:
        """Return by group another group of the very same people, whose estimate it takes (PRIVACY.md rule 6).
        An organisation or team that is all of its kind takes the kind's; an organisation that is one team, the team's.

        A group's reader sees the rows of both. They are the same people when the smaller is the only one of its level
        in the larger that is shown, and all their ranges are equal in every period.
        """
        shown = {key for cells in self._cells.values() for key, bins in cells.items() if len(bins) == self.periods}
        found: dict[Key, Key] = {}
        for level in ("organisation", "team"):
            by_kind: dict[str, list[Key]] = defaultdict(list)
            for key in sorted(shown):
                if key[0] == level and (kind := kind_of(key, self.above)):
                    by_kind[kind].append(key)
            found |= {only[0]: ("orgtype", kind) for kind, only in by_kind.items() if len(only) == 1}
        teams: dict[str, list[Key]] = defaultdict(list)
        for key in sorted(shown):
            if key[0] == "team":
                teams[self.above[key]].append(key)
        alone = {("organisation", each): only[0] for each, only in teams.items() if len(only) == 1}
        found = {key: other for key, other in found.items() if self._equal(key, other)}
        return found | {key: team for key, team in alone.items() if key not in found and self._equal(key, team)}

    def _equal(self, first: Key, second: Key) -> bool:
        """Return whether two groups were published in the same ranges, question by question and period by period."""
        return all(_ranges(cells.get(first, ())) == _ranges(cells.get(second, ())) for cells in self._cells.values())

    def policy(self) -> Policy:
        """Return the disclosure policy as far as published rows show it.
        The lowest size class gives the minimum group.
        """
        if self._least in (0, 10, 20, 50):  # These are starts of later classes: the first class was not used.
            return Policy()
        least = max(LEAST_GROUP, self._least)
        return Policy(colluders=min(USUAL_COLLUDERS, colluders_withstood(least)), min_group=least)


def _ranges(bins: Sequence[SeenBin | None]) -> list[tuple[float, float, str] | None]:
    return [each and (each.lower, each.upper, each.size_class) for each in bins]


def region_people(rows: Iterable[Row]) -> dict[str, int]:
    """Return by item the fewest people who can have answered in the region.
    It is the sum over a breakdown or over the kinds of organisation, whichever is larger.
    """
    parts: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row.statistic == "share" and isinstance(row.cell, Published) and (row.breakdown or row.level == "orgtype"):
            key = row.item, row.breakdown, row.category or row.group
            seen = SeenBin(*published_bounds(row.cell), row.cell.size_class, block=False)
            parts[key] = max(parts.get(key, 0), people_in(seen)[0])
    added: dict[tuple[str, str], int] = defaultdict(int)
    for (item, breakdown, _), people in parts.items():
        added[item, breakdown] += people
    found: dict[str, int] = {}
    for (item, _), people in added.items():
        found[item] = max(found.get(item, 0), people)
    return found


def _panel(cells: _Cells, above: Mapping[Key, str], periods: int) -> GroupSeries:
    filled = {key: (*bins, *([None] * (periods - len(bins)))) for key, bins in cells.items() if key in above}
    nothing: tuple[SeenBin | None, ...] = (None,) * periods
    region = next((bins for (level, _), bins in filled.items() if level == "region"), nothing)
    kinds = {group: bins for (level, group), bins in filled.items() if level == "orgtype"}
    return GroupSeries(
        region=region,
        kinds=kinds,
        parts={key: (kind_of(key, above), bins) for key, bins in filled.items() if key[0] in ("organisation", "team")},
        everybody=_everybody(kinds, region, single=sum(level == "orgtype" for level, _ in above) < 2),
    )


def _everybody(kinds: Mapping[str, Bins], region: Bins, *, single: bool) -> frozenset[str]:
    """Return the kinds that are the whole region: the only one that it has, or one with the same ranges in all periods.
    A kind that is the only one *shown* is not: the others may be withheld.
    """
    return frozenset(kind for kind, bins in kinds.items() if single or _ranges(bins) == _ranges(region))


def kind_of(key: Key, above: Mapping[Key, str]) -> str:
    """Return the kind of the organisation that a group is or belongs to; empty when not known.
    `key`: (level, id) of an organisation or team; `above`: the parent of each group.
    """
    level, group = key
    organisation = group if level == "organisation" else above[key]
    return above.get(("organisation", organisation), "")
