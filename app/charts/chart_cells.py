"""The released figures that charts and sentences show: a group's distribution over an item's scale, per period.

Reads releases only (`released_figures`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.charts.distribution import Distributions
from app.charts.released_figures import any_shown, figures_of
from app.db import AnySession
from app.instrument.indicators import indicators
from app.instrument.schema import Item
from app.releases.rules.cells import Cell, Group

PeriodCells = Mapping[str, Cell]
"""Period id → the published figure; a period that did not ask the item is absent."""

Cells = Mapping[tuple[str, str, str], PeriodCells]
"""The figures by item, statistic ("share" or "mean") and option."""


def distributions_of(
    session: AnySession, group: Group, *, periods: Collection[str], items: Sequence[Item]
) -> Mapping[str, Distributions]:
    """Return the distribution of a group's published answers over the scale, by item key, then by period id.
    Items without a scale or a published figure are absent.
    """
    found = figures_of(session, group, periods=periods)
    spread: dict[str, Distributions] = {}
    for item in items:
        by_period = {period: at for period, each in found.items() if (at := each.distribution(item)) is not None}
        if by_period:
            spread[item.key] = by_period
    return spread


def named_cells(
    session: AnySession, group: Group, *, periods: Collection[str], wanted: Collection[tuple[str, str]]
) -> Cells:
    """Return a group's figures by (item, statistic, option), then by period.
    `wanted`: (item, option) pairs; the option of a mean is "".
    """
    found: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for period, figures in figures_of(session, group, periods=periods).items():
        for item, option in wanted:
            for name in ((item, "share", option), (item, "mean", option)):
                if name in figures.cells:
                    found.setdefault(name, {})[period] = figures.cells[name]
    return found


def groups_shown(session: AnySession, groups: Iterable[Group], *, periods: Collection[str]) -> set[Group]:
    """Return those of `groups` about which any share was published in these periods, all of which are released."""
    return {group for group in groups if any_shown(session, group, periods=periods)}


def part_options(item: Item) -> list[tuple[str, str]]:
    """Return the figures of an item that are published for groups of every level, teams included: (name, option) pairs.
    `name`: the item's key, or "item.row" for a row of a grid. `option`: the answer whose share it is.
    """
    return [(each.base, each.option) for each in indicators(item) if each.everywhere]
