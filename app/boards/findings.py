"""What stands out: which published differences are more than chance, with everything asked at once in mind.

Decides what may be put into words as a difference or a movement. Pure; must not know true counts, names or words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.releases.cells import Published
from app.statistics.differences import CHANCE, Difference, Direction, difference, difference_within, gap
from app.statistics.multiplicity import false_discovery

Kind = Literal["beside", "earlier", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same count twice: of the own group and of the larger one beside it, of the group and itself before, or of a
    part of the region and the whole. `whose`: the level beside, the earlier period's id, or the part.
    """

    kind: Kind
    item: str
    option: str
    first: Published
    second: Published
    whose: str

    @property
    def shows(self) -> bool:
        """Whether the two figures differ at all; if they do not, there is nothing to test."""
        return gap(self.first, self.second)[1] != "not_shown"

    @property
    def family(self) -> tuple[str, str]:
        """What is corrected together: one question that a board asks of all topics at once."""
        return self.kind, self.whose.partition(":")[0] if self.kind == "part" else ""

    @property
    def key(self) -> str:
        """What tells it from every other comparison of the same group in the same period."""
        return f"{self.kind} {self.whose} {self.item} {self.option}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A difference that is more than chance. `p_value`: corrected for every comparison of its family.

    `smallest`: the least by which the two shares as published differ, 0…1.
    """

    about: Comparison
    direction: Direction
    smallest: float
    p_value: float


def compare(comparison: Comparison, *, people: tuple[int, int] = (0, 0)) -> Difference:
    """The test that fits: with itself at another time, or with a whole that the group is part of.

    `people`: the fewest there can be in the first and the second, as far as more is known than the figures tell.
    """
    test = difference if comparison.kind == "earlier" else difference_within
    return test(comparison.first, comparison.second, at_least=people)


def supported(
    comparisons: Sequence[Comparison], p_values: Mapping[str, float], *, level: float = CHANCE
) -> tuple[Finding, ...]:
    """The comparisons that hold after correction for all of their family; the surest first, then the largest.

    `p_values` by `Comparison.key`, of those that show a difference; while one is missing its family has no findings.
    """
    families: dict[tuple[str, str], list[Comparison]] = {}
    for comparison in comparisons:
        families.setdefault(comparison.family, []).append(comparison)
    found = [finding for family in families.values() for finding in _supported(family, p_values, level=level)]
    return tuple(sorted(found, key=lambda each: (each.p_value, -each.smallest)))


def _supported(family: Sequence[Comparison], p_values: Mapping[str, float], *, level: float) -> list[Finding]:
    showing = [each for each in family if each.shows]
    if any(each.key not in p_values for each in showing):
        return []
    corrected = false_discovery({each: p_values[each.key] if each.shows else 1.0 for each in family})
    return [_finding(each, corrected[each]) for each in showing if corrected[each] < level]


def _finding(about: Comparison, p_value: float) -> Finding:
    smallest, direction = gap(about.first, about.second)
    return Finding(about=about, direction=direction, smallest=smallest, p_value=p_value)
