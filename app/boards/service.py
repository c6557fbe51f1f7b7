"""A board: one group's released figures of one period, ready to be shown. Reads releases and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from app.boards import words
from app.boards.lines import Line, lines_of
from app.boards.places import Place
from app.db import AnySession
from app.instrument.schema import Instrument
from app.programme.instruments import instrument_of
from app.programme.models import Period, Programme
from app.releases.cells import Published, Row
from app.releases.models import ReleaseRow
from app.releases.read import ReleasedPeriod, rows_of
from app.releases.stored import restored


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period that can be looked at, in words."""

    id: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a board shows. `figures` is 0 when the group did not exist as the period opened.

    `people`: how many people the figures are about, as words; empty when nothing is shown. `lines`: figures of
    which at least one side is shown, `shown` of them the own one. `hidden`: topics of which neither is.
    """

    period: ReleasedPeriod
    period_words: str
    released_on: str
    choices: tuple[PeriodChoice, ...]
    lines: tuple[Line, ...]
    hidden: tuple[str, ...]
    people: str
    shown: int
    figures: int


def make_board(
    session: AnySession, place: Place, *, period: ReleasedPeriod, periods: Sequence[ReleasedPeriod]
) -> Board:
    """The board of `place` for `period`, with the choice of all `periods` (the newest first)."""
    own = rows_of(session, period.id, level=place.level, group=place.id)
    lines = lines_of(own, _beside(session, place, period.id), instrument=_instrument(session, period.id))
    return Board(
        period=period,
        period_words=words.span(period.opens, period.closes),
        released_on=words.day(period.published_on),
        choices=tuple(
            PeriodChoice(each.id, words.span(each.opens, each.closes), each.id == period.id) for each in periods
        ),
        lines=tuple(line for line in lines if line.own or line.region),
        hidden=tuple(dict.fromkeys(line.topic for line in lines if not (line.own or line.region))),
        people=_people(own),
        shown=sum(line.own is not None for line in lines),
        figures=len(lines),
    )


def first_release_on(session: AnySession, region_id: str) -> datetime | None:
    """When the first period that is still to be released closes; None when none is planned."""
    return session.scalar(
        select(func.min(Period.closes_at))
        .join(Programme, Programme.id == Period.programme_id)
        .where(Programme.region_id == region_id, Period.state != "released")
    )


def _beside(session: AnySession, place: Place, period_id: str) -> list[Row]:
    """Rows to stand beside the own ones: kinds of organisation; for another group its own kind, and the region."""
    if place.level == "region":
        return rows_of(session, period_id, level="orgtype")
    beside = select(ReleaseRow).where(
        ReleaseRow.period_id == period_id,
        ReleaseRow.breakdown == "",
        or_(
            and_(ReleaseRow.level == "orgtype", ReleaseRow.group == place.org_type),
            and_(ReleaseRow.level == "region", ReleaseRow.group == place.region_id),
        ),
    )
    return [restored(row) for row in session.scalars(beside.order_by(ReleaseRow.level, ReleaseRow.place))]


def _instrument(session: AnySession, period_id: str) -> Instrument:
    key = session.scalars(
        select(Programme.instrument_key).join(Period, Period.programme_id == Programme.id).where(Period.id == period_id)
    ).one()
    return instrument_of(key)


def _people(rows: Sequence[Row]) -> str:
    """The size classes of the whole group's figures, from the smallest to the largest."""
    classes = {row.cell.size_class for row in rows if isinstance(row.cell, Published) and not row.breakdown}
    ordered = sorted(classes, key=lambda each: int(each.rstrip("+").split("-")[0]))
    return words.people_per_topic(ordered[0], ordered[-1]) if ordered else ""
