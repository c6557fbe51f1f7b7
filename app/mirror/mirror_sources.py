"""Reads everything that a mirror shows, once per request: the diary, the timeline, and the groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.answering.diary import Diary
from app.answering.diary_rows import own_diary
from app.charts.asked_items import items_on
from app.charts.chart_cells import distributions_of
from app.charts.time_axis import Timeline
from app.charts.timeline import timeline_of
from app.db import AnySession
from app.instrument.indicators import BACKGROUND
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument, Item
from app.mirror.comparable_groups import With, own_groups
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.own_trend import own_answers
from app.participants.identity import Participant
from app.releases.rules.cells import Group

WITHOUT_FIGURES = ("text", "number")


class ConstructUnknown(LookupError):
    """No item with a figure measures this construct."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Looking:
    """What the pages of one participant are made from: decrypted diary, time axis, questionnaire, own groups.
    Read once per request; `instrument` None: the region has no programme yet. `every_item`: all that were asked so far
    or answered, those of the newest questionnaire first.
    """

    diary: Diary
    timeline: Timeline
    instrument: Instrument | None
    groups: Mapping[With, Group]
    every_item: tuple[Item, ...]

    def __repr__(self) -> str:
        return "Looking(hidden)"

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the items with figures that were asked so far or answered by this person."""
        return tuple(item for item in self.every_item if _has_figures(item))

    def is_asked(self, item: Item) -> bool:
        """Return whether an item still has its turn in this region's rounds."""
        return self.timeline.is_asked(item.key, newest=self._newest)

    @cached_property
    def _newest(self) -> frozenset[str]:
        """Return the items of the newest questionnaire."""
        return frozenset(each.key for each in self.instrument.items) if self.instrument else frozenset()

    def items_of(self, construct: str) -> tuple[Item, ...]:
        """Return the items that measure one construct. Raises ConstructUnknown."""
        planned = self.instrument.items if self.instrument else ()
        known = {item.key for item in self.every_item}
        every = (*self.every_item, *(item for item in planned if item.key not in known))
        found = tuple(item for item in every if item.construct_key == construct and _has_figures(item))
        if not found:
            raise ConstructUnknown(construct)
        return found


def _has_figures(item: Item) -> bool:
    return item.block != BACKGROUND and item.type not in WITHOUT_FIGURES


def look(session: AnySession, participant: Participant, *, now: datetime) -> Looking:
    """Decrypt the participant's diary and read the region's time axis. Raises EntryDoesNotOpen."""
    diary = own_diary(session, participant.keys)
    timeline = timeline_of(session, region_id=participant.belonging.region_id, now=now)
    answered = {key for entry in diary.waves.values() for key in entry.answers if "." not in key}
    seen = timeline.asked_so_far | answered
    return Looking(
        diary=diary,
        timeline=timeline,
        instrument=instrument_of(timeline.instrument_key) if timeline.instrument_key else None,
        groups=own_groups(participant.belonging, profile=diary.profile),
        every_item=items_on(session, timeline, keys=seen) if timeline.instrument_key else (),
    )


def subjects_of(
    session: AnySession,
    looking: Looking,
    *,
    items: Sequence[Item],
    choice: With,
    periods: Collection[str] | None = None,
) -> list[MirrorSubject]:
    """Return these items with the person's answers, beside the figures of the group that `choice` names.
    `choice`: region, kind of organisation, experience or team. `periods`: ids of the periods with figures; None: those
    that a chart shows.
    """
    group = looking.groups[choice]
    wanted = [period.id for period in looking.timeline.shown] if periods is None else periods
    distributions = distributions_of(session, group, periods=wanted, items=items)
    answers = {wave: entry.answers for wave, entry in looking.diary.waves.items()}
    return [
        MirrorSubject(
            item=item,
            answers=own_answers(item, answers, waves=looking.timeline.waves),
            group=group,
            choice=choice,
            distributions=distributions.get(item.key, {}),
            timeline=looking.timeline,
        )
        for item in items
    ]
