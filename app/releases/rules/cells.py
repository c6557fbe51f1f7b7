"""The parts of a release: figures that are published, and figures that are withheld.

Decides the form of a figure. Must not know true counts, noise or how a decision was taken.
"""

from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

from app.releases.rules.policy import Policy

Level = Literal["region", "orgtype", "organisation", "team"]
Statistic = Literal["share", "mean", "relation"]
LEVELS: tuple[Level, ...] = ("region", "orgtype", "organisation", "team")
STATISTICS: tuple[Statistic, ...] = ("share", "mean", "relation")


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as everybody may see it.
    `size_class`: how many people it is about, as "7-9", "10-19", "20-49" or "50+". `bin_lower`, `bin_upper`: the range
    (bin) in which its noisy count lies, as a share 0…1 or, for a mean, on the item's own scale. `lower`, `upper`: the
    bounds that hold the true value, and `value` the best single one, on the same scale; all three follow from the range
    (`bounds`). A figure made without a range has its bounds as its range.
    """

    size_class: str
    value: float
    lower: float
    upper: float
    bin_lower: float = nan
    bin_upper: float = nan

    def __post_init__(self) -> None:
        """Use the bounds as the bin where no bin is given."""
        if isnan(self.bin_lower):
            object.__setattr__(self, "bin_lower", self.lower)
        if isnan(self.bin_upper):
            object.__setattr__(self, "bin_upper", self.upper)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A suppressed figure: not even its size is shown, because "4 of 5 answered" is itself a disclosure."""


Cell = Published | Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of a release, under the names of the columns of the release CSV.
    `parent` is empty for the region. `breakdown` and `category` are empty for a whole group. For a relation `breakdown`
    is the item given, `category` its option, and `item` and `option` what is shown among those people. `option` is
    empty for a mean.
    """

    level: Level
    group: str
    group_name: str
    parent: str
    breakdown: str = ""
    category: str = ""
    item: str
    statistic: Statistic
    option: str
    cell: Cell


def order(row: Row) -> tuple[int, str, str, str, str, int, str]:
    """Return the sort key of a row in its release: level, group, item, breakdown, category, statistic, option."""
    return (
        LEVELS.index(row.level),
        row.group,
        row.item,
        row.breakdown,
        row.category,
        STATISTICS.index(row.statistic),
        row.option,
    )


def size_class(people: int, policy: Policy) -> str:
    """Return the size class of a figure about `people`, such as "10-19", which hides the exact number.

    The first class starts at the minimum group and holds at least three sizes: "7-9" for k = 7, "5-9" for k =
    5, "9-19" for k = 9.
    """
    first = policy.min_group
    start = first
    for last in (9, 19, 49):
        if last < first + 2:
            continue
        if people <= last:
            return f"{start}-{last}"
        start = last + 1
    return f"{start}+"


@dataclass(frozen=True, slots=True)
class Group:
    """The group that figures are about: its level and id; perhaps only one category of people in a region."""

    level: Level
    id: str
    breakdown: str = ""
    category: str = ""
