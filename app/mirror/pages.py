"""The contents of the mirror page (opening lines and a row per subject) and of the page after answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.distribution import Distribution
from app.charts.gauge import gauge_of
from app.db import AnySession
from app.instrument.schema import Instrument, Item
from app.mirror.choice_shares import newest_shares
from app.mirror.comparable_groups import With
from app.mirror.headline import HeadlineLine, headline_of_mirror, released_line
from app.mirror.mini import Mini, mini_of, mini_of_choices
from app.mirror.mirror_sources import Looking, subjects_of
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.movement import is_fresh
from app.mirror.own_trend import change_since_last
from app.mirror.row_words import own_words, place_words
from app.mirror.sentences import chosen_sentence, group_sentence_of, movement_words, own_sentence, position_sentence
from app.mirror.subject_to_show import Candidate, most_worth_showing
from app.releases.rules.cells import Cell, Published
from app.web.language import say
from app.wording.joined_words import sentences
from app.wording.period_words import month_and_year


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SubjectRow:
    """One question as a row of the mirror, in words: its title, the participant's answer and how it changed.
    `mini`: a small picture of that answer in the group. `label`: the whole row in a sentence.
    """

    construct: str
    title: str
    mini: Mini | None
    word: str
    moved: str
    label: str

    def __repr__(self) -> str:
        return f"SubjectRow({self.construct})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MirrorMoment:
    """One question, shown right after answering: the participant's answer, how it changed, and the region's figure."""

    construct: str
    title: str
    own_sentence: Markup
    region_sentence: Markup | None
    mini: Mini | None

    def __repr__(self) -> str:
        return f"MirrorMoment({self.construct})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MirrorPage:
    """The contents of the mirror, the page on which a participant sees their own answers beside a group's figures.
    `headline`: at most three lines at the top. `rows`: one for every question that is still asked; `earlier`: one for
    every other question.
    """

    headline: tuple[HeadlineLine, ...]
    rows: tuple[SubjectRow, ...]
    earlier: tuple[SubjectRow, ...]

    def __repr__(self) -> str:
        return "MirrorPage(hidden)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnRounds:
    """How many waves the participant answered, and since which month; missed ones are counted nowhere."""

    count: int
    since: str

    def __repr__(self) -> str:
        return "OwnRounds(hidden)"


def own_rounds(looking: Looking) -> OwnRounds | None:
    """Return how many waves the participant answered, and since which month; None when fewer than two."""
    answered = [wave.opens for wave in looking.timeline.waves if wave.id in looking.diary.waves]
    return OwnRounds(count=len(answered), since=month_and_year(answered[0])) if len(answered) > 1 else None


def mirror_page(session: AnySession, looking: Looking, *, choice: With) -> MirrorPage:
    """Return the mirror: a participant's answers to each question that was asked so far, beside one of their groups."""
    subjects = subjects_of(session, looking, items=looking.items, choice=choice)
    assert looking.instrument or not subjects
    ordered = in_order(subjects, lead=lead_item(looking.instrument)) if looking.instrument else []
    asked = [each for each in ordered if looking.is_asked(each.item)]
    rows = one_per_construct(asked)
    known = {each.item.construct_key for each in rows}
    earlier = [each for each in one_per_construct(ordered) if each.item.construct_key not in known]
    return MirrorPage(
        headline=headline_of_mirror(asked if any(each.answers for each in asked) else ordered, choice=choice),
        rows=tuple(_row(session, each) for each in rows),
        earlier=tuple(_row(session, each) for each in earlier),
    )


def beside_region(session: AnySession, looking: Looking) -> list[MirrorSubject]:
    """Return each item that was asked so far or answered, with the region's figures beside the person's answers."""
    return subjects_of(session, looking, items=looking.items, choice="region")


def last_result(subjects: Sequence[MirrorSubject]) -> Markup | None:
    """Return in one sentence what the region's last release brought; None before the first."""
    line = released_line(subjects, choice="region")
    return line.says if line else None


def lead_item(instrument: Instrument) -> str:
    """Return the key of the item that comes first on a mirror: the first graded one that every wave asks.

    Without a grade it is the first anchor.
    """
    anchors = [instrument.item(key) for key in instrument.pulse.anchors]
    return next((item.key for item in anchors if item.type == "scale"), anchors[0].key if anchors else "")


