"""The released figures that charts and sentences show: one headline count per item, means where there are any.

Reads releases only, as plain columns: a mirror asks for a hundred of them in one request.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import bindparam, select, tuple_

from app.charts.frame import Frame, Landmark, Stretch
from app.charts.gauge import Gauge, gauge_of, headline_of
from app.charts.timeline import Timeline
from app.db import AnySession
from app.instrument.indicators import indicators
from app.instrument.reference import ReferenceValue, reference_values
from app.instrument.schema import Item
from app.releases.cells import Cell, Published, Withheld
from app.releases.models import ReleaseRow
from app.releases.read import Group
from app.releases.stored import restored_cell

PeriodCells = Mapping[str, Cell]
"""Period id → what was published there; a period without the item is absent."""

Cells = Mapping[tuple[str, str, str], PeriodCells]
"""By item, statistic ("share" or "mean") and option."""


_CELLS = select(  # Put together once: every mirror asks it.
    ReleaseRow.period_id,
    ReleaseRow.item,
    ReleaseRow.statistic,
    ReleaseRow.option,
    ReleaseRow.size_class,
    ReleaseRow.value,
    ReleaseRow.lower,
    ReleaseRow.upper,
    ReleaseRow.bin_lower,
    ReleaseRow.bin_upper,
).where(
    ReleaseRow.period_id.in_(bindparam("periods", expanding=True)),
    ReleaseRow.level == bindparam("level"),
    ReleaseRow.group == bindparam("group"),
    ReleaseRow.breakdown == bindparam("breakdown"),
    ReleaseRow.category == bindparam("category"),
    ReleaseRow.statistic.in_(("share", "mean")),
    tuple_(ReleaseRow.item, ReleaseRow.option).in_(bindparam("wanted", expanding=True)),
)


def headline_cells(session: AnySession, group: Group, *, periods: Collection[str], items: Sequence[Item]) -> Cells:
    """The headline shares and the means of these items, of this group, in these periods."""
    wanted = [(item.key, option) for item in items for option in (headline_of(item), "") if option is not None]
    return named_cells(session, group, periods=periods, wanted=wanted)


def named_cells(
    session: AnySession, group: Group, *, periods: Collection[str], wanted: Collection[tuple[str, str]]
) -> Cells:
    """Figures by item and option; "" is the option of a mean."""
    of_group = {"level": group.level, "group": group.id, "breakdown": group.breakdown, "category": group.category}
    rows = session.execute(_CELLS, {**of_group, "periods": list(periods), "wanted": list(wanted)})
    found: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for period, item, statistic, option, *cell in rows:
        found.setdefault((item, statistic, option), {})[period] = restored_cell(cell)
    return found


def part_options(item: Item) -> list[tuple[str, str]]:
    """What is published everywhere about an item of many parts, by base (a row of a grid has its own) and option."""
    return [(each.base, each.option) for each in indicators(item) if each.everywhere]


def shown_cells(item: Item, cells: Cells, *, group: Group) -> tuple[bool, PeriodCells]:
    """What stands beside a person's own answers: means on their own scale where published, else shares.

    The first value says whether the scale is shared. Before anything is published a grade keeps its own scale
    for groups that get means.
    """
    means = cells.get((item.key, "mean", ""), {})
    shares = cells.get((item.key, "share", headline_of(item) or ""), {})
    published = any(isinstance(cell, Published) for cell in means.values())
    hoped = not shares and item.type == "scale" and _gets_means(group)
    return (True, means) if published or hoped else (False, shares)


def _gets_means(group: Group) -> bool:
    return group.level in ("region", "orgtype") and not group.breakdown


def landmarks_of(item: Item, *, group: Group, shared: bool) -> tuple[ReferenceValue, ...]:
    """The figures of 2021 and 2022 about the same kind of group, on the same scale; the oldest first."""
    match group.level:
        case "region":
            return _landmarks(item.key, "" if shared else headline_of(item), (group.breakdown, group.category))
        case "orgtype":
            return _landmarks(item.key, "" if shared else headline_of(item), ("org_type", group.id))
    return ()


@lru_cache(maxsize=1024)
def _landmarks(item: str, option: str | None, kind: tuple[str, str]) -> tuple[ReferenceValue, ...]:
    """`option` "": the means; `kind`: a breakdown with its category, both empty for everybody together."""
    found = [
        each
        for each in reference_values(item)
        if (each.breakdown, each.category) == kind
        and each.option == option
        and each.statistic == ("share" if option else "mean")
    ]
    return tuple(sorted(found, key=lambda each: each.year))


def frame_of(item: Item, cells: Cells, *, group: Group, timeline: Timeline) -> Frame | None:
    """The frame of an item for a group; None for an item without a gauge."""
    gauge = gauge_of(item)
    if gauge is None:
        return None
    shared, shown = shown_cells(item, cells, group=group)
    return Frame(
        gauge=_plain(gauge),
        shared=shared,
        stretches=tuple(_stretch(shown.get(period.id)) for period in timeline.shown),
        landmarks=tuple(
            Landmark(year=each.year, value=each.value) for each in landmarks_of(item, group=group, shared=shared)
        ),
    )


def _plain(gauge: Gauge) -> Gauge:
    return Gauge(kind=gauge.kind, low=float(gauge.low), high=float(gauge.high), unit=float(gauge.unit))


def _stretch(cell: Cell | None) -> Stretch:
    match cell:
        case Published():
            return Stretch(lower=cell.lower, value=cell.value, upper=cell.upper)
        case Withheld():
            return Stretch(withheld=True)
    return Stretch()
