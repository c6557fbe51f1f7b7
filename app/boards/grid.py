"""A table of groups by topics that shows where in an organisation or a region the differences are.

Holds only groups that the visitor may open. Decides the order of the rows; which differences stand out is
computed elsewhere, the same as on each group's own board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import AnySession
from app.estimates.estimate_lookup import Count, GroupEstimate, estimates_of_groups
from app.groups.known_estimates import Estimates
from app.groups.places import GroupLink, Place
from app.groups.topics import Topic
from app.releases.rules.cells import Group
from app.statistics.grades import GRADES
from app.web.language import beginning, per_cents
from app.wording.certainty_words import grade_words, graded_difference
from app.wording.figure_words import range_words

FIRST_ROWS = 3
"""The number of groups that stand on the board itself; the grid page has all of them."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """The estimate of one group for one topic, with its difference from the region, in words.
    `figure`: empty when it may not be shown. `interval`: its 95 % interval. `grade`: how certain the difference is.
    `way`: its direction, `higher` or `lower`. `says`: the difference in a sentence.
    """

    figure: str
    interval: str
    grade: str
    way: str
    says: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group's row in the table of groups by topics.
    `standing_out`: on how many topics it certainly or likely differs from the region.
    """

    link: GroupLink
    cells: tuple[GridCell, ...]
    standing_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of groups by topics, with the estimate and its difference from the region in each cell.
    `heads`: key and title of each topic. `sort`: what the rows are ordered by: a topic's key, `name`, or "" for how
    many topics stand out, most first. `region`: the row of the region itself, empty where it is not wanted.
    """

    heads: tuple[tuple[str, str], ...]
    region: tuple[GridCell, ...]
    rows: tuple[GridRow, ...]
    sort: str
    period: str

    def marks(self, rows: Sequence[GridRow]) -> frozenset[str]:
        """Return what its key has to explain in these rows: the grades with a sign, and `blank` for missing figures."""
        cells = [*self.region, *(cell for row in rows for cell in row.cells)]
        return frozenset("blank" if not cell.figure else cell.grade for cell in cells if cell.way or not cell.figure)

    @property
    def first(self) -> Sequence[GridRow]:
        """Return the first `FIRST_ROWS` rows, which the board shows; the page of the grid shows all of them."""
        return self.rows[:FIRST_ROWS]


def grid_of(
    session: AnySession, place: Place, topics: Sequence[Topic], *, period_id: str, sort: str = ""
) -> Grid | None:
    """Return the table of the subgroups that the visitor may open, by topics that have a single figure each.
    `sort`: the topic to order by, "name", or empty for most different from the region first. None without such groups
    or topics.
    """
    links = {_group(link): link for link in (*place.kinds, *place.below) if link.url}
    whole = [topic for topic in topics if topic.whole]
    if not links or not whole:
        return None
    counts = [(topic.lines[0].item, topic.lines[0].option) for topic in whole]
    region = Group("region", place.region_id)
    found = estimates_of_groups(session, {region, *links}, period_id=period_id)
    rows = [_row(link, found[group], counts=counts) for group, link in links.items()]
    return Grid(
        heads=tuple((topic.key, topic.title) for topic in whole),
        region=tuple(_cell(found[region].get(count)) for count in counts),
        rows=tuple(_ordered(rows, list(links), found, sort=sort, counts=counts)),
        sort=sort if sort in {"", "name", *(item for item, _ in counts)} else "",
        period=period_id,
    )


def _group(link: GroupLink) -> Group:
    """Return the group that a link to a board points to."""
    _root, level, group = str(link.url).split("/")
    return Group({"kinds": "orgtype", "organisations": "organisation"}.get(level, "team"), group)  # type: ignore[arg-type]  # Only these levels have addresses.


def _row(link: GroupLink, own: Estimates, *, counts: Sequence[Count]) -> GridRow:
    cells = tuple(_cell(own.get(count)) for count in counts)
    return GridRow(link, cells, sum(each.grade in ("sure", "likely") for each in cells))


def _cell(own: GroupEstimate | None) -> GridCell:
    if own is None:
        return GridCell("", "", "none", "", beginning(grade_words("too_small")))
    if own.gap == "none" or own.above_reference is None:
        return GridCell(*_figures(own), "none", "", "")
    way = "higher" if own.above_reference > 0.5 else "lower"
    return GridCell(*_figures(own), own.gap, way, graded_difference(higher=way == "higher", grade=own.gap))


def _figures(own: GroupEstimate) -> tuple[str, str]:
    return per_cents(own.share), range_words(per_cents(own.lower), per_cents(own.upper))


def _ordered(
    rows: Sequence[GridRow],
    groups: Sequence[Group],
    found: Mapping[Group, Estimates],
    *,
    sort: str,
    counts: Sequence[Count],
) -> list[GridRow]:
    """Return the rows in the order asked for.

    By a topic: lowest share first, figures that may not be shown last. By name. Else: most differences first.
    """
    by = next((count for count in counts if count[0] == sort), None)
    if by is not None:
        shares = {id(row): found[group].get(by) for row, group in zip(rows, groups, strict=True)}
        return sorted(rows, key=lambda row: each.share if (each := shares[id(row)]) else 2.0)
    if sort == "name":
        return sorted(rows, key=lambda row: row.link.name)
    return sorted(rows, key=_standing_out)


def _standing_out(row: GridRow) -> tuple[int, ...]:
    return tuple(-sum(cell.grade == grade for cell in row.cells) for grade in GRADES[:-1])
