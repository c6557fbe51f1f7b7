"""Compares the figures of an agreement's topic then and now, and says how certain the change is.

A change since the period just before has the grade that the board gives it. A change over more periods is
certain when the 95 % intervals of the two estimates do not overlap, which is stricter.

A question with one count is told by that count; a question with many answers or rows by those that certainly
changed, in the order of the questionnaire, because no test supports a ranking of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.charts.chart_cells import Cells, named_cells, part_options
from app.charts.gauge import headline_of
from app.db import AnySession
from app.estimates.estimate_lookup import GroupEstimate, estimates_over_time
from app.groups.places import Place
from app.instrument.schema import Instrument, UnknownItem
from app.meetings.models import Agreement
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Cell, Group, Published
from app.web.language import inside_sentence, long_day
from app.wording.answer_words import counted_answers, row_title, title_of
from app.wording.certainty_words import (
    all_still,
    answer_then_and_now,
    more_moved,
    not_shown,
    others_still,
    then_and_now,
)
from app.wording.figure_words import estimate_words, share_words
from app.wording.joined_words import in_quotes, sentences
from app.wording.translated import _

MOST = 3
"""The most answers of one question that are named: the page of a meeting must fit one sheet of paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An agreement as a page shows it. `movement`: the figures then and now, in words."""

    id: str
    text: str
    construct: str
    topic: str
    agreed_on: str
    look_back_on: str
    state: str
    movement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One answer's published share when an agreement was made (`then`) and now; None where it was not asked.
    `item`: of a grid also its row. `then_in`, `now_in`: ids of the periods, empty where it was not asked. `in_a_row`:
    it was asked exactly once since. `then_estimate`, `now_estimate`: None while they are not computed.
    """

    item: str
    option: str
    then: Cell | None
    now: Cell | None
    then_in: str
    now_in: str
    in_a_row: bool
    then_estimate: GroupEstimate | None = None
    now_estimate: GroupEstimate | None = None

    @property
    def sure(self) -> bool:
        """Return whether the share certainly changed between the agreement and now; False while an estimate is missing.
        It did when the intervals of both estimates lie apart, or when the question was asked exactly once since and the
        newer estimate is graded a certain movement.
        """
        then, now = self.then_estimate, self.now_estimate
        if then is None or now is None:
            return False
        return now.lower > then.upper or now.upper < then.lower or (self.in_a_row and now.movement == "sure")


def follow_up(
    session: AnySession,
    place: Place,
    agreements: Sequence[Agreement],
    *,
    instrument: Instrument,
    periods: Sequence[ReleasedPeriod],
) -> tuple[Followed, ...]:
    """Return each agreement with the figures of its topic then and now.

    Then: the last release with the question up to the agreement's own period. Now: the last one after it in
    `periods`.
    """
    counts = {each.construct: _counts(instrument, each.construct) for each in agreements}
    wanted = {count for each in counts.values() for count in each}
    cells: Cells = {}
    if wanted:
        group = Group(place.level, place.id)
        cells = named_cells(session, group, periods=[each.id for each in periods], wanted=wanted)
    moved = _estimated(
        session,
        place,
        {each.id: _moved(each, counts[each.construct], cells, periods=periods) for each in agreements},
    )
    return tuple(
        Followed(
            id=each.id,
            text=each.text,
            construct=each.construct,
            topic=title_of(instrument, each.construct),
            agreed_on=long_day(each.agreed_on),
            look_back_on=long_day(each.look_back_on),
            state=each.state,
            movement=_told(moved[each.id], instrument=instrument),
        )
        for each in agreements
    )


def _counts(instrument: Instrument, construct: str) -> list[tuple[str, str]]:
    """Return the counts that tell how a construct changed: its headline, or each answer of a question without one."""
    try:
        item = instrument.item(construct)
    except UnknownItem:
        item = next((each for each in instrument.items if each.construct_key == construct), instrument.items[0])
    option = headline_of(item)
    return [(item.key, option)] if option else part_options(item)


