"""Looks up the stored estimates of a board's group, of its comparison groups, and of its earlier periods.

Decides for which counts a board shows signals: those with a line of their own. Computes no estimate and must
not know words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.db import AnySession
from app.estimates.estimate_lookup import (
    Count,
    GroupEstimate,
    Signal,
    estimated,
    estimates_of_groups,
    estimates_over_time,
    signals_of,
)
from app.groups.places import Beside, Place
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Group, Row

Estimates = Mapping[Count, GroupEstimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEstimates:
    """The stored estimates that one board shows: of its group, the groups beside it, and earlier periods.
    `done`: whether those of this release are computed. `of_groups`: of the group itself and of the groups it may be
    compared with. `over_time`, `region_over_time`: by period, the group's own and the region's, each as computed then.
    `before`: by (item, option), the last earlier period that showed the share, and the group's estimate in it.
    """

    done: bool
    group: Group
    region: Group
    of_groups: Mapping[Group, Estimates]
    over_time: Mapping[str, Estimates]
    region_over_time: Mapping[str, Estimates]
    before: Mapping[Count, tuple[str, GroupEstimate]]
    signals: tuple[Signal, ...]

    @property
    def own(self) -> Estimates:
        """Return the estimates of the board's own group in the period shown."""
        return self.of_groups[self.group]

    def reference(self, beside: Beside | None) -> Estimates:
        """Return the estimates of the comparison group; empty for the region, which has none."""
        return self.of_groups.get(Group(beside.level, beside.group), {}) if beside else {}

    def of_row(self, row: Row) -> GroupEstimate | None:
        """Return the estimate that belongs to a released share of a whole group; None for any other row."""
        whole = row.statistic == "share" and not row.breakdown
        return self.of_groups.get(Group(row.level, row.group), {}).get((row.item, row.option)) if whole else None

    def signals_about(self, item: str, option: str) -> tuple[Signal, ...]:
        """Return the differences from the region, and the changes, of one answer's share that stand out.
        The most certain first.
        """
        return tuple(each for each in self.signals if (each.item, each.option) == (item, option))


def read_known(
    session: AnySession,
    place: Place,
    *,
    others: Collection[Group],
    periods: Sequence[ReleasedPeriod],
    counts: Collection[Count],
) -> KnownEstimates:
    """Read the stored estimates that one board shows.

    `others`: comparison groups that the visitor may see. `periods`: oldest first, the last is the one shown.
    `counts`: the item and option of each line on the board.
    """
    group, region = Group(place.level, place.id), Group("region", place.region_id)
    shown, ids = periods[-1].id, [each.id for each in periods]
    of_groups = estimates_of_groups(session, {group, region, *others}, period_id=shown)
    over_time = estimates_over_time(session, group, periods=ids)
    before: dict[Count, tuple[str, GroupEstimate]] = {}
    for period in reversed(ids[:-1]):
        for count, each in over_time.get(period, {}).items():
            before.setdefault(count, (period, each))
    wanted = set(counts)
    own = {count: each for count, each in of_groups[group].items() if count in wanted}
    return KnownEstimates(
        done=estimated(session, shown),
        group=group,
        region=region,
        of_groups=of_groups,
        over_time=over_time,
        region_over_time=over_time if group == region else estimates_over_time(session, region, periods=ids),
        before=before,
        signals=signals_of(own, of_groups[region], {count: each for count, (_, each) in before.items()}),
    )
