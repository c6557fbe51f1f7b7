"""Protection switched to exact, for verification: what a release would say if it protected nobody.

Stands in `tests/` alone. Nothing in the program can choose it: it takes the place of two functions of the program while
a test runs, which no setting, command or argument can do (`test_exact_is_for_tests.py` tries).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from app.lifecycle import publish
from app.releases.rules.aggregate import EVERYBODY, TEAM, Count, Snapshot, Tally
from app.releases.rules.cells import Cell, Level, Published, Row, Statistic, Withheld, order
from app.releases.rules.findings import AuditReport
from app.releases.rules.item_plan import ItemPlan, RelationPlan

Part = tuple[Level, str, str, str]
"""Level, id, name and parent of a group."""


def switch_on(patch: pytest.MonkeyPatch) -> None:
    """Let the next release of this test say true shares of exact numbers of people, and let nothing hold it back."""
    patch.setattr(publish, "protect", exact_rows)
    patch.setattr(publish, "audit", lambda rows, **_known: AuditReport((), {"published": len(rows)}))


def exact_rows(
    snapshot: Snapshot, tally: Tally, *, items: Sequence[ItemPlan], relations: Sequence[RelationPlan] = (), **_rest: Any
) -> tuple[Row, ...]:
    """Return the rows that `protect` returns, each with its true figure, and its number as size class."""
    rows: list[Row] = []
    for plan in items:
        counted = tally.counts(TEAM, plan.item)
        people = tally.counts(TEAM, plan.base)
        for group, teams in _groups(snapshot):
            count = _together(counted, people, teams)
            rows.extend(_rows(group, plan, count=count, options=plan.options, mean=group[0] in {"region", "orgtype"}))
        region: Part = ("region", snapshot.region, snapshot.region_name, "")
        for each in snapshot.breakdowns if plan.breakdowns else ():
            own, base = tally.counts(each.channel, plan.item), tally.counts(each.channel, plan.base)
            for category in each.categories:
                count = _together(own, base, [category])
                rows.extend(_rows(region, plan, count=count, options=plan.everywhere, place=(each.channel, category)))
    rows.extend(_joint(snapshot, tally, relations))
    return tuple(sorted(rows, key=order))


def _groups(snapshot: Snapshot) -> Iterator[tuple[Part, list[str]]]:
    """Yield every group with the teams in it, from the region down."""
    found: dict[Part, list[str]] = {}
    for each in snapshot.teams:
        parts: tuple[Part, ...] = (
            ("region", snapshot.region, snapshot.region_name, ""),
            ("orgtype", each.org_type, each.org_type_name, snapshot.region),
            ("organisation", each.organisation, each.organisation_name, each.org_type),
            ("team", each.team, each.team_name, each.organisation),
        )
        for part in parts:
            found.setdefault(part, []).append(each.team)
    yield from found.items()


def _together(counted: Mapping[str, Count], people: Mapping[str, Count], groups: Sequence[str]) -> Count:
    total = Count()
    for group in groups:
        total.people += people[group].people if group in people else 0
        total.yes.update(counted[group].yes if group in counted else {})
    return total


def _rows(
    group: Part,
    plan: ItemPlan,
    *,
    count: Count,
    options: Sequence[str],
    mean: bool = False,
    place: tuple[str, str] = ("", ""),
) -> Iterator[Row]:
    for option in options:
        yield _row(group, plan.item, option=option, cell=_share(count, option), place=place)
    if mean and plan.mean:
        cell: Cell = Withheld()
        if count.people:
            value = plan.mean.lowest + sum(count.yes[cut] for cut in plan.mean.cuts) / count.people
            cell = Published(str(count.people), value, value, value)
        yield _row(group, plan.item, option="", cell=cell, statistic="mean")


def _share(count: Count, option: str) -> Cell:
    if not count.people:
        return Withheld()
    share = count.yes[option] / count.people
    return Published(str(count.people), share, share, share)


def _row(
    group: Part,
    item: str,
    *,
    option: str,
    cell: Cell,
    place: tuple[str, str] = ("", ""),
    statistic: Statistic = "share",
) -> Row:
    level, name_id, name, parent = group
    return Row(
        level=level,
        group=name_id,
        group_name=name,
        parent=parent,
        breakdown=place[0],
        category=place[1],
        item=item,
        statistic=statistic,
        option=option,
        cell=cell,
    )


def _joint(snapshot: Snapshot, tally: Tally, relations: Sequence[RelationPlan]) -> Iterator[Row]:
    region: Part = ("region", snapshot.region, snapshot.region_name, "")
    for plan in relations:
        count = tally.counts(plan.channel, plan.item).get(EVERYBODY, Count())
        for sides in plan.counts:
            place = (plan.given, sides.category)
            cell = _share(count, sides.name)
            yield _row(region, plan.item, option=sides.option, cell=cell, place=place, statistic="relation")
