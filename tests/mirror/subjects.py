"""Subjects of a mirror, made without a database: own answers over waves beside published figures over periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.charts.distribution import Distribution, distribution_of
from app.charts.gauge import cuts_of, headline_of
from app.charts.time_axis import Timeline, TimelinePeriod, TimelineWave
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.own_trend import own_answers
from app.releases.rules.cells import Cell, Group, Published, Withheld

PEO = instrument_of("peo")
BEGAN = datetime(2026, 3, 1, 23, tzinfo=UTC)
WEEK = timedelta(days=7)
Bounds = tuple[float, float]


def timeline(periods: int, *, open_one: bool = True) -> Timeline:
    """So many released periods of four weeks with two waves each, and perhaps one that is still open."""
    all_of_them = tuple(
        TimelinePeriod(
            id=f"p{number}",
            opens=BEGAN + 4 * WEEK * number,
            closes=BEGAN + 4 * WEEK * (number + 1),
            released=number < periods,
        )
        for number in range(periods + open_one)
    )
    waves = tuple(
        TimelineWave(
            id=f"w{2 * place + half}",
            number=2 * place + half + 1,
            period_id=each.id,
            opens=each.opens + 2 * WEEK * half,
            position=place + 0.25 + half / 2,
        )
        for place, each in enumerate(all_of_them)
        for half in (0, 1)
    )
    return Timeline(
        instrument_key="peo",
        periods=all_of_them,
        shown=all_of_them[:periods],
        waves=waves,
        asked=frozenset(),
        asked_so_far=frozenset(),
    )


def headline(item: Item, bounds: Bounds | None) -> Distribution | Withheld | None:
    """What a group publishes of an item when it is small: its headline, or that it is not shown."""
    name = headline_of(item) or ""
    cell: Cell = Withheld() if bounds is None else Published("20-49", sum(bounds) / 2, *bounds)
    return distribution_of(item, {name: cell})


def whole(item: Item, shares: Sequence[float], *, margin: float = 0.02) -> Distribution:
    """What a large group publishes: the share in each step, lowest first, with bounds around every cut."""
    names = [name for name, _at in cuts_of(item)]
    above = [sum(shares[place + 1 :]) for place in range(len(names))]
    cells: dict[str, Cell] = {
        name: Published("50+", share, max(0.0, share - margin), min(1.0, share + margin))
        for name, share in zip(names, above, strict=True)
    }
    found = distribution_of(item, cells)
    assert isinstance(found, Distribution)
    return found


def subject(
    key: str,
    answers: Sequence[object] = (),
    published: Mapping[int, Distribution | Withheld | None] | None = None,
    *,
    periods: int = 3,
) -> MirrorSubject:
    """An item with these answers in waves 1, 2, … (None: not answered) and these figures by number of the period."""
    item, line = PEO.item(key), timeline(periods)
    said = {f"w{place}": {key: answer} for place, answer in enumerate(answers) if answer is not None}
    return MirrorSubject(
        item=item,
        answers=own_answers(item, said, waves=line.waves),
        group=Group("region", "r"),
        choice="region",
        distributions={f"p{number}": each for number, each in (published or {}).items() if each is not None},
        timeline=line,
    )
