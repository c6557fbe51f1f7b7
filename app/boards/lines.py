"""The topics of a board: per count where the own group lies, and where the group beside it does.

Decides what stands on one line and what in the table beside it, and says nothing that the published bounds
do not. Pure but for the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.boards import words
from app.boards.phrases import Phrases
from app.boards.places import Beside
from app.instrument.schema import Instrument
from app.releases.cells import Published, Row
from app.releases.plan import ItemPlan
from app.releases.planning import item_plans
from app.statistics.differences import Direction

Supported = Mapping[tuple[str, str], Direction]
"""By item and option: the differences with the group beside it that are more than chance."""

IntervalOf = Callable[[Row], tuple[float, float] | None]

PARTED = ("multi", "grid", "yes_no_per_choice")
"""Questions of many answers: they stand together as one block."""


@dataclass(frozen=True, slots=True)
class Block:
    """A published share in words and as the bounds of its block, 0 to 100."""

    words: str
    people: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """One published or withheld figure in words; `figure` is None when it may not be shown.

    `chance`: its 95 % interval in words, empty for a mean, a relation, or while it is not worked out.
    """

    whom: str
    what: str
    figure: str | None
    people: str
    chance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count of the own group. `own` None: it may not be shown. `beside` None: not shown, or nothing is beside it.

    `item`: of a grid also its row. `differs`: more than chance, said in `verdict`.
    """

    item: str
    option: str
    title: str
    about: str
    own: Block | None
    beside: Block | None
    differs: bool
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One question with its lines, of which at least one side is shown; `whole`: one line says it all.

    `construct` is what it measures. `cuts`: the rest of a published distribution of the own group.
    """

    key: str
    construct: str
    title: str
    whole: bool
    lines: tuple[Line, ...]
    cuts: tuple[Line, ...]
    table: tuple[TableRow, ...]

    @property
    def shown(self) -> bool:
        return any(line.own or line.beside for line in self.lines)


def plans_of(own: Sequence[Row], instrument: Instrument) -> tuple[ItemPlan, ...]:
    """How the questions were published that this release asked, in the order of the questionnaire."""
    published = {row.item for row in own}
    asked = {item.key for item in instrument.items} & {item.partition(".")[0] for item in published}
    return tuple(plan for plan in item_plans(instrument, asked) if plan.item in published)


def topics_of(
    plans: Sequence[ItemPlan],
    rows: Sequence[Row],
    *,
    instrument: Instrument,
    beside: Beside | None,
    supported: Supported,
    interval_of: IntervalOf,
) -> tuple[Topic, ...]:
    """One topic per question, in the order of `plans`. `rows`: the own ones first, then what stands beside them.

    `interval_of`: how far chance reaches around a figure, if that is known.
    """
    rows_by_item: dict[str, list[Row]] = {}
    for row in rows:
        rows_by_item.setdefault(row.item, []).append(row)
    telling = _Telling(Phrases(instrument), beside, supported, interval_of)
    by_question = groupby(plans, key=lambda plan: plan.item.partition(".")[0])
    return tuple(telling.topic(key, tuple(of_it), rows_by_item) for key, of_it in by_question)


@dataclass(frozen=True, slots=True)
class _Telling:
    phrases: Phrases
    beside: Beside | None
    supported: Supported
    interval_of: IntervalOf

    def topic(self, key: str, plans: Sequence[ItemPlan], rows_by_item: Mapping[str, Sequence[Row]]) -> Topic:
        item = self.phrases.instrument.item(key)
        parted = item.type in PARTED
        lines = [self._line(plan, option, rows_by_item[plan.item]) for plan in plans for option in plan.everywhere]
        cuts = [] if parted else [self._line(plans[0], name, rows_by_item[key]) for name in plans[0].distribution]
        tables = [self._table(plan, rows_by_item[plan.item]) for plan in plans]
        return Topic(
            key=key,
            construct=item.construct_key,
            title=self.phrases.title(key),
            whole=not parted and len(lines) == 1,
            lines=tuple(lines),
            cuts=tuple(cut for cut in cuts if cut.own),
            table=tuple(row for table in tables for row in table),
        )

    def _line(self, plan: ItemPlan, option: str, rows: Sequence[Row]) -> Line:
        """A line about `option`; the first of `rows` is the own group's."""
        own = self._block(rows, option, level=rows[0].level, group=rows[0].group)
        theirs = self._block(rows, option, level=self.beside.level, group=self.beside.group) if self.beside else None
        differs = self.supported.get((plan.item, option))
        return Line(
            item=plan.item,
            option=option,
            title=self.phrases.title(plan.item),
            about=self.phrases.what(plan.item, option),
            own=own,
            beside=theirs,
            differs=differs is not None,
            verdict=self._verdict(own, theirs, differs),
        )

    def _block(self, rows: Sequence[Row], option: str, *, level: str, group: str) -> Block | None:
        """The share of `option` in the whole of this group; None when it may not be shown."""
        for row in rows:
            place = (row.level, row.group, row.breakdown, row.option)
            if place == (level, group, "", option) and isinstance(row.cell, Published):
                cell = row.cell
                people = self.phrases.people(cell.size_class)
                return Block(self.phrases.share(cell), people, cell.lower * 100, cell.upper * 100)
        return None

    def _verdict(self, own: Block | None, theirs: Block | None, differs: Direction | None) -> str:
        if own is None or theirs is None or self.beside is None:
            return ""
        whom = self.phrases.beside(self.beside)
        if differs:
            return words.supported_verdict(whom, higher=differs == "higher")
        return self.phrases.verdict(whom, below=own.high < theirs.low, above=own.low > theirs.high)

    def _table(self, plan: ItemPlan, rows: Sequence[Row]) -> list[TableRow]:
        """Every figure about this, the counts of the lines first."""
        order = {option: place for place, option in enumerate(plan.everywhere)}
        ordered = sorted(rows, key=lambda row: order.get(row.option, len(order)))
        return [self._table_row(row) for row in ordered]

    def _table_row(self, row: Row) -> TableRow:
        what = self.phrases.what(row.item, row.option)
        if "." in row.item:
            what = f"{self.phrases.title(row.item)}: {what}"
        if not isinstance(row.cell, Published):
            return TableRow(self.phrases.whom(row), what, None, "")
        figure = words.mean(row.cell) if row.statistic == "mean" else self.phrases.share(row.cell)
        people, bounds = self.phrases.people(row.cell.size_class), self.interval_of(row)
        chance = words.between(*bounds) if bounds else ""
        return TableRow(self.phrases.whom(row), what, figure, people, chance)
