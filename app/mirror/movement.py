"""Whether the person answered a question in their last wave, and whether the group certainly moved on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.distribution import Distribution
from app.charts.gauge import cuts_of, headline_of
from app.charts.time_axis import TimelineWave
from app.instrument.schema import Item
from app.mirror.mirror_subject import MirrorSubject
from app.releases.rules.cells import Published


def is_fresh(subject: MirrorSubject, last_wave: TimelineWave | None) -> bool:
    """Return whether the person answered this question in the wave that they answered last (`last_wave`)."""
    return bool(subject.answers and last_wave and subject.answers[-1].wave.id == last_wave.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMovement:
    """A change of a group's share that is certain: its figures before and now, whose bounds do not overlap.
    The share is the one that stands for the item in charts (`headline_of`).
    """

    item: Item
    before: Published
    now: Published

    @property
    def size(self) -> float:
        """Return the change of the share, -1 to 1."""
        return self.now.value - self.before.value


def group_movement(subject: MirrorSubject, *, period_id: str) -> GroupMovement | None:
    """Return how the group's share changed with the release of `period_id`; None when the change is not certain.
    Certain: the bounds of this figure and the one before do not overlap.
    """
    published = [
        (period.id, cell)
        for period in subject.timeline.periods
        if isinstance(distribution := subject.distributions.get(period.id), Distribution)
        and (cell := headline_cell(subject.item, distribution))
    ]
    if len(published) < 2 or published[-1][0] != period_id:
        return None
    before, now = published[-2][1], published[-1][1]
    if before.lower <= now.upper and now.lower <= before.upper:
        return None
    return GroupMovement(item=subject.item, before=before, now=now)


def headline_cell(item: Item, distribution: Distribution) -> Published | None:
    """Return the figure that stands for an item in charts (`headline_of`), out of a distribution.
    None when it was not published.
    """
    begins = dict(cuts_of(item)).get(headline_of(item) or "")
    return next((cell for at, cell in distribution.cuts if at == begins), None)