def in_order(subjects: Sequence[MirrorSubject], *, lead: str) -> list[MirrorSubject]:
    """Return the questions in the order in which the mirror shows them.
    First `lead` (an item key), then those whose answer in the last wave changed most, then those on which the
    participant differs most from the group.

    Others keep the order of the questionnaire; subjects without an answer come last.
    """
    answered = [each.answers[-1].wave for each in subjects if each.answers]
    last = max(answered, key=lambda wave: wave.number, default=None)

    def rank(subject: MirrorSubject) -> tuple[bool, bool, float, float]:
        movement = subject.movement if is_fresh(subject, last) else None
        position = subject.position
        return (
            subject.item.key != lead,
            not subject.answers,
            -abs(movement.size) if movement else 0.0,
            -position.apart if position and position.most_are else 0.0,
        )

    return sorted(subjects, key=rank)


def one_per_construct(subjects: Sequence[MirrorSubject]) -> list[MirrorSubject]:
    """Return the first question of each construct (what questions measure), to stand for all questions about it."""
    first: dict[str, MirrorSubject] = {}
    for each in subjects:
        first.setdefault(each.item.construct_key, each)
    return list(first.values())


def _row(session: AnySession, subject: MirrorSubject) -> SubjectRow:
    item, own = subject.item, own_words(subject)
    shares = _shares(session, subject) if item.type == "multi" else {}
    beside = chosen_sentence(item, shares, choice=subject.choice) if shares else place_words(subject)
    return SubjectRow(
        construct=item.construct_key,
        title=say(item.short),
        mini=mini_of_choices(subject, shares) if shares else mini_of(subject),
        word=own.short,
        moved=movement_words(subject.movement, answers=subject.answers),
        label=sentences(own.told, beside or ("" if shares else _group_words(subject) or "")),
    )


def _shares(session: AnySession, subject: MirrorSubject) -> Mapping[str, Cell]:
    return newest_shares(session, subject, periods=[period.id for period in subject.timeline.shown])


def _group_words(subject: MirrorSubject) -> Markup | None:
    position = subject.position
    if position:
        return position_sentence(subject.item, position, choice=subject.choice)
    return group_sentence_of(subject) if gauge_of(subject.item) else None


def moment(session: AnySession, looking: Looking, *, wave_id: str) -> MirrorMoment | None:
    """Return the question to show right after answering wave `wave_id`: the participant's answer beside the region.
    It is the question most worth showing (`subject_to_show`). None when nothing was answered, or all was declined.
    """
    entry = looking.diary.waves.get(wave_id)
    items = [item for item in looking.items if entry and item.key in entry.answers]
    return _moment_among(looking, subjects_of(session, looking, items=items, choice="region"))


def _moment_among(looking: Looking, subjects: Sequence[MirrorSubject]) -> MirrorMoment | None:
    assert looking.instrument or not subjects
    anchors = looking.instrument.pulse.anchors if looking.instrument else ()
    best = most_worth_showing([_candidate(each, anchors=anchors) for each in subjects])
    if best is None:
        return None
    subject = next(each for each in subjects if each.item.key == best.item)
    item: Item = subject.item
    return MirrorMoment(
        construct=item.construct_key,
        title=say(item.short),
        own_sentence=own_sentence(item, subject.answers),
        region_sentence=_group_words(subject),
        mini=mini_of(subject),
    )


def last_moment(looking: Looking, subjects: Sequence[MirrorSubject]) -> MirrorMoment | None:
    """Return the one question to show of the wave that the participant answered last, beside the region.
    None when there is none. It is chosen from `subjects` by the same rule as in `moment`.
    """
    answered = [wave.id for wave in looking.timeline.waves if wave.id in looking.diary.waves]
    if not answered:
        return None
    given = looking.diary.waves[answered[-1]].answers
    return _moment_among(looking, [each for each in subjects if each.item.key in given])


def _candidate(subject: MirrorSubject, *, anchors: Sequence[str]) -> Candidate:
    distribution = subject.last_published[1]
    return Candidate(
        item=subject.item.key,
        change=change_since_last(subject.answers),
        published=isinstance(distribution, Distribution | Published),
        anchor=subject.item.key in anchors,
    )
