"""The lines of a board: per figure where the own group lies, and where the region does.

Decides what stands on one line and what in the table beside it, and says nothing that the published bounds
do not. Pure but for the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.boards import words
from app.instrument.schema import Instrument
from app.releases.cells import Level, Published, Row
from app.releases.plan import ItemPlan
from app.releases.planning import item_plans


@dataclass(frozen=True, slots=True)
class Block:
    """A published share in words and as the bounds of its block, 0 to 100."""

    words: str
    people: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """One published or withheld figure in words; `figure` is None when it may not be shown."""

    whom: str
    what: str
    figure: str | None
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the own group. `own` None: it may not be shown. `region` None: not shown, or this is it.

    `topic`: what the whole question is about; the title, unless each of its answers is a topic of its own.
    """

    topic: str
    title: str
    about: str
    own: Block | None
    region: Block | None
    verdict: str
    table: tuple[TableRow, ...]


def lines_of(own: Sequence[Row], others: Sequence[Row], *, instrument: Instrument) -> tuple[Line, ...]:
    """One line per figure that is shown at every level, in the order of the questionnaire.

    `own`: all rows of the group. `others`: rows of the region and of kinds of organisation to stand beside
    them. Figures without a line of their own (distributions, means) stand in the table of their item's first.
    """
    rows_by_item: dict[str, list[Row]] = {row.item: [] for row in own}
    for row in (*own, *others):
        rows_by_item.setdefault(row.item, []).append(row)
    asked = {item.key for item in instrument.items} & {row.item.partition(".")[0] for row in own}
    plans = [plan for plan in item_plans(instrument, asked) if plan.item in rows_by_item]
    return tuple(line for plan in plans for line in _item_lines(plan, rows_by_item[plan.item], instrument))


def _item_lines(plan: ItemPlan, rows: Sequence[Row], instrument: Instrument) -> Iterator[Line]:
    first, *others = plan.everywhere
    for option in plan.everywhere:
        table = [row for row in rows if row.option == option or (option == first and row.option not in others)]
        yield _line(option, table, instrument=instrument)


def _line(option: str, rows: Sequence[Row], *, instrument: Instrument) -> Line:
    """A line about `option`; the first of `rows` is the own group's."""
    item, level = rows[0].item, rows[0].level
    own = _block(rows, level=level, option=option)
    region = _block(rows, level="region", option=option) if level != "region" else None
    topic = title = words.title(instrument, item)
    about = words.answer(instrument, item, option)
    if instrument.item(item.partition(".")[0]).type == "multi":  # Each answer is a topic of its own.
        title, about = about, topic
    return Line(
        topic=topic,
        title=title,
        about=about,
        own=own,
        region=region,
        verdict=_verdict(own, region),
        table=tuple(_table_row(row, instrument) for row in rows),
    )


def _block(rows: Sequence[Row], *, level: Level, option: str) -> Block | None:
    """The share of `option` in the whole group of this level; None when it may not be shown."""
    for row in rows:
        if (row.level, row.breakdown, row.option) == (level, "", option) and isinstance(row.cell, Published):
            cell = row.cell
            return Block(words.share(cell), words.people(cell.size_class), cell.lower * 100, cell.upper * 100)
    return None


def _verdict(own: Block | None, region: Block | None) -> str:
    if own is None or region is None:
        return ""
    return words.verdict(below=own.high < region.low, above=own.low > region.high)


def _table_row(row: Row, instrument: Instrument) -> TableRow:
    what = words.what(instrument, row)
    if not isinstance(row.cell, Published):
        return TableRow(words.whom(instrument, row), what, None, "")
    figure = words.mean(row.cell) if row.statistic == "mean" else words.share(row.cell)
    return TableRow(words.whom(instrument, row), what, figure, words.people(row.cell.size_class))
