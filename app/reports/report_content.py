"""The content of the report of a period, in the reader's words: the same for the page and the PDF.

Decides which parts a report has and in which order. Everything comes from the group's board, so it holds no figure that
its reader may not see there. Must not know how it is laid out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from app.db import AnySession
from app.groups.places import Place
from app.groups.references import MeasuredBefore, earlier_survey
from app.groups.service import BoardFigures, BoardQuery, make_board, own_topics, read_figures
from app.groups.signals import SignalView
from app.groups.topics import TableRow, Topic, TopicLine
from app.instrument.schema import Item
from app.meetings.agreements import agreements_of
from app.meetings.follow_up import follow_up
from app.meetings.meeting_context import readings_beside
from app.releases.read import ReleasedPeriod
from app.reports.report_comparisons import ReportedComparisons, comparisons_of
from app.reports.report_parts import PARTS
from app.reports.unshown_figures import UnshownTopic, unshown_in_short, unshown_topics
from app.web.language import beginning, inside_sentence, say
from app.wording.joined_words import ended, sentences
from app.wording.phrases import Phrases
from app.wording.report_words import method_paragraphs, nothing_words
from app.wording.translated import _

LARGE_FIGURES = 6
"""The most figures on the first page: what a person remembers."""


@dataclass(frozen=True, slots=True)
class LargeFigure:
    """One figure of a report's first page: its topic, the answers it counts, and its bounds in words and in percent."""

    topic: str
    about: str
    figure: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReportedDifference:
    """A difference or change that stands out, in words. `says`: it in a sentence; `word`: how certain it is.
    `because`: the reason for that word.
    """

    says: str
    figure: str
    grade: str
    word: str
    because: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report's table: whom it is about, the answers it counts, the figure and how many people, in words.

    `estimate`: its estimate, empty where there is none.
    """

    whom: str
    what: str
    figure: str
    people: str
    estimate: str


@dataclass(frozen=True, slots=True)
class TopicFigure:
    """The group's own figure of a topic for a slide: its answers, bounds in words and in percent.

    `before`: the figures that were measured earlier, empty where nothing was.
    """

    about: str
    figure: str
    low: float
    high: float
    before: str


@dataclass(frozen=True, slots=True)
class ReportedTopic:
    """One question of a report with its table. `says`: sentences about it: among whom it is counted, differences, and
    earlier measurements.

    `withheld`: of how many parts of the group figures are not shown. `lines`: the group's own figures.
    """

    title: str
    question: str
    says: tuple[str, ...]
    rows: tuple[ReportRow, ...]
    withheld: tuple[str, ...]
    lines: tuple[TopicFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedBlock:
    """A part of the questionnaire, such as a theme, with its topics."""

    key: str
    title: str
    topics: tuple[ReportedTopic, ...]


@dataclass(frozen=True, slots=True)
class ReportedReading:
    """A note on how its author reads the figures. `parts`: each a title and a text."""

    author: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportedAgreement:
    """An agreement of the group in its report: the text, its topic and day, and how the figures moved since."""

    text: str
    topic: str
    agreed_on: str
    movement: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was asked, with the rows and answers that could be chosen."""

    title: str
    number: str
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of one group about one period.

    `people`: how many people the figures are about; empty when nothing is shown. `shown` of `figures` may be shown;
    `worked_out`: whether it is known what stands out; `nothing`: what is said where nothing does. `comparisons`: of a
    region, between kinds of organisation and between questions. `before`: what earlier figures beside its own are.
    `hidden`: titles of the topics of which nothing may; `unshown`: everything that may not, for the annex. `order`: of
    the parts; `own`: the group's own sentences, as paragraphs by part.
    """

    name: str
    period: str
    published_on: str
    people: str
    shown: int
    figures: int
    large: tuple[LargeFigure, ...] = ()
    differences: tuple[ReportedDifference, ...] = ()
    worked_out: bool = True
    nothing: str = ""
    comparisons: ReportedComparisons = field(default_factory=ReportedComparisons)
    before: str = ""
    blocks: tuple[ReportedBlock, ...] = ()
    hidden: tuple[str, ...] = ()
    unshown: tuple[UnshownTopic, ...] = ()
    readings: tuple[ReportedReading, ...] = ()
    agreements: tuple[ReportedAgreement, ...] = ()
    method: tuple[str, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()
    questionnaire: str = ""
    source: str = ""
    digest: str = ""
    previous: str = ""
    min_group: int = field(default=0)
    order: tuple[str, ...] = PARTS
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def report_of(
    session: AnySession,
    place: Place,
    asked: BoardQuery,
    *,
    periods: Sequence[ReleasedPeriod],
    own_words: bool,
) -> Report:
    """Return the report of a group about a released period.

    `periods`: all released ones of the region, oldest first. `own_words`: whether the reader may read what the group
    agreed.
    """
    figures = read_figures(session, place, asked, periods=periods)
    topics = own_topics(figures)
    board = make_board(session, place, figures, every=topics, periods=periods)
    instrument, period = figures.instrument, asked.period
    keys = {topic.key for topic in topics}
    return Report(
        name=place.name,
        period=board.period_words,
        published_on=board.released_on,
        people=board.people,
        shown=board.shown,
        figures=board.figures,
        large=_large(topics),
        differences=tuple(difference_of(each) for each in board.signals),
        worked_out=board.worked_out,
        nothing=nothing_words(worked_out=board.worked_out, compared=place.level != "region" or board.followed),
        comparisons=comparisons_of(session, place, period, instrument=instrument),
        before=_before(topics, Phrases(instrument)),
        blocks=_blocks(topics, figures),
        hidden=board.hidden,
        unshown=unshown_topics(topics),
        readings=_readings(session, place, period),
        agreements=_agreements(session, place, figures) if own_words else (),
        method=method_paragraphs(period.min_group),
        asked=tuple(_asked(item) for item in instrument.items if item.key in keys),
        questionnaire=say(instrument.title),
        source=say(instrument.source),
        digest=period.digest,
        previous=period.previous,
        min_group=period.min_group,
    )


def difference_of(signal: SignalView) -> ReportedDifference:
    """Return what stands out as a report tells it: the question, then which way, then its estimate by that name."""
    return ReportedDifference(
        says=f"{signal.title}: {signal.about}. {beginning(signal.says)}.",
        figure=_("Estimate: %(figure)s", figure=signal.figure),
        grade=signal.grade,
        word=beginning(signal.word),
        because=signal.because,
    )


def _large(topics: Sequence[Topic]) -> tuple[LargeFigure, ...]:
    """Return the figures of the first page: of questions that one figure says, in the order of the questionnaire."""
    found = [
        LargeFigure(topic.title, line.about, line.own.words, line.own.low, line.own.high)
        for topic in topics
        if topic.whole
        for line in topic.lines
        if line.own
    ]
    return tuple(found[:LARGE_FIGURES])


def _blocks(topics: Sequence[Topic], figures: BoardFigures) -> tuple[ReportedBlock, ...]:
    titles = {block.key: say(block.title) for block in figures.instrument.blocks}
    by_block = groupby(topics, key=lambda topic: figures.instrument.item(topic.key).block)
    return tuple(
        ReportedBlock(key, titles[key], tuple(_topic(topic, figures) for topic in of_block))
        for key, of_block in by_block
    )


def _before(topics: Sequence[Topic], phrases: Phrases) -> str:
    """Return what "measured before" is, for a report in which it stands beside at least one figure."""
    beside = any(topic.mean_before or line.before for topic in topics for line in topic.lines)
    return earlier_survey(phrases) if beside else ""


def _topic(topic: Topic, figures: BoardFigures) -> ReportedTopic:
    phrases, question = Phrases(figures.instrument), say(figures.instrument.item(topic.key).text)
    said = [words for line in topic.lines for words in _said(line, phrases, alone=topic.whole)]
    if topic.mean_before:
        said.append(_in_report(topic.mean_before))
    rows = tuple(_row(row, row.figure) for row in topic.table if row.figure)
    lines = tuple(
        TopicFigure(
            name_of_line(line, phrases),
            line.own.words,
            line.own.low,
            line.own.high,
            line.before.figures if line.before else "",
        )
        for line in topic.lines
        if line.own
    )
    unshown = unshown_in_short(topic.table)
    return ReportedTopic(topic.title, question, tuple(dict.fromkeys(said)), rows, unshown, lines)


def _row(row: TableRow, figure: str) -> ReportRow:
    """Return one line of a table. A cell of a cross-tabulation stands under its other question, with both answers."""
    if not row.joint:
        return ReportRow(row.whom, row.what, figure, row.people, row.chance)
    both = _("%(answer)s, and %(other)s", answer=row.what, other=inside_sentence(row.within))
    what = _("Of all who answered both questions, %(together)s", together=row.kind)
    return ReportRow(beginning(both), what, figure, row.people, row.chance)


def _said(line: TopicLine, phrases: Phrases, *, alone: bool) -> list[str]:
    """Return the sentences about one count; `alone`: it is the only one of its topic and needs no name."""
    verdicts = [f"{beginning(each.short)}: {each.word}." for each in line.signals]
    if alone and line.own and not verdicts:
        verdicts = [line.verdict]
    before = _in_report(line.before) if line.before else ""
    told = [ended(words) for words in (*verdicts, line.among, before) if words]
    named = told if alone else [f"{name_of_line(line, phrases)}: {inside_sentence(each)}" for each in told]
    return [*([beginning(line.base)] if line.base else []), *named]


def _in_report(before: MeasuredBefore) -> str:
    """Return earlier figures with what is unclear about them; their source stands in the report once."""
    return sentences(before.figures, *before.unclear)


def name_of_line(line: TopicLine, phrases: Phrases) -> str:
    """Return what distinguishes a count from the others of its topic: the row of a grid, and the answer."""
    return f"{phrases.row(line.item)}: {line.about}" if "." in line.item else line.about


def _asked(item: Item) -> AskedQuestion:
    """Return a question as it was asked; of a numbered scale the answers are its steps with words."""
    steps = [f"{step}: {say(text)}" for step, text in sorted(item.anchors.items())]
    lines = [say(line.text) for line in (*item.rows, *item.options)]
    return AskedQuestion(say(item.short), item.number, say(item.text), (*lines, *steps))


def _readings(session: AnySession, place: Place, period: ReleasedPeriod) -> tuple[ReportedReading, ...]:
    """Return the newest version of each reading note, as plain text."""
    newest = [versions[0] for versions in readings_beside(session, place, period)]
    return tuple(
        ReportedReading(each.author, tuple((title, html.striptags()) for title, html, _language in each.parts))
        for each in newest
    )


def _agreements(session: AnySession, place: Place, figures: BoardFigures) -> tuple[ReportedAgreement, ...]:
    noted = agreements_of(session, place, until=[each.id for each in figures.periods])
    followed = follow_up(session, place, noted, instrument=figures.instrument, periods=figures.periods)
    return tuple(ReportedAgreement(each.text, each.topic, each.agreed_on, each.movement) for each in followed)
