"""The topics of a board: per count the estimate with its interval, the published bounds, and the comparison group's.

Decides what stands on a line and what in the table under it, the order of topics, and what is said about
each. Pure but for the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.estimates.estimate_lookup import GroupEstimate
from app.groups.estimate_pictures import GAUGE_END, Spark, Strip, spark_of, strip_of
from app.groups.places import Beside
from app.groups.references import MeasuredBefore, among_those, measured_before
from app.groups.signals import SignalView, SignalWords
from app.instrument.schema import Instrument
from app.releases.rules.cells import Published, Row
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.period_plan import item_plans
from app.statistics.grades import GRADES
from app.web.language import beginning
from app.wording.certainty_words import difference_words, grade_words, no_difference, no_movement, not_yet_known
from app.wording.figure_words import estimate_words, figure_words
from app.wording.phrases import Phrases


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """A published share in words, with its lower and upper bound in percent (0 to 100)."""

    words: str
    people: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """One published or withheld figure in words, as a row of a table; `figure` is None when it may not be shown.

    `chance`: its estimate; empty for a mean, a cross-tabulation, a subgroup, or while the estimate is not
    computed. `kind`: by what the group was divided, empty for the group itself; `within`: which part of it this is.
    `joint`: it is one cell of the cross-tabulation with another question.
    """

    whom: str
    what: str
    figure: str | None
    people: str
    chance: str = ""
    kind: str = ""
    within: str = ""
    joint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """One answer's share in the board's group, as one line under its question.

    `own` None: it may not be shown. `beside` None: the comparison group's may not be shown, or there is none.
    `item`: of a grid also its row. `figure`, `strip`, `spark`: its estimate; empty while there is none.
    `signals`: how it stands out; `verdict`: what is said when it does not. `lean`: how far its estimate lies
    from the comparison group's, 0 to 1. `base`: among whom it is counted; `among`: the same among those who
    were asked; `before`: earlier measurements; `value`: whether a high figure is good. Each is empty where
    there is nothing to say.
    """

    item: str
    option: str
    title: str
    about: str
    own: PublishedShare | None
    beside: PublishedShare | None
    verdict: str
    figure: str = ""
    reference: str = ""
    strip: Strip | None = None
    spark: Spark | None = None
    signals: tuple[SignalView, ...] = ()
    lean: float = 0.0
    base: str = ""
    among: str = ""
    before: MeasuredBefore | None = None
    value: str = ""
    instead: str = ""
    instead_strip: Strip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One question on a group's page, with a line for each answer whose share is shown.
    `construct`: what the question measures. `mean_before`: what earlier surveys published about its mean, where
    the table has one. `whole`: it has a single line. `cuts`: further lines, such as "7 or
    higher", which only the region and kinds of organisation have.
    """

    key: str
    construct: str
    title: str
    whole: bool
    lines: tuple[TopicLine, ...]
    cuts: tuple[TopicLine, ...]
    table: tuple[TableRow, ...]
    mean_before: MeasuredBefore | None = None

    @property
    def shown(self) -> bool:
        """Return whether any of its lines has a figure that may be shown."""
        return any(line.own or line.beside for line in self.lines)

    @property
    def own(self) -> bool:
        """Return whether any line has a figure of the board's own group."""
        return any(line.own for line in self.lines)

    @property
    def first(self) -> TopicLine:
        """Return the line with the most certain difference from the region or change; without any, the first shown."""
        return min(self.lines, key=_place_of_line)

    @property
    def more(self) -> int:
        """Return how many lines besides the `first` have a difference or change that stands out."""
        return sum(bool(line.signals) for line in self.lines if line is not self.first)


def _place_of_line(line: TopicLine) -> tuple[int, bool, float]:
    grades = [GRADES.index(each.grade) for each in line.signals if each.grade in GRADES]
    return min(grades, default=len(GRADES)), line.own is None, -line.lean if grades else 0.0


