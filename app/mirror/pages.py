"""What the mirror's pages show: the small multiples, one construct beside one group, and the moment after answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from app.charts.figures import Cells, landmarks_of, shown_cells
from app.charts.frame import Size
from app.charts.kept import kept_drawings
from app.charts.timeline import TimelinePeriod
from app.db import AnySession
from app.instrument.schema import Item
from app.mirror.chart import Chart, Subject, chart_of, keys_of
from app.mirror.look import Looking, cells_of, last_figure, subject_of
from app.mirror.moment import Candidate, most_worth_showing
from app.mirror.sentences import group_sentence, headline, landmark_sentence, own_sentence, period_sentence
from app.mirror.trend import change_since_last
from app.releases.cells import Cell, Published
from app.releases.read import Group
from app.web.language import reader_language, say


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Seen:
    """One subject in short: own sentence first, then the region's, with `when` it is from."""

    construct: str
    title: str
    own_sentence: Markup
    region_sentence: Markup | None
    landmarks: str
    when: str
    chart: Chart | None

    def __repr__(self) -> str:
        return f"Seen({self.construct})"


def multiples(session: AnySession, looking: Looking) -> list[Seen]:
    """Every item that was asked so far or answered, beside the region."""
    return _seen(session, looking, items=looking.items, size="small")


def moment(session: AnySession, looking: Looking, *, wave_id: str, size: Size = "narrow") -> Seen | None:
    """The item of this wave most worth showing (see `moment.py`); None when none was answered."""
    entry = looking.diary.waves.get(wave_id)
    items = [item for item in looking.items if entry and item.key in entry.answers]
    cells = _region_cells(session, looking, items)
    candidates = [_candidate(looking, item, cells=cells) for item in items]
    best = most_worth_showing(candidates)
    if best is None:
        return None
    shown = [item for item in items if item.key == best.item]
    return _seen(session, looking, items=shown, size=size, cells=cells)[0]


def last_moment(session: AnySession, looking: Looking) -> Seen | None:
    """The moment of the last wave that was answered; None for an empty diary."""
    answered = [wave.id for wave in looking.timeline.waves if wave.id in looking.diary.waves]
    return moment(session, looking, wave_id=answered[-1], size="small") if answered else None


def _candidate(looking: Looking, item: Item, *, cells: Cells) -> Candidate:
    subject = subject_of(looking, item, cells=cells, choice="region")
    assert looking.instrument is not None
    return Candidate(
        item=item.key,
        change=change_since_last(subject.answers),
        published=isinstance(last_figure(subject, cells)[1], Published),
        anchor=item.key in looking.instrument.pulse.anchors,
    )


def _region_cells(session: AnySession, looking: Looking, items: Sequence[Item]) -> Cells:
    periods = [period.id for period in looking.timeline.shown]
    return cells_of(session, looking, items=items, choice="region", periods=periods)


def _seen(
    session: AnySession, looking: Looking, *, items: Sequence[Item], size: Size, cells: Cells | None = None
) -> list[Seen]:
    cells = _region_cells(session, looking, items) if cells is None else cells
    subjects = [subject_of(looking, item, cells=cells, choice="region") for item in items]
    drawings = kept_drawings(session, [key for each in subjects for key in keys_of(each, [size])])
    return [_one_seen(each, cells=cells, size=size, drawings=drawings) for each in subjects]


def _one_seen(subject: Subject, *, cells: Cells, size: Size, drawings: Mapping[str, str]) -> Seen:
    item, own, region = subject.item, own_sentence(subject.item, subject.answers), None
    if subject.frame:
        period, cell = last_figure(subject, cells)
        shared = shown_cells(item, cells, group=subject.group)[0]
        region = _region_words(
            item, cell, group=subject.group, period=period, shared=shared, language=reader_language()
        )
    title = say(item.short)
    label = " ".join([f"{title}.", own.striptags(), *([region.plain] if region else [])])
    return Seen(
        construct=item.construct_key,
        title=title,
        own_sentence=own,
        region_sentence=region.sentence if region else None,
        landmarks=region.landmarks if region else "",
        when=region.when if region else "",
        chart=chart_of(subject, size, drawings=drawings, label=label),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _RegionWords:
    """What is said about the region: the same to everyone, in one language. `plain`: the sentence without marks."""

    sentence: Markup
    plain: str
    landmarks: str
    when: str


@lru_cache(maxsize=2048)
def _region_words(  # All that the words depend on; nothing of a person, and `language` because they are kept.
    item: Item, cell: Cell | None, *, group: Group, period: TimelinePeriod | None, shared: bool, language: str
) -> _RegionWords:
    del language
    sentence = group_sentence(item, cell, choice="region", option=headline(item, shared=shared))
    return _RegionWords(
        sentence=sentence,
        plain=sentence.striptags(),
        landmarks=landmark_sentence(landmarks_of(item, group=group, shared=shared)),
        when=period_sentence(period) if period else "",
    )
