"""Reads stored estimates and graded signals, for boards, meetings, cards and reports.

Decides the order of signals: the most certain first, then the largest. Computes no statistics: the tick has done that.
Who may see a group's estimates is decided by who may see its figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import select

from app.db import AnySession
from app.estimates.estimation_job import METHOD
from app.estimates.learnt_file import LevelItem
from app.estimates.model.learnt import Learnt
from app.estimates.models import Estimation, StoredEstimate
from app.releases.rules.cells import Group
from app.statistics.grades import GRADES, Grade

Count = tuple[str, str]
"""An item and an option."""

SignalDirection = Literal["higher", "lower", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEstimate:
    """One group's estimated share (0…1) of an answer with its 95 % interval.
    `above_reference`, `above_before`: the probability that it lies above the region's, and above the group's own last
    estimate. `gap`, `movement`: how certain these two differences are.
    """

    item: str
    option: str
    share: float
    lower: float
    upper: float
    above_reference: float | None
    above_before: float | None
    gap: Grade
    movement: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A difference that stands out. `kind` "gap": of a group from the region; "movement": from its own last estimate.
    `reference`: the estimate it differs from, None where that is not known. `chance`: the probability that the
    difference has this direction, 0.5…1.
    """

    kind: Literal["gap", "movement"]
    item: str
    option: str
    grade: Grade
    direction: SignalDirection
    chance: float
    share: float
    reference: float | None

    @property
    def size(self) -> float:
        """Return how far the share is from the region's, or from its own last one, 0…1; 0 where that is not known."""
        return abs(self.share - self.reference) if self.reference is not None else 0.0


def estimated(session: AnySession, period_id: str) -> bool:
    """Return whether the estimates of this release are computed. Until then no page that shows them may be cached."""
    query = select(Estimation.period_id).where(Estimation.period_id == period_id, Estimation.method == METHOD)
    return session.scalar(query) is not None


def estimates_over_time(
    session: AnySession, group: Group, *, periods: Collection[str]
) -> dict[str, dict[Count, GroupEstimate]]:
    """Return a group's estimates by period, then by (item, option), each as made when that period was released."""
    query = select(StoredEstimate).where(
        StoredEstimate.period_id.in_(periods), StoredEstimate.level == group.level, StoredEstimate.group == group.id
    )
    found: dict[str, dict[Count, GroupEstimate]] = {}
    for each in session.scalars(query):
        found.setdefault(each.period_id, {})[each.item, each.option] = _restored(each)
    return found


def estimates_of_groups(
    session: AnySession, groups: Collection[Group], *, period_id: str
) -> dict[Group, dict[Count, GroupEstimate]]:
    """Return the estimates of these groups in one release, by group, then by (item, option).
    Callers check who may see them.
    """
    wanted = {(each.level, each.id): each for each in groups}
    found: dict[Group, dict[Count, GroupEstimate]] = {each: {} for each in groups}
    for level in {each.level for each in groups}:
        query = select(StoredEstimate).where(
            StoredEstimate.period_id == period_id,
            StoredEstimate.level == level,
            StoredEstimate.group.in_([each.id for each in groups if each.level == level]),
        )
        for each in session.scalars(query):
            found[wanted[level, each.group]][each.item, each.option] = _restored(each)
    return found


def _restored(each: StoredEstimate) -> GroupEstimate:
    return GroupEstimate(
        item=each.item,
        option=each.option,
        share=each.share,
        lower=each.lower,
        upper=each.upper,
        above_reference=each.above_reference,
        above_before=each.above_before,
        gap=cast(Grade, each.gap),
        movement=cast(Grade, each.movement),
    )


def signals_of(
    own: Mapping[Count, GroupEstimate],
    region: Mapping[Count, GroupEstimate],
    before: Mapping[Count, GroupEstimate],
) -> tuple[Signal, ...]:
    """Return the differences and changes of one group that stand out, the most certain first.
    `own`, `region`: estimates of the group and of the region in this release, by (item, option). `before`: the group's
    estimates from the last time that each was shown.
    """
    found = []
    for count, each in own.items():
        for kind, grade, above, other in (
            ("gap", each.gap, each.above_reference, region.get(count)),
            ("movement", each.movement, each.above_before, before.get(count)),
        ):
            if grade != "none" and above is not None:
                found.append(_signal(each, kind, grade, above=above, other=other))
    return tuple(
        sorted(found, key=lambda each: (GRADES.index(each.grade), -each.size, each.item, each.option, each.kind))
    )


def _signal(each: GroupEstimate, kind: str, grade: Grade, *, above: float, other: GroupEstimate | None) -> Signal:
    words: tuple[SignalDirection, SignalDirection] = ("higher", "lower") if kind == "gap" else ("up", "down")
    return Signal(
        kind="gap" if kind == "gap" else "movement",
        item=each.item,
        option=each.option,
        grade=grade,
        direction=words[above < 0.5],
        chance=max(above, 1 - above),
        share=each.share,
        reference=other.share if other else None,
    )


def learnt_of(session: AnySession, period_id: str) -> dict[LevelItem, Learnt]:
    """Return the hyperparameters that were learnt for this release, by (level, item).
    Empty before the release was estimated.
    """
    done = session.get(Estimation, period_id)
    known = done.learnt if done and done.method == METHOD else ()  # Another method has other scales.
    return {(level, item): Learnt(*places) for level, item, *places in known}
