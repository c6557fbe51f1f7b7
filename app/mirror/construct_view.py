"""The page of one construct beside one chosen group: charts, the table with the same figures, and explanations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.chart_cells import PeriodCells, groups_shown, named_cells, part_options
from app.charts.distribution import Distribution
from app.charts.frame import SIZES
from app.charts.gauge import headline_of
from app.charts.group_frame import drawn_from, landmarks_of
from app.charts.stored_drawings import kept_drawings
from app.db import AnySession
from app.instrument.reference import ReferenceValue
from app.instrument.schema import Item
from app.mirror.chart_view import MirrorChart, chart_of, keys_of
from app.mirror.choice_shares import is_own, newest_shares
from app.mirror.comparable_groups import CHOICES, With
from app.mirror.mirror_sources import Looking, subjects_of
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.movement import headline_cell
from app.mirror.sentences import (
    based_on,
    chosen_sentence,
    group_sentence,
    group_sentence_of,
    landmark_note,
    own_sentence,
    period_sentence,
    position_sentence,
)
from app.releases.rules.cells import Cell, Published, Withheld
from app.web.language import beginning, percent, say
from app.wording.answer_words import answer_words, count_label, count_words, headline_words, row_words, zone_words
from app.wording.figure_words import bounds_words, earlier_words, people_words, share_words
from app.wording.group_names import own_group, own_group_in_short
from app.wording.joined_words import sentences
from app.wording.period_words import span
from app.wording.translated import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonOption:
    """One group in a list of groups to compare with. Not `available`: it is listed, but cannot be chosen."""

    key: With
    words: str
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComparedPeriod:
    """One row of a table: a period, or an earlier year with published figures.

    `figure` None: nothing was published; `withheld`: it may not be shown.
    """

    when: str
    own: str
    figure: str | None
    people: str
    withheld: bool = False

    def __repr__(self) -> str:
        return "Line(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLine:
    """One part of an item's scale: which answers it holds, the share of the group in it in words, and its bounds."""

    words: str
    about: str
    bounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionShare:
    """One answer to a question without a scale, with the share of the group that chose it; bounds in percent.
    `mine`: the participant chose it too.
    """

    words: str
    mine: bool
    share: str | None
    people: str
    withheld: bool
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Compared:
    """One question of the mirror: the person's answers compared with a group's figures.
    `charts`: for a question with a scale. `parts`: for one without, the share of each option or row. `lines`: a table
    of all periods.
    """

    title: str
    own_sentence: Markup
    group_sentence: Markup | None
    mean_sentence: Markup | None
    figure_words: str
    charts: tuple[MirrorChart, ...]
    distribution: tuple[ZoneLine, ...]
    parts: tuple[OptionShare, ...]
    lines: tuple[ComparedPeriod, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Compared({self.title})"


def compare(session: AnySession, looking: Looking, *, items: Sequence[Item], choice: With) -> list[Compared]:
    """Return each item of a construct compared with one of the participant's groups, over all releases."""
    periods = [period.id for period in looking.timeline.periods if period.released]
    subjects = subjects_of(session, looking, items=items, choice=choice, periods=periods)
    drawings = kept_drawings(session, [key for each in subjects for key in keys_of(each, SIZES)])
    means = named_cells(session, looking.groups[choice], periods=periods, wanted=[(item.key, "") for item in items])
    return [
        _charted(each, means=means.get((each.item.key, "mean", ""), {}), drawings=drawings)
        if each.frame
        else _in_parts(session, each, periods=periods[-6:])
        for each in subjects
    ]


def choices(session: AnySession, looking: Looking, *, items: Sequence[Item]) -> list[ComparisonOption]:
    """Return the groups with which these questions can be compared, each marked whether it has a published figure."""
    periods = [period.id for period in looking.timeline.shown]
    wanted = [pair for item in items for pair in ((item.key, headline_of(item) or ""), *part_options(item))]

    def available(choice: With) -> bool:
        if choice == "region" or choice not in looking.groups:
            return choice == "region"
        cells = named_cells(session, looking.groups[choice], periods=periods, wanted=wanted)
        return any(isinstance(cell, Published) for each in cells.values() for cell in each.values())

    return [
        ComparisonOption(key=choice, words=beginning(own_group_in_short(choice)), available=available(choice))
        for choice in CHOICES
    ]


def available_choices(session: AnySession, looking: Looking) -> list[ComparisonOption]:
    """Return the groups with which the whole mirror can be compared, each marked whether it has recent figures."""
    own = {choice: group for choice, group in looking.groups.items() if choice != "region"}
    shown = groups_shown(
        session, own.values(), periods=[period.id for period in looking.timeline.shown if period.released]
    )
    return [
        ComparisonOption(
            key=choice, words=beginning(own_group(choice)), available=choice == "region" or own[choice] in shown
        )
        for choice in CHOICES
        if choice == "region" or choice in own
    ]


def _charted(subject: MirrorSubject, *, means: PeriodCells, drawings: Mapping[str, str]) -> Compared:
    """Return the comparison of an item with a chart over time."""
    item = subject.item
    period, distribution = subject.last_published
    own = own_sentence(item, subject.answers)
    said = _about_group(subject)
    label = sentences(f"{say(item.short)}.", own, said, _("Every figure stands in the table."))
    charts = (chart_of(subject, size, drawings=drawings, label=label) for size in SIZES)
    mean = means.get(period.id) if period else None
    return Compared(
        title=say(item.short),
        own_sentence=own,
        group_sentence=said,
        mean_sentence=group_sentence(item, mean, choice=subject.choice) if isinstance(mean, Published) else None,
        figure_words=headline_words(item),
        charts=tuple(chart for chart in charts if chart),
        parts=(),
        distribution=_zone_lines(item, distribution) if isinstance(distribution, Distribution) else (),
        lines=(*_landmark_lines(subject), *_period_lines(subject)),
        notes=(
            *([period_sentence(period)] if period else []),
            *landmark_note(
                _landmarks(subject),
                drawn=drawn_from(item, group=subject.group, questionnaire=subject.timeline.questionnaire_of(item.key)),
            ),
        ),
    )


def _about_group(subject: MirrorSubject) -> Markup:
    """Return the sentence on where the participant's answer lies in the group; without one, what the group answered."""
    position = subject.position
    return position_sentence(subject.item, position, choice=subject.choice) if position else group_sentence_of(subject)


def _zone_lines(item: Item, distribution: Distribution) -> tuple[ZoneLine, ...]:
    """Return each zone of the scale with its share and bounds, highest first."""
    marks = [at for at, _cell in distribution.cuts]
    return tuple(
        ZoneLine(
            words=zone_words(item, cuts=marks, place=place),
            about=percent(zone.share),
            bounds=bounds_words(*distribution.bounds(place)),
        )
        for place, zone in reversed(list(enumerate(distribution.zones)))
    )


def _landmark_lines(subject: MirrorSubject) -> list[ComparedPeriod]:
    return [
        ComparedPeriod(
            when=_("%(year)s (%(survey)s)", year=mark.year, survey=mark.survey),
            own=_("not yet with Peil"),
            figure=earlier_words(mark) if mark.statistic == "share" else _("mean %(mean)s", mean=earlier_words(mark)),
            people=str(mark.base) if mark.base else _("unknown"),
        )
        for mark in _landmarks(subject)
    ]


def _landmarks(subject: MirrorSubject) -> tuple[ReferenceValue, ...]:
    questionnaire = subject.timeline.questionnaire_of(subject.item.key)
    return landmarks_of(subject.item, group=subject.group, questionnaire=questionnaire)


def _period_lines(subject: MirrorSubject) -> list[ComparedPeriod]:
    """Return a row for each period in which the item was answered or published; open ones say when a figure comes."""
    lines = []
    for period in subject.timeline.periods:
        said = [each.value for each in subject.answers if each.wave.period_id == period.id]
        distribution = subject.distributions.get(period.id)
        if said or distribution:
            cell = headline_cell(subject.item, distribution) if isinstance(distribution, Distribution) else distribution
            own = ", ".join(answer_words(subject.item, value) for value in said)
            when = span(period.opens, period.closes)
            lines.append(_line(cell, when=when, own=own or "–", released=period.released))
    return lines


def _line(cell: Cell | None, *, when: str, own: str, released: bool) -> ComparedPeriod:
    match cell:
        case Published():
            return ComparedPeriod(when=when, own=own, figure=share_words(cell), people=people_words(cell.size_class))
        case Withheld():
            return ComparedPeriod(when=when, own=own, figure=None, people="", withheld=True)
    return ComparedPeriod(
        when=when, own=own, figure=None if released else _("follows when the period closes"), people=""
    )


def _in_parts(session: AnySession, subject: MirrorSubject, *, periods: Sequence[str]) -> Compared:
    """Return the comparison of an item without a chart: per option the newest published share and the own choice."""
    item, cells = subject.item, newest_shares(session, subject, periods=periods)
    people = {people_words(cell.size_class) for cell in cells.values() if isinstance(cell, Published)}
    lines = [
        ComparedPeriod(when=span(period.opens, period.closes), own=own, figure=None, people="")
        for period in subject.timeline.periods
        if (own := _said_in(subject, period.id))
    ]
    return Compared(
        title=say(item.short),
        own_sentence=own_sentence(item, subject.answers),
        group_sentence=chosen_sentence(item, cells, choice=subject.choice),
        mean_sentence=None,
        figure_words="",
        charts=(),
        distribution=(),
        parts=tuple(_part(subject, option, cell=cell, alike=len(people) == 1) for option, cell in cells.items()),
        lines=tuple(lines),
        notes=(based_on(people.pop()),) if len(people) == 1 else (),
    )


def _said_in(subject: MirrorSubject, period_id: str) -> str:
    said = [each.value for each in subject.answers if each.wave.period_id == period_id]
    return "; ".join(answer_words(subject.item, value) for value in said)


def _part(subject: MirrorSubject, option: str, *, cell: Cell, alike: bool) -> OptionShare:
    """Return one option with its share; how many people only where that differs from option to option."""
    item, shown = subject.item, isinstance(cell, Published)
    row, _colon, name = option.rpartition(":")
    words = f"{beginning(row_words(item, row))}: {count_words(item, name)}" if row else count_label(item, name)
    return OptionShare(
        words=words,
        mine=bool(subject.answers) and is_own(item, option, subject.answers[-1].value),
        share=share_words(cell) if isinstance(cell, Published) else None,
        people=people_words(cell.size_class) if isinstance(cell, Published) and not alike else "",
        withheld=not shown,
        low=round(cell.lower * 100) if isinstance(cell, Published) else 0,
        high=round(cell.upper * 100) if isinstance(cell, Published) else 0,
    )
