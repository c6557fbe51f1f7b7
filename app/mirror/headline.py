"""The lines with which a mirror opens, at most three: the participant's change and distance to the group, its change.

Each line has a rule with its own certainty. A participant's change is exact: two answers of one person. A distance is
told when the published bounds leave no doubt that more than half of the group is on one side. A change of the
group is told when the bounds of both periods do not overlap. Never a judgement of the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from app.charts.time_axis import TimelinePeriod
from app.mirror.comparable_groups import With
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.movement import GroupMovement, group_movement, is_fresh
from app.mirror.sentences import apart_line, first_time_line, group_line, moved_line, nothing_line, release_line

Whose = Literal["own", "group"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HeadlineLine:
    """One line at the top of the mirror; `whose`: whether it is about the participant or about the group."""

    whose: Whose
    says: Markup

    def __repr__(self) -> str:
        return "HeadlineLine(hidden)"


def headline_of_mirror(subjects: Sequence[MirrorSubject], *, choice: With) -> tuple[HeadlineLine, ...]:
    """Return the lines at the top of the mirror, at most three.
    They tell which of the participant's answers changed most, on which question most of the group answered differently,
    and what changed in the group.
    """
    found = (_moved(subjects), _apart(subjects, choice=choice), released_line(subjects, choice=choice))
    return tuple(line for line in found if line)


def _moved(subjects: Sequence[MirrorSubject]) -> HeadlineLine | None:
    """Return the line on the participant's largest change in the wave answered last; of equals the first.

    None before any answer.
    """
    if not any(each.answers for each in subjects):
        return None
    last = max((each.answers[-1].wave for each in subjects if each.answers), key=lambda wave: wave.number)
    moved = [
        (each, movement) for each in subjects if is_fresh(each, last) and (movement := each.movement) and movement.size
    ]
    if moved:
        subject, movement = max(moved, key=lambda pair: abs(pair[1].size))
        return HeadlineLine(whose="own", says=moved_line(subject.item, movement))
    again = any(each.movement for each in subjects if is_fresh(each, last))
    return HeadlineLine(whose="own", says=nothing_line() if again else first_time_line())


def _apart(subjects: Sequence[MirrorSubject], *, choice: With) -> HeadlineLine | None:
    """Return the line on the subject where most of the group certainly differs from the person; None without one."""
    placed = [(each, each.position) for each in subjects]
    apart = [(each, position) for each, position in placed if position and position.most_are]
    if not apart:
        return None
    subject, position = max(apart, key=lambda pair: pair[1].apart if pair[1] else 0)
    assert position
    return HeadlineLine(whose="own", says=apart_line(subject.item, position, choice=choice))


def released_line(subjects: Sequence[MirrorSubject], *, choice: With) -> HeadlineLine | None:
    """Return the line on what the last release brought: the group's largest certain change, or that there was none.
    None before the first release.
    """
    period = _last_release(subjects)
    if period is None:
        return None
    moved = [movement for each in subjects if (movement := group_movement(each, period_id=period.id))]
    if moved:
        largest: GroupMovement = max(moved, key=lambda each: abs(each.size))
        return HeadlineLine(whose="group", says=group_line(largest, choice=choice))
    return HeadlineLine(whose="group", says=release_line(period, choice=choice))


def _last_release(subjects: Sequence[MirrorSubject]) -> TimelinePeriod | None:
    periods = [period for each in subjects if (period := each.last_published[0])]
    return max(periods, key=lambda period: period.closes, default=None)
