"""What moved since an agreement: the figure of its topic then and now, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.boards import words
from app.boards.findings import Comparison, supported
from app.boards.models import Agreement
from app.boards.places import Place
from app.boards.words import _
from app.charts.figures import Cells, named_cells
from app.charts.gauge import headline_of
from app.db import AnySession
from app.instrument.schema import Instrument, UnknownItem
from app.releases.cells import Cell, Published
from app.releases.read import Group, ReleasedPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An agreement as a page shows it. `movement`: then and now in words."""

    id: str
    text: str
    construct: str
    topic: str
    agreed_on: str
    look_back_on: str
    state: str
    movement: str


def follow_up(
    session: AnySession,
    place: Place,
    agreements: Sequence[Agreement],
    *,
    instrument: Instrument,
    periods: Sequence[ReleasedPeriod],
) -> tuple[Followed, ...]:
    """Each agreement with what was released about its topic up to its own period, and up to the last of `periods`."""
    counts = {each.construct: _headline(instrument, each.construct) for each in agreements}
    wanted = [count for count in counts.values() if count]
    cells: Cells = {}
    if wanted:
        group = Group(place.level, place.id)
        cells = named_cells(session, group, periods=[each.id for each in periods], wanted=wanted)
    moved = {each.id: _moved(each, counts[each.construct], cells, periods=periods) for each in agreements}
    sure = {each.about.whose for each in supported(tuple(_compared(moved)))}
    return tuple(
        Followed(
            id=each.id,
            text=each.text,
            construct=each.construct,
            topic=words.title(instrument, each.construct),
            agreed_on=words.day(each.agreed_on),
            look_back_on=words.day(each.look_back_on),
            state=each.state,
            movement=_movement(*moved[each.id], sure=each.id in sure),
        )
        for each in agreements
    )


Moved = tuple[Cell | None, Cell | None]
"""The figure then and now; None: not asked, or for now: not asked since."""


def _moved(
    agreement: Agreement, count: tuple[str, str] | None, cells: Cells, *, periods: Sequence[ReleasedPeriod]
) -> Moved:
    by_period = cells.get((count[0], "share", count[1]), {}) if count else {}
    noted = next((each.number for each in periods if each.id == agreement.period_id), 0)
    then = [by_period[each.id] for each in periods if each.id in by_period and each.number <= noted]
    now = [by_period[each.id] for each in periods if each.id in by_period and each.number > noted]
    return (then[-1] if then else None, now[-1] if now else None)


def _compared(moved: dict[str, Moved]) -> Iterator[Comparison]:
    for agreement, (then, now) in moved.items():
        if isinstance(then, Published) and isinstance(now, Published):
            yield Comparison(kind="earlier", item="", option="", first=now, second=then, whose=agreement)


def _movement(then: Cell | None, now: Cell | None, *, sure: bool) -> str:
    before = words.share(then) if isinstance(then, Published) else _("not shown")
    if now is None:
        return _("Then %(then)s. This has not been asked again since.", then=before) if then else ""
    after = words.share(now) if isinstance(now, Published) else _("not shown")
    if not (isinstance(then, Published) and isinstance(now, Published)):
        return _("Then %(then)s, now %(now)s.", then=before, now=after)
    if sure:
        return _("Then %(then)s, now %(now)s. That is more than chance.", then=before, now=after)
    return _("Then %(then)s, now %(now)s. That can be chance.", then=before, now=after)


def _headline(instrument: Instrument, construct: str) -> tuple[str, str] | None:
    """The one count by which a construct is followed; None for a question of many answers."""
    try:
        item = instrument.item(construct)
    except UnknownItem:
        item = next((each for each in instrument.items if each.construct_key == construct), instrument.items[0])
    option = headline_of(item)
    return (item.key, option) if option else None
