"""The estimates of one release with their grades, in the order of their file. Pure: from published rows alone.

Decides which differences are called a gap and a movement, and how certain each is. Must not know the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.estimates.group_series import Count, Key, Panels
from app.estimates.model.bin_law import SeenBin
from app.estimates.model.learnt import Learnt
from app.estimates.model.small_area import Bins, Estimate, GroupSeries
from app.estimates.model.small_areas import LevelItem, estimate
from app.releases.rules.cells import LEVELS
from app.spreading import HERE, Spread
from app.statistics.grades import Grade, graded, surest

DECIMALS = 4
TOO_SMALL = "too_small"
"""The grade of a figure that was withheld: nothing can be said about so few people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedFigure:
    """One group's estimated share of an answer, with two grades.
    `gap`: how certain it is that the share differs from the region's. `movement`: how certain it is that the share
    differs from the group's own last one.

    `estimate` is None for a figure that was withheld.
    """

    level: str
    group: str
    item: str
    option: str
    estimate: Estimate | None
    gap: Grade = "none"
    movement: Grade = "none"

    @property
    def grade(self) -> str:
        """Return the more certain of its two grades (`gap`, `movement`), or TOO_SMALL for a withheld figure."""
        return TOO_SMALL if self.estimate is None else surest(self.gap, self.movement)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedFigures:
    """All estimates of one release, and how much groups differ by (level, item), as learnt from them (`learnt`)."""

    figures: Sequence[EstimatedFigure]
    learnt: Mapping[LevelItem, Learnt]


def figures_of(
    panels: Panels, *, learnt: Mapping[LevelItem, Learnt] | None = None, spread: Spread = HERE
) -> EstimatedFigures:
    """Estimate every share of the newest release that was added to `panels`.
    `learnt`: hyperparameters as published; None: learn them from these releases. `spread`: what computes.
    """
    made = panels.made()
    done = estimate(made, region=panels.region, policy=panels.policy(), learnt=learnt, spread=spread)
    same = panels.same_people()
    found = [
        *(_figure(count, key, found=each, panel=made[count]) for count, key, each in _flat(done.estimates, same)),
        *(
            EstimatedFigure(level=level, group=group, item=item, option=option, estimate=None)
            for (item, option), (level, group) in panels.withheld
        ),
    ]
    return EstimatedFigures(figures=sorted(found, key=place), learnt=done.learnt)


def _flat(
    estimates: Mapping[Count, Mapping[Key, Estimate]], same: Mapping[Key, Key]
) -> Iterator[tuple[Count, Key, Estimate]]:
    for count, groups in estimates.items():
        for key, each in groups.items():
            yield count, key, groups.get(same.get(key, key), each)


def place(figure: EstimatedFigure) -> tuple[int, str, str, str]:
    """Return the key by which an estimated figure is sorted in the file of estimates."""
    return [str(level) for level in LEVELS].index(figure.level), figure.group, figure.item, figure.option


def _figure(count: Count, key: Key, *, found: Estimate, panel: GroupSeries) -> EstimatedFigure:
    own = _bins(panel, key)
    earlier = next((each for each in reversed(own[:-1]) if each is not None), None)
    rounded = Estimate(*(None if each is None else round(each, DECIMALS) for each in _values(found)))  # type: ignore[arg-type]  # Only chances can be None.
    return EstimatedFigure(
        level=key[0],
        group=key[1],
        item=count[0],
        option=count[1],
        estimate=rounded,
        gap=graded(rounded.above_reference, apart=_apart(own[-1], panel.region[-1])),
        movement=graded(rounded.above_before, apart=_apart(own[-1], earlier)),
    )


def _values(found: Estimate) -> tuple[float | None, ...]:
    return found.share, found.lower, found.upper, found.above_reference, found.above_before


def _bins(panel: GroupSeries, key: Key) -> Bins:
    level, group = key
    if level == "region":
        return panel.region
    return panel.kinds[group] if level == "orgtype" else panel.parts[key][1]


def _apart(first: SeenBin | None, second: SeenBin | None) -> bool:
    """Return whether two bins do not overlap, so that a reader of their picture sees a difference."""
    return first is not None and second is not None and (first.lower >= second.upper or second.lower >= first.upper)
