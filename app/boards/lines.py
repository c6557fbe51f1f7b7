"""The lines of a board: per figure where the own group lies, and where the region does.

Decides what stands on one line and what in the table beside it, and says nothing that the published bounds
do not. Pure but for the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

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


class Phrases:
    """The words of one board. A board says the same few things hundreds of times, so each is looked up once."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.title = cache(partial(words.title, instrument))
        self.what = cache(partial(words.what, instrument))
        self.part = cache(partial(words.part, instrument))
        self.choice = cache(partial(words.choice, instrument))
        self.people = cache(words.people)
        self.share = cache(words.share)

    def whom(self, row: Row) -> str:
        """Of whom a row tells: the group, or a part of it."""
        if row.breakdown:
            return self.part(row.breakdown, row.category)
        return self.choice("org_type", row.group) if row.level == "orgtype" else row.group_name


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
    phrases = Phrases(instrument)
    return tuple(line for plan in plans for line in _item_lines(plan, rows_by_item[plan.item], phrases))


def _item_lines(plan: ItemPlan, rows: Sequence[Row], phrases: Phrases) -> Iterator[Line]:
    first, *others = plan.everywhere
    for option in plan.everywhere:
        table = [row for row in rows if row.option == option]
        if option == first:
            table += [row for row in rows if row.option not in {first, *others}]
        yield _line(option, table, phrases)


def _line(option: str, rows: Sequence[Row], phrases: Phrases) -> Line:
    """A line about `option`; the first of `rows` is the own group's."""
    item, level = rows[0].item, rows[0].level
    own = _block(rows, phrases, level=level, option=option)
    region = _block(rows, phrases, level="region", option=option) if level != "region" else None
    topic = title = phrases.title(item)
    about = phrases.what(item, option)
    if phrases.instrument.item(item.partition(".")[0]).type == "multi":  # Each answer is a topic of its own.
        title, about = about, topic
    return Line(
        topic=topic,
        title=title,
        about=about,
        own=own,
        region=region,
        verdict=_verdict(own, region),
        table=tuple(_table_row(row, phrases) for row in rows),
    )


def _block(rows: Sequence[Row], phrases: Phrases, *, level: Level, option: str) -> Block | None:
    """The share of `option` in the whole group of this level; None when it may not be shown."""
    for row in rows:
        if (row.level, row.breakdown, row.option) == (level, "", option) and isinstance(row.cell, Published):
            cell = row.cell
            people = phrases.people(cell.size_class)
            return Block(phrases.share(cell), people, cell.lower * 100, cell.upper * 100)
    return None


def _verdict(own: Block | None, region: Block | None) -> str:
    if own is None or region is None:
        return ""
    return words.verdict(below=own.high < region.low, above=own.low > region.high)


def _table_row(row: Row, phrases: Phrases) -> TableRow:
    what = phrases.what(row.item, row.option)
    if not isinstance(row.cell, Published):
        return TableRow(phrases.whom(row), what, None, "")
    figure = words.mean(row.cell) if row.statistic == "mean" else phrases.share(row.cell)
    return TableRow(phrases.whom(row), what, figure, phrases.people(row.cell.size_class))
