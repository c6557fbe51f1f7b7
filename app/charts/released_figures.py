"""Reads the released figures of groups once and keeps them in memory, because a release never changes.

Keeps only what is published, by period and group (PRIVACY.md part 2, rule 11), never anything of a person. Nothing that
is read inside a write transaction is kept, because a release that is being made may still be rolled back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, select

from app.charts.distribution import Distribution, distribution_of, published_counts
from app.db import AnySession, is_writing, read_rows
from app.instrument.schema import Item
from app.releases.models import ReleaseRow
from app.releases.rules.cells import Cell, Group, Withheld
from app.releases.stored_rows import CELL, restored_cell

MOST_CELLS = 20_000
"""The most figures that one process keeps: about 6 MB, a year of the largest region or of thirty teams."""
MOST_ANSWERS = 4096
"""Of how many groups one process remembers whether anything of theirs was published."""

_OF_GROUP = (
    ReleaseRow.period_id.in_(bindparam("periods", expanding=True)),
    ReleaseRow.level == bindparam("level"),
    ReleaseRow.group == bindparam("group"),
    ReleaseRow.breakdown == bindparam("breakdown"),
    ReleaseRow.category == bindparam("category"),
)
_CELLS = select(
    ReleaseRow.period_id,
    ReleaseRow.item,
    ReleaseRow.statistic,
    ReleaseRow.option,
    *CELL,
).where(*_OF_GROUP, ReleaseRow.statistic.in_(("share", "mean")))
_ANY_SHOWN = select(ReleaseRow.place).where(*_OF_GROUP, ~ReleaseRow.withheld).limit(1)


@dataclass(frozen=True, slots=True)
class ReleasedFigures:
    """The shares and means of one group in one period, by (item, statistic, option)."""

    cells: Mapping[tuple[str, str, str], Cell]
    _spread: dict[Item, Distribution | Withheld | None] = field(default_factory=dict)

    def distribution(self, item: Item) -> Distribution | Withheld | None:
        """Return how the group's answers to an item spread over its scale; computed once. None without a figure."""
        if item not in self._spread:
            cells = self.cells
            shares = {option: cells.get((item.key, "share", option)) for option in published_counts(item)}
            self._spread[item] = distribution_of(item, {option: cell for option, cell in shares.items() if cell})
        return self._spread[item]


class KeptFigures:
    """The released figures that one process has read from one database; the oldest are dropped first."""

    def __init__(self) -> None:
        self.figures: dict[tuple[str, Group], ReleasedFigures] = {}
        self.shown: dict[tuple[tuple[str, ...], Group], bool] = {}
        self._count = 0
        self._lock = Lock()

    def keep(self, period: str, group: Group, figures: ReleasedFigures) -> None:
        """Keep one group's figures of one period, and drop the oldest ones beyond MOST_CELLS."""
        with self._lock:
            if (period, group) not in self.figures:
                self.figures[period, group] = figures
                self._count += len(figures.cells)
            while self._count > MOST_CELLS:
                self._count -= len(self.figures.pop(next(iter(self.figures))).cells)

    def keep_shown(self, periods: tuple[str, ...], group: Group, *, shown: bool) -> None:
        """Keep whether anything of a group was published in these periods."""
        with self._lock:
            self.shown[periods, group] = shown
            while len(self.shown) > MOST_ANSWERS:
                del self.shown[next(iter(self.shown))]


_kept: WeakKeyDictionary[Engine, KeptFigures] = WeakKeyDictionary()


def _of_database(session: AnySession) -> KeptFigures:
    return _kept.setdefault(session.get_bind().engine, KeptFigures())


def figures_of(session: AnySession, group: Group, *, periods: Collection[str]) -> dict[str, ReleasedFigures]:
    """Return a group's figures by period id, in the order of `periods`; a period without any is absent."""
    kept = _of_database(session)
    found = {period: figures for period in periods if (figures := kept.figures.get((period, group)))}
    missing = [period for period in periods if period not in found]
    if not missing:
        return found
    cells: dict[str, dict[tuple[str, str, str], Cell]] = {}
    for period, item, statistic, option, *cell in read_rows(session, _CELLS, {**_named(group), "periods": missing}):
        cells.setdefault(period, {})[item, statistic, option] = restored_cell(cell)
    read = {period: ReleasedFigures(of_period) for period, of_period in cells.items()}
    if not is_writing(session):
        for period, figures in read.items():
            kept.keep(period, group, figures)
    found.update(read)
    return {period: found[period] for period in periods if period in found}


def any_shown(session: AnySession, group: Group, *, periods: Collection[str]) -> bool:
    """Return whether any figure of a group was published in these periods, all of which are released."""
    kept, asked = _of_database(session), tuple(periods)
    if (asked, group) in kept.shown:
        return kept.shown[asked, group]
    shown = read_rows(session, _ANY_SHOWN, {**_named(group), "periods": asked}).first() is not None
    if not is_writing(session):
        kept.keep_shown(asked, group, shown=shown)
    return shown


def _named(group: Group) -> dict[str, str]:
    return {"level": group.level, "group": group.id, "breakdown": group.breakdown, "category": group.category}
