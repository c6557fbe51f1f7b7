"""A subject of the mirror: an item with the person's answers beside a group's distribution. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.charts.distribution import Distribution, Distributions
from app.charts.frame import Frame
from app.charts.gauge import cuts_of
from app.charts.group_frame import frame_of
from app.charts.time_axis import Timeline, TimelinePeriod
from app.instrument.schema import Item
from app.mirror.comparable_groups import With
from app.mirror.own_trend import OwnAnswer, OwnMovement, own_movement
from app.mirror.position_in_group import Position, positions_in
from app.releases.rules.cells import Group, Withheld


@dataclass(frozen=True, kw_only=True, repr=False)
class MirrorSubject:
    """One question in the mirror: a participant's answers, and a group's published distribution in each period."""

    item: Item
    answers: tuple[OwnAnswer, ...]
    group: Group
    choice: With
    distributions: Distributions
    timeline: Timeline

    def __repr__(self) -> str:
        return f"Subject({self.item.key})"

    @cached_property
    def frame(self) -> Frame | None:
        """Return the background of the item's chart; None for a question without a scale."""
        return frame_of(self.item, self.distributions, group=self.group, timeline=self.timeline)

    @cached_property
    def last_own(self) -> OwnAnswer | None:
        """Return the person's last answer that was not declined; None without any."""
        return next((each for each in reversed(self.answers) if each.given), None)

    @cached_property
    def movement(self) -> OwnMovement | None:
        """Return how the person's last answer differs from the one before; None without both."""
        return own_movement(self.item, self.answers)

    @cached_property
    def last_published(self) -> tuple[TimelinePeriod | None, Distribution | Withheld | None]:
        """Return the last published period with its distribution; (None, None) before anything was published."""
        shown = [period for period in self.timeline.shown if period.id in self.distributions]
        return (shown[-1], self.distributions[shown[-1].id]) if shown else (None, None)

    @cached_property
    def position(self) -> Position | None:
        """Return where the participant's last answer lies in the group's last distribution; None without either."""
        own, distribution = self.last_own, self.last_published[1]
        if own is None or own.level is None or not isinstance(distribution, Distribution):
            return None
        return positions_in(distribution, cuts=len(cuts_of(self.item)))[distribution.place_of(own.level)]