def by_certainty(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return the topics sorted: most certainly different from the comparison group first, then the largest difference.
    Topics of which the group's own figure may not be shown come last.
    """
    return tuple(
        sorted(
            topics,
            key=lambda each: (
                _place_of_line(each.first)[0],
                not each.own,
                -max(line.lean for line in each.lines),
            ),
        )
    )


def ends_of(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return the most and the least favourable topic of a group, among those with a single figure; empty below two."""
    known = [(topic, topic.first.strip.at) for topic in topics if topic.whole and topic.first.strip]
    ordered = sorted(known, key=lambda each: GAUGE_END - each[1] if each[0].first.value else each[1])
    return (ordered[-1][0], ordered[0][0]) if len(ordered) > 1 else ()


def plans_of(own: Sequence[Row], instrument: Instrument) -> tuple[ItemPlan, ...]:
    """Return the plans that say how each question of this release is published, in the order of the questionnaire.
    `own`: the group's rows of the release.
    """
    published = {row.item for row in own}
    asked = {item.key for item in instrument.items} & {item.partition(".")[0] for item in published}
    return tuple(plan for plan in item_plans(instrument, asked) if plan.item in published)


def topics_of(
    plans: Sequence[ItemPlan], rows: Sequence[Row], *, told: SignalWords, beside: Beside | None, periods: Sequence[str]
) -> tuple[Topic, ...]:
    """Return the topics of a board, one per question in the order of `plans`, each with its figures and estimates.
    Also what stands out in each, in words that `told` makes. `beside`: the comparison group.

    `rows`: the own group's first, then those of the comparison groups. `periods`: ids of the periods over which a topic
    is followed, oldest first.
    """
    rows_by_item: dict[str, list[Row]] = {}
    for row in rows:
        rows_by_item.setdefault(row.item, []).append(row)
    telling = _Telling(told, beside, rows_by_item, tuple(periods))
    by_question = groupby(plans, key=lambda plan: plan.item.partition(".")[0])
    return tuple(telling.topic(key, tuple(of_it)) for key, of_it in by_question)


@dataclass(frozen=True, slots=True)
class _Telling:
    """The data from which the topics of one board are made; `rows` by item."""

    told: SignalWords
    beside: Beside | None
    rows: Mapping[str, Sequence[Row]]
    periods: tuple[str, ...]

    @property
    def phrases(self) -> Phrases:
        return self.told.phrases

    def topic(self, key: str, plans: Sequence[ItemPlan]) -> Topic:
        """Return one question as a topic. `plans`: how its item, or each row of its grid, was published."""
        item = self.phrases.instrument.item(key)
        parted = self.phrases.has_many(key)
        lines = [self._line(plan, option) for plan in plans for option in plan.everywhere]
        cuts = [] if parted else [self._line(plans[0], name) for name in plans[0].distribution]
        return Topic(
            key=key,
            construct=item.construct_key,
            title=self.phrases.title(key),
            whole=not parted and len(lines) == 1,
            lines=tuple(lines),
            cuts=tuple(cut for cut in cuts if cut.own),
            table=tuple(row for plan in plans for row in self._table(plan)),
            mean_before=measured_before(self.phrases, key, "") if self._has_mean(plans[0]) else None,
        )

    def _has_mean(self, plan: ItemPlan) -> bool:
        return any(row.statistic == "mean" for row in self.rows[plan.item])

    def _line(self, plan: ItemPlan, option: str) -> TopicLine:
        """Return the line about `option`; the first of the item's rows belongs to the own group."""
        count, known = (plan.item, option), self.told.known
        rows = self.rows[plan.item]
        own = self._block(rows, option, level=rows[0].level, group=rows[0].group)
        theirs = self._block(rows, option, level=self.beside.level, group=self.beside.group) if self.beside else None
        estimate = known.own.get(count) if own else None
        other = known.reference(self.beside).get(count)
        signals = tuple(self.told.view(each) for each in known.signals_about(*count)) if own else ()
        return TopicLine(
            item=plan.item,
            option=option,
            title=self.phrases.title(plan.item),
            about=self.phrases.what(*count),
            own=own,
            beside=theirs,
            verdict="" if signals else self._verdict(own, estimate, other, compared=count in known.before),
            figure=_words(estimate) if estimate else "",
            reference=f"{self._whom()} {_words(other)}" if other else "",
            strip=self._strip(estimate, other),
            spark=spark_of(count, known.over_time, known.region_over_time, periods=self.periods) if own else None,
            signals=signals,
            lean=abs(estimate.share - other.share) if estimate and other else 0.0,
            base=self.phrases.counted_over(plan.item),
            among=among_those(self.phrases, plan.item, option, rows=self.rows, own=rows[0]),
            before=measured_before(self.phrases, plan.item, option),
            value=self.told.values.get(plan.item, self.told.values.get(plan.item.partition(".")[0], "")),
            instead=beginning(f"{self._whom()} {_words(other)}") if other and not own else "",
            instead_strip=strip_of(self._whom(), other, beside="", reference=None) if other and not own else None,
        )

    def _whom(self) -> str:
        return self.phrases.beside(self.beside) if self.beside else ""

    def _strip(self, own: GroupEstimate | None, other: GroupEstimate | None) -> Strip | None:
        return strip_of(self.told.name, own, beside=self._whom(), reference=other) if own else None

    def _block(self, rows: Sequence[Row], option: str, *, level: str, group: str) -> PublishedShare | None:
        """Return the published share of `option` in the whole of this group; None when it may not be shown."""
        for row in rows:
            place = (row.level, row.group, row.breakdown, row.option)
            if place == (level, group, "", option) and isinstance(row.cell, Published):
                cell = row.cell
                people = self.phrases.people(cell.size_class)
                return PublishedShare(self.phrases.share(cell), people, cell.lower * 100, cell.upper * 100)
        return None

    def _verdict(
        self, own: PublishedShare | None, estimate: GroupEstimate | None, other: GroupEstimate | None, *, compared: bool
    ) -> str:
        """Return the sentence for a line without a signal, for example that it differs from the comparison group."""
        if own is None:
            return beginning(grade_words("too_small"))
        if estimate is None:
            return not_yet_known()
        if self.beside is None or other is None:
            return no_movement(asked_before=compared)
        if self.beside.level != "region" and not estimate.lower <= other.share <= estimate.upper:
            return difference_words(higher=estimate.share > other.share, whom=self._whom())
        return no_difference()

    def _table(self, plan: ItemPlan) -> list[TableRow]:
        """Return a table row for every released figure of the item: headline counts first, then cuts, widest first."""
        order = {option: place for place, option in enumerate(plan.options)}
        ordered = sorted(self.rows[plan.item], key=lambda row: order.get(row.option, len(order)))
        return [self._table_row(row) for row in ordered]

    def _table_row(self, row: Row) -> TableRow:
        what = self.phrases.what(row.item, row.option)
        if "." in row.item:
            what = f"{self.phrases.row(row.item)}: {what}"  # Its question stands above the table.
        kind, within, joint = self.phrases.divided_by(row), self.phrases.within(row), row.statistic == "relation"
        if not isinstance(row.cell, Published):
            return TableRow(self.phrases.whom(row), what, None, "", kind=kind, within=within, joint=joint)
        figure = figure_words(row.cell, row.statistic)
        people, estimate = self.phrases.people(row.cell.size_class), self.told.known.of_row(row)
        chance = _words(estimate) if estimate else ""
        return TableRow(self.phrases.whom(row), what, figure, people, chance, kind=kind, within=within, joint=joint)


def _words(each: GroupEstimate) -> str:
    return estimate_words(each.share, each.lower, each.upper)
