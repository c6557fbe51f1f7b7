"""What a group chose of an item with several answers: the newest published share of each option, the most chosen first.

Knows a group's released figures; of the person only which options are their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.charts.chart_cells import named_cells, part_options
from app.db import AnySession
from app.instrument.schema import Item
from app.mirror.mirror_subject import MirrorSubject
from app.releases.rules.cells import Cell, Published


def newest_shares(session: AnySession, subject: MirrorSubject, *, periods: Sequence[str]) -> dict[str, Cell]:
    """Return the newest published figure of a group for each option of a question with several parts.
    The group is the one of `subject`. Options of a multiple choice: the most chosen first, withheld ones last. Rows of
    a grid: in the order in which they are asked. Options that were never published are absent. `periods`: ids, oldest
    first.
    """
    wanted = part_options(subject.item)
    cells = named_cells(session, subject.group, periods=periods, wanted=wanted)
    newest: dict[str, Cell] = {}
    for base, option in wanted:
        by_period = cells.get((base, "share", option), {})
        latest = [by_period[period] for period in periods if period in by_period]
        if latest:
            newest[option] = latest[-1]
    return dict(sorted(newest.items(), key=_rank)) if subject.item.type == "multi" else newest


def _rank(option: tuple[str, Cell]) -> float:
    cell = option[1]
    return -cell.value if isinstance(cell, Published) else 1.0


def most_chosen(shares: Mapping[str, Cell]) -> list[str]:
    """Return the options that may be the most chosen one; empty when no figure is published.
    These are the options whose upper bound is at least the highest lower bound, in the order of `shares`.
    """
    shown = [(option, cell) for option, cell in shares.items() if isinstance(cell, Published)]
    highest = max((cell.lower for _option, cell in shown), default=0.0)
    return [option for option, cell in shown if cell.upper >= highest]


def is_own(item: Item, option: str, answer: object) -> bool:
    """Return whether the person chose this option of a multiple-choice question; False for a row of a grid.
    `answer`: the person's answer to the item.
    """
    row, _colon, name = option.rpartition(":")
    mine = name in answer if isinstance(answer, list | tuple) else name == answer
    return mine and not row and item.type == "multi"
