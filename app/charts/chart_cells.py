"""The released figures that charts and sentences show: a group's distribution over an item's scale, per period.

Reads releases only, as plain columns, because one mirror asks for hundreds of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import bindparam, select, tuple_

from app.charts.distribution import Distribution, Distributions, distribution_of, outside_of
from app.charts.frame import Frame, Landmark, Stretch
from app.charts.gauge import Gauge, cuts_of, gauge_of, headline_of
from app.charts.time_axis import Timeline
from app.db import AnySession, read_rows
from app.instrument.indicators import indicators
from app.instrument.reference import ReferenceValue, reference_values
from app.instrument.schema import Item
from app.releases.models import ReleaseRow
from app.releases.rules.cells import Cell, Group, Published, Withheld
from app.releases.stored_rows import restored_cell

PeriodCells = Mapping[str, Cell]
"""Period id → the published figure; a period that did not ask the item is absent."""

Cells = Mapping[tuple[str, str, str], PeriodCells]
"""The figures by item, statistic ("share" or "mean") and option."""


_CELLS = select(  # Built once, because every mirror runs it.
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


def distributions_of(
    session: AnySession, group: Group, *, periods: Collection[str], items: Sequence[Item]
) -> Mapping[str, Distributions]:
    """Return the distribution of a group's published answers over the scale, by item key, then by period id.
    Items without a scale or a published figure are absent.
    """
    gauged = [item for item in items if gauge_of(item)]
    wanted = [(item.key, option) for item in gauged for option in published_counts(item)]
    by_item: dict[str, dict[str, dict[str, Cell]]] = {}
    for (item, _statistic, option), by_period in named_cells(session, group, periods=periods, wanted=wanted).items():
        for period, cell in by_period.items():
            by_item.setdefault(item, {}).setdefault(period, {})[option] = cell
    return {
        item.key: {
            period: distribution
            for period, cells in by_item[item.key].items()
            if (distribution := distribution_of(item, cells)) is not None
        }
        for item in gauged
        if item.key in by_item
    }


@lru_cache(maxsize=1024)
def published_counts(item: Item) -> tuple[str, ...]:
    """Return the options of an item whose published shares make up the distribution of its answers.
    They are "this step or higher" for each step, and answers outside the scale such as "don't know".
    """
    return (*(cut for cut, _at in cuts_of(item)), *outside_of(item))


def named_cells(
    session: AnySession, group: Group, *, periods: Collection[str], wanted: Collection[tuple[str, str]]
) -> Cells:
    """Return a group's figures by (item, statistic, option), then by period.
    `wanted`: (item, option) pairs; the option of a mean is "".
    """
    of_group = {"level": group.level, "group": group.id, "breakdown": group.breakdown, "category": group.category}
    rows = read_rows(session, _CELLS, {**of_group, "periods": list(periods), "wanted": list(wanted)})
    found: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for period, item, statistic, option, *cell in rows:
        found.setdefault((item, statistic, option), {})[period] = restored_cell(cell)
    return found


def groups_shown(session: AnySession, groups: Iterable[Group], *, periods: Collection[str]) -> set[Group]:
    """Return those of `groups` about which any share was published in these periods."""

    def shown(group: Group) -> bool:
        query = select(ReleaseRow.place).where(
            ReleaseRow.period_id.in_(periods),
            ReleaseRow.level == group.level,
            ReleaseRow.group == group.id,
            ReleaseRow.breakdown == group.breakdown,
            ReleaseRow.category == group.category,
            ~ReleaseRow.withheld,
        )
        return session.execute(query.limit(1)).first() is not None

    return {group for group in groups if shown(group)}


def part_options(item: Item) -> list[tuple[str, str]]:
    """Return the figures of an item that are published for groups of every level, teams included: (name, option) pairs.
    `name`: the item's key, or "item.row" for a row of a grid. `option`: the answer whose share it is.
    """
    return [(each.base, each.option) for each in indicators(item) if each.everywhere]


def landmarks_of(item: Item, *, group: Group, questionnaire: str) -> tuple[ReferenceValue, ...]:
    """Return what earlier surveys published about an item, for this group's kind; empty without any.
    For an item answered with a grade they are means, else shares of the answers that charts show (`headline_of`).
    """
    option = "" if item.type == "scale" else headline_of(item)
    return tuple(each for each in _references(item.key, _kind(group), questionnaire) if each.option == option)


def _kind(group: Group) -> tuple[str, str] | None:
    """Return a group's breakdown and category, both empty for everybody; None where nothing was published."""
    match group.level:
        case "region":
            return group.breakdown, group.category
        case "orgtype":
            return "org_type", group.id
    return None


@lru_cache(maxsize=1024)
def _references(item: str, kind: tuple[str, str] | None, questionnaire: str) -> tuple[ReferenceValue, ...]:
    found = [
        each for each in reference_values(item, questionnaire=questionnaire) if (each.breakdown, each.category) == kind
    ]
    return tuple(sorted(found, key=lambda each: each.year))


@lru_cache(maxsize=1024)
def _earlier(item: Item, kind: tuple[str, str] | None, questionnaire: str) -> tuple[Landmark, ...]:
    """Return the columns of earlier surveys: the mean of a grade, else the distribution between published cuts."""
    found = _references(item.key, kind, questionnaire)
    landmarks = []
    for year in sorted({each.year for each in found}):
        shares = {each.option: _as_cell(each) for each in found if each.year == year and each.statistic == "share"}
        means = [each.value for each in found if each.year == year and each.statistic == "mean"]
        distribution = distribution_of(item, shares)
        if item.type == "scale" and means:
            landmarks.append(Landmark(year=year, mean=means[0]))
        elif isinstance(distribution, Distribution):
            landmarks.append(Landmark(year=year, zones=distribution.zones))
    return tuple(landmarks)


def _as_cell(value: ReferenceValue) -> Published:
    return Published(size_class="", value=value.value, lower=value.value, upper=value.value)


def frame_of(item: Item, distributions: Distributions, *, group: Group, timeline: Timeline) -> Frame | None:
    """Return a chart's background for an item: its scale and a group's distributions; None without a scale."""
    gauge = gauge_of(item)
    if gauge is None:
        return None
    return Frame(
        gauge=_plain(gauge),
        stretches=tuple(_stretch(distributions.get(period.id)) for period in timeline.shown),
        landmarks=_earlier(item, _kind(group), timeline.instrument_key),
    )


def _plain(gauge: Gauge) -> Gauge:
    return Gauge(kind=gauge.kind, low=float(gauge.low), high=float(gauge.high), unit=float(gauge.unit))


def _stretch(distribution: Distribution | Withheld | None) -> Stretch:
    match distribution:
        case Distribution():
            return Stretch(zones=distribution.zones)
        case Withheld():
            return Stretch(withheld=True)
    return Stretch()
