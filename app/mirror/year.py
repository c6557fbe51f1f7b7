"""A year of a participant's answers on one page: every subject with its trend and notes, and the cards done.

Made when it is asked for, printed by the browser, stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.stored_drawings import kept_drawings
from app.db import AnySession
from app.mirror.chart_view import MirrorChart, chart_of, keys_of
from app.mirror.comparable_groups import With
from app.mirror.mirror_sources import Looking, subjects_of
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.notes import OwnNote, notes_with
from app.mirror.pages import in_order, lead_item, one_per_construct
from app.mirror.reflection import questions_about
from app.mirror.sentences import own_sentence, position_sentence
from app.web.language import say
from app.wording.joined_words import sentences


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class YearSubject:
    """One construct on the page about the past year: its chart (None when it has no scale), sentences and notes."""

    construct: str
    title: str
    chart: MirrorChart | None
    own_sentence: Markup
    group_sentence: Markup | None
    notes: tuple[OwnNote, ...]

    def __repr__(self) -> str:
        return f"YearSubject({self.construct})"


def year_of(session: AnySession, looking: Looking, *, choice: With) -> list[YearSubject]:
    """Return each construct that the participant answered about, beside the chosen group, in the mirror's order."""
    if looking.instrument is None:
        return []
    subjects = subjects_of(session, looking, items=looking.items, choice=choice)
    ordered = one_per_construct(in_order(subjects, lead=lead_item(looking.instrument)))
    ordered.sort(key=lambda each: not looking.is_asked(each.item))
    answered = [each for each in ordered if each.answers]
    drawings = kept_drawings(session, [key for each in answered for key in keys_of(each, ["narrow"])])
    return [_year_subject(looking, each, drawings=drawings) for each in answered]


def _year_subject(looking: Looking, subject: MirrorSubject, *, drawings: Mapping[str, str]) -> YearSubject:
    item, position = subject.item, subject.position
    own = own_sentence(item, subject.answers)
    said = position_sentence(item, position, choice=subject.choice) if position else None
    label = sentences(f"{say(item.short)}.", own, said or "")
    return YearSubject(
        construct=item.construct_key,
        title=say(item.short),
        chart=chart_of(subject, "narrow", drawings=drawings, label=label),
        own_sentence=own,
        group_sentence=said,
        notes=notes_with(
            looking.diary,
            item.construct_key,
            waves=looking.timeline.waves,
            questions=questions_about(looking, item.construct_key),
        ),
    )
