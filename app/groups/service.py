"""Assembles a board: one group's released figures of one period, ready to be shown. Reads nothing but releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.charts.chart_cells import Cells, named_cells
from app.charts.gauge import headline_of
from app.db import AnySession
from app.groups.group_cards import shares_looked_at
from app.groups.group_trend import Trend, gauges, shown_periods, trend_of
from app.groups.known_estimates import KnownEstimates, read_known
from app.groups.open_questions import unfavourable_items
from app.groups.places import Beside, Place
from app.groups.signals import SignalView, SignalWords
from app.groups.topics import Topic, by_certainty, ends_of, plans_of, topics_of
from app.instrument.schema import Instrument
from app.programme.counting_plan import plan_to_show
from app.programme.models import Period, Programme
from app.releases.read import ReleasedPeriod, rows_of
from app.releases.rules.cells import Group, Published, Row
from app.releases.rules.item_plan import ItemPlan
from app.web.language import long_day
from app.wording.certainty_words import unfavourable
from app.wording.figure_words import people_by_topic
from app.wording.period_words import month_of, short_span, span
from app.wording.phrases import Phrases

FIRST_SIGNALS = 3
"""So many of what stands out a board shows at once; the others stand behind one word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQuery:
    """Which figures a visitor asked for. `beside` None: no comparison group. `construct` empty: every topic."""

    period: ReleasedPeriod
    beside: Beside | None
    construct: str = ""


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One choice in a form above the board. `value` stands in the address; `short`: the words for a narrow field."""

    value: str
    words: str
    current: bool
    short: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that a board shows about one group and period.

    `figures`: the number of counts, 0 when the group did not exist as the period opened; `shown`: how many of
    them may be shown. `people`: how many people the figures are about, in words; empty when nothing is shown.
    `signals`: what stands out, most certain first; `worked_out`: whether that is computed yet. `followed`:
    whether there is an earlier period to compare with. `topics`: those asked for that are shown, what stands
    out first. `hidden`: titles of the topics that may not be shown. `trends`: by item, only when one
    construct is asked for.
    """

    period: ReleasedPeriod
    period_words: str
    released_on: str
    beside_words: str
    periods: tuple[FilterOption, ...]
    besides: tuple[FilterOption, ...]
    constructs: tuple[FilterOption, ...]
    signals: tuple[SignalView, ...]
    worked_out: bool
    followed: bool
    topics: tuple[Topic, ...]
    trends: Mapping[str, Trend]
    hidden: tuple[str, ...]
    people: str
    shown: int
    figures: int

    @property
    def one_topic(self) -> bool:
        """Return whether the address asks for one topic instead of all."""
        return any(each.current for each in self.constructs)

    @property
    def chosen(self) -> bool:
        """Return whether the visitor chose another period, comparison or topic than the default.
        The page then shows the form for these choices unfolded.
        """
        usual = self.periods[0].current and (not self.besides or self.besides[0].current)
        return self.one_topic or not usual

    @property
    def own_topics(self) -> tuple[Topic, ...]:
        """Return the topics with a figure of the group itself."""
        return tuple(each for each in self.topics if each.own)

    @property
    def others_topics(self) -> tuple[Topic, ...]:
        """Return the topics without a figure of the group itself that may be shown."""
        return tuple(each for each in self.topics if not each.own)

    @property
    def ends(self) -> tuple[Topic, ...]:
        """Return the most and the least favourable topic, to begin with where nothing stands out."""
        return ends_of(self.own_topics)

    @property
    def first_signals(self) -> tuple[SignalView, ...]:
        """Return what stands out most certainly, the few that are shown at once."""
        return self.signals[:FIRST_SIGNALS]

    @property
    def moved(self) -> tuple[SignalView, ...]:
        """Return the changes that stand out since the question was last asked, most certain first."""
        return tuple(each for each in self.signals if each.kind == "movement")

    @property
    def moved_besides(self) -> tuple[SignalView, ...]:
        """Return the changes that stand out and are not among the `first_signals`."""
        return tuple(each for each in self.moved if each not in self.first_signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFigures:
    """Everything that was read for one board. `own`: the rows of its group; `others`: those of comparison groups.
    `earlier`: the group's figures over time.
    """

    asked: BoardQuery
    periods: tuple[ReleasedPeriod, ...]
    instrument: Instrument
    own: list[Row]
    others: list[Row]
    plans: tuple[ItemPlan, ...]
    earlier: Cells
    known: KnownEstimates

    @property
    def told(self) -> SignalWords:
        """Return the helper that puts this board's signals into words."""
        return SignalWords(
            phrases=Phrases(self.instrument),
            known=self.known,
            months={
                each.id: month_of(each.opens, each.closes, seen_from=self.asked.period.opens) for each in self.periods
            },
            name=self.own[0].group_name if self.own else "",
            values={key: unfavourable() for key in unfavourable_items(self.instrument.key)},
        )


def read_figures(
    session: AnySession, place: Place, asked: BoardQuery, *, periods: Sequence[ReleasedPeriod]
) -> BoardFigures:
    """Read one board's released figures with their estimates. `periods`: all released ones, oldest first."""
    instrument = instrument_of_period(session, asked.period.id)
    own = rows_of(session, asked.period.id, level=place.level, group=place.id)
    others = _others(session, place, asked.period.id)
    plans = plans_of(own, instrument)
    counts = tuple((plan.item, option) for plan in plans for option in plan.everywhere)
    shown = shown_periods(periods, upto=asked.period)
    wanted = {*counts, *shares_looked_at(instrument.key)}
    group = Group(place.level, place.id)
    return BoardFigures(
        asked=asked,
        periods=shown,
        instrument=instrument,
        own=own,
        others=others,
        plans=plans,
        earlier=named_cells(session, group, periods=[each.id for each in shown], wanted=wanted),
        known=read_known(
            session, place, others={Group(row.level, row.group) for row in others}, periods=shown, counts=counts
        ),
    )


def make_board(
    session: AnySession,
    place: Place,
    figures: BoardFigures,
    *,
    every: Sequence[Topic],
    periods: Sequence[ReleasedPeriod],
) -> Board:
    """Return everything that the board of `place` shows.
    `every`: all topics, from `own_topics`. `periods`: all released ones, oldest first, to choose from.
    """
    asked, phrases = figures.asked, Phrases(figures.instrument)
    topics = [topic for topic in every if asked.construct in ("", topic.construct)]
    return Board(
        period=asked.period,
        period_words=span(asked.period.opens, asked.period.closes),
        released_on=long_day(asked.period.published_on),
        beside_words=phrases.beside(asked.beside) if asked.beside else "",
        periods=_periods(periods, chosen=asked.period),
        besides=tuple(FilterOption(each.key, phrases.beside(each), each == asked.beside) for each in place.beside),
        constructs=_constructs(every, asked.construct),
        signals=figures.told.views(),
        worked_out=figures.known.done or not figures.own,
        followed=bool(figures.known.before),
        topics=by_certainty([topic for topic in topics if topic.shown]),
        trends=_trends(session, figures, topics=topics) if asked.construct else {},
        hidden=tuple(topic.title for topic in topics if not topic.shown),
        people=_people(figures.own),
        shown=sum(line.own is not None for topic in every for line in topic.lines),
        figures=sum(len(topic.lines) for topic in every),
    )


def own_topics(figures: BoardFigures) -> tuple[Topic, ...]:
    """Return what the board shows of every question in the release, also of those whose figures may not be shown."""
    return topics_of(
        figures.plans,
        [*figures.own, *figures.others],
        told=figures.told,
        beside=figures.asked.beside,
        periods=[each.id for each in figures.periods],
    )


def next_release_on(session: AnySession, region_id: str, *, now: datetime) -> datetime | None:
    """Return when the next period of a region closes, which is when its release is due; None when none is planned."""
    return session.scalar(_closings(region_id).where(Period.closes_at > now))


def is_counting(session: AnySession, region_id: str, *, now: datetime) -> bool:
    """Return whether a period of the region has closed without a release yet, for instance while it waits for a key."""
    return session.scalar(_closings(region_id).where(Period.closes_at <= now)) is not None


def _closings(region_id: str) -> Select[datetime]:
    """Return a statement for the first moment at which a period without a release closes."""
    ours = select(func.min(Period.closes_at)).join(Programme, Programme.id == Period.programme_id)
    return ours.where(Programme.region_id == region_id, Period.state != "released")


def _trends(session: AnySession, figures: BoardFigures, *, topics: Sequence[Topic]) -> dict[str, Trend]:
    """Return the course over periods of each question's headline count, by item; questions without one are absent."""
    drawings = gauges(session, periods=len(figures.periods))
    headlines = {topic.key: headline_of(figures.instrument.item(topic.key)) for topic in topics}
    over_time = figures.known.over_time
    return {
        key: trend_of(
            figures.earlier.get((key, "share", option), {}),
            periods=figures.periods,
            estimates={period: each[key, option] for period, each in over_time.items() if (key, option) in each},
            drawings=drawings,
        )
        for key, option in headlines.items()
        if option is not None
    }


def _periods(periods: Sequence[ReleasedPeriod], *, chosen: ReleasedPeriod) -> tuple[FilterOption, ...]:
    newest_first = reversed(periods)
    return tuple(
        FilterOption(
            each.id,
            span(each.opens, each.closes),
            each.id == chosen.id,
            short=short_span(each.opens, each.closes),
        )
        for each in newest_first
    )


def _constructs(topics: Sequence[Topic], chosen: str) -> tuple[FilterOption, ...]:
    titles = {topic.construct: topic.title for topic in reversed(topics)}
    return tuple(FilterOption(key, title, key == chosen) for key, title in reversed(titles.items()))


def _others(session: AnySession, place: Place, period_id: str) -> list[Row]:
    """Return the rows of the comparison groups: kinds of organisation for the region, else every larger group."""
    if place.level == "region":
        return rows_of(session, period_id, level="orgtype")
    larger = sorted(place.beside, key=lambda each: each.level)
    found = [rows_of(session, period_id, level=each.level, group=each.group) for each in larger]
    return [row for rows in found for row in rows if not row.breakdown]


def instrument_of_period(session: AnySession, period_id: str) -> Instrument:
    """Return the questionnaire that a period is or was asked with, whatever its programme asks now."""
    columns = select(Period.plan_digest, Programme.instrument_key).join(Programme, Period.programme_id == Programme.id)
    digest, key = session.execute(columns.where(Period.id == period_id)).one()
    return plan_to_show(session, digest=digest, key=key)


def _people(rows: Sequence[Row]) -> str:
    """Return in words how many people the figures are about, from the smallest to the largest size class; or empty."""
    classes = {row.cell.size_class for row in rows if isinstance(row.cell, Published) and not row.breakdown}
    ordered = sorted(classes, key=lambda each: int(each.rstrip("+").split("-")[0]))
    return people_by_topic(ordered[0], ordered[-1]) if ordered else ""
