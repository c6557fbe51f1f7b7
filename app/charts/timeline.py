"""Decides which periods a chart shows, and where on its time axis a wave stands. Knows no figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from app.charts.time_axis import LATELY, MOST_STRETCHES, Timeline, TimelinePeriod, TimelineWave
from app.db import AnySession, read_rows
from app.programme.models import Period, Programme, Wave

_WAVES = (  # Built once, because every mirror runs it.
    select(
        Wave.id,
        Wave.opens_at,
        Wave.items,
        Period.id,
        Period.opens_at,
        Period.closes_at,
        Period.state,
        Programme.instrument_key,
        Period.plan_digest,
    )
    .join(Period, Period.id == Wave.period_id)
    .join(Programme, Programme.id == Period.programme_id)
    .where(Programme.region_id == bindparam("region_id"))
    .order_by(Period.opens_at, Wave.opens_at)
)


def timeline_of(session: AnySession, *, region_id: str, now: datetime) -> Timeline:
    """Return the time axis of a region at `now`; without a programme it has no waves and asks no items."""
    rows = _rows(session, region_id)
    opened = [row for row in rows if row[1] <= now]
    periods = tuple(
        TimelinePeriod(id=key[0], opens=key[1], closes=key[2], released=key[3] == "released")
        for key, _ in groupby(opened, key=lambda row: tuple(row[3:7]))
    )
    last = max((place for place, each in enumerate(periods) if each.released), default=-1)
    shown = periods[: last + 1][-MOST_STRETCHES:]
    newest = (opened or rows)[-1:]
    positions = _positions([(row[0], row[3]) for row in opened], stretches=_stretches(periods, shown))
    return Timeline(
        instrument_key=newest[0][7] if newest else "",
        periods=periods,
        shown=shown,
        waves=tuple(
            TimelineWave(id=row[0], number=number, opens=row[1], period_id=row[3], position=positions.get(row[0]))
            for number, row in enumerate(opened, start=1)
        ),
        asked=frozenset(item for row in rows for item in row[2]),
        asked_so_far=frozenset(item for row in opened for item in row[2]),
        asked_lately=frozenset(item for row in opened[-LATELY:] for item in row[2]),
        asked_from_now=frozenset(item for row in rows if row[5] > now for item in row[2]),
        asked_by={item: row[7] for row in opened or rows for item in row[2]},
        plans=tuple(dict.fromkeys((row[8], row[7]) for row in reversed(rows))),
    )


def _rows(session: AnySession, region_id: str) -> Sequence[Any]:
    """Return every wave with its period, oldest first.

    Columns: wave id, opens, items; period id, opens, closes, state; instrument key; digest of
    the period's counting plan.
    """
    return read_rows(session, _WAVES, {"region_id": region_id}).all()


def _stretches(periods: tuple[TimelinePeriod, ...], shown: tuple[TimelinePeriod, ...]) -> Mapping[str, int]:
    """Return each period's place on the time axis; all periods after the last one shown share one stretch."""
    first = periods.index(shown[0]) if shown else 0
    return {each.id: min(place, len(shown)) for place, each in enumerate(periods[first:])}


def _positions(waves: list[tuple[str, str]], *, stretches: Mapping[str, int]) -> dict[str, float]:
    """Return each wave's position in time; the waves of one stretch stand at even distances."""
    by_stretch: dict[int, list[str]] = {}
    for wave, period in waves:
        if period in stretches:
            by_stretch.setdefault(stretches[period], []).append(wave)
    return {
        wave: round(stretch + (place + 0.5) / len(group), 3)
        for stretch, group in by_stretch.items()
        for place, wave in enumerate(group)
    }