def _moved(
    agreement: Agreement, counts: Sequence[tuple[str, str]], cells: Cells, *, periods: Sequence[ReleasedPeriod]
) -> tuple[Movement, ...]:
    """Return each count of the agreement's topic at the time of the agreement and now."""
    noted = next((each.number for each in periods if each.id == agreement.period_id), 0)
    found = []
    for item, option in counts:
        by_period = cells.get((item, "share", option), {})
        then = [each.id for each in periods if each.id in by_period and each.number <= noted]
        now = [each.id for each in periods if each.id in by_period and each.number > noted]
        then_in, now_in = then[-1] if then else "", now[-1] if now else ""
        found.append(
            Movement(
                item=item,
                option=option,
                then=by_period.get(then_in),
                now=by_period.get(now_in),
                then_in=then_in,
                now_in=now_in,
                in_a_row=len(now) == 1,
            )
        )
    return tuple(found)


def _estimated(
    session: AnySession, place: Place, moved: Mapping[str, Sequence[Movement]]
) -> dict[str, tuple[Movement, ...]]:
    """Return the same counts with their estimates then and now, where those are computed."""
    periods = {period for every in moved.values() for each in every for period in (each.then_in, each.now_in) if period}
    estimates = estimates_over_time(session, Group(place.level, place.id), periods=periods)

    def known(each: Movement) -> Movement:
        count = (each.item, each.option)
        then, now = (estimates.get(period, {}).get(count) for period in (each.then_in, each.now_in))
        return replace(each, then_estimate=then, now_estimate=now)

    return {agreement: tuple(known(each) for each in every) for agreement, every in moved.items()}


def _told(movements: Sequence[Movement], *, instrument: Instrument) -> str:
    """Return in words the figures then and now of one agreement; of many counts those that certainly changed."""
    if len(movements) == 1:
        return _one(movements[0])
    sure = [each for each in movements if each.sure]
    if not any(each.now for each in movements):
        asked = any(each.then for each in movements)
        return _("This has not been asked again since.") if asked else _("This has not been asked yet.")
    if not any(each.then for each in movements):
        return _("Then this had not been asked yet.")
    known = sum(isinstance(each.then, Published) and isinstance(each.now, Published) for each in movements)
    if not known:
        return _("Then or now these figures are not shown, so they cannot stand side by side.")
    told = [_certain(each, instrument) for each in sure[:MOST]]
    if len(sure) > MOST:
        told.append(more_moved(len(sure) - MOST))
    still = known - len(sure)
    if still:
        told.append(others_still(still) if sure else all_still(still))
    return sentences(*told)


def _one(each: Movement) -> str:
    before, after = _figure(each.then, each.then_estimate), _figure(each.now, each.now_estimate)
    if each.now is None:
        unasked = _("This has not been asked yet.")
        return _("Then %(then)s. This has not been asked again since.", then=before) if each.then else unasked
    if each.then is None:
        return _("Then this had not been asked yet. Now %(now)s.", now=after)
    known = isinstance(each.then, Published) and isinstance(each.now, Published)
    return then_and_now(before, after, sure=each.sure if known else None)


def _figure(cell: Cell | None, estimate: GroupEstimate | None) -> str:
    """Return a figure in words: its estimate with the interval, or while there is none what was published."""
    if not isinstance(cell, Published):
        return not_shown()
    return estimate_words(estimate.share, estimate.lower, estimate.upper) if estimate else share_words(cell)


def _certain(each: Movement, instrument: Instrument) -> str:
    """Return in words one answer that certainly changed, in a grid with its row."""
    row, answer = row_title(instrument, each.item), counted_answers(instrument, each.item, each.option)
    named = in_quotes(f"{row}: {inside_sentence(answer)}" if row else answer)
    return answer_then_and_now(named, _figure(each.then, each.then_estimate), _figure(each.now, each.now_estimate))
