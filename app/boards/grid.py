"""A grid of groups and topics: where in an organisation or a region the differences are, at one look.

Only groups that the reader may open. Decides how it is ordered; what stands out is the same as on each group's board.
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

FIRST_ROWS = 3
"""So many groups stand on the board itself; all of them have a page of their own."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One group and topic. `figure` empty: not shown. `grade`: of the gap with the region; `way`: higher or lower."""

    figure: str
    grade: str
    way: str
    says: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group; `standing_out`: how many of its topics are certain or likely."""

    link: GroupLink
    cells: tuple[GridCell, ...]
    standing_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Groups by topics. `heads`: key and title of each topic; `sort`: the topic it is ordered by, empty for the order
    of what stands out; `region`: the region's own figures, empty where its row is not wanted.
    """

    heads: tuple[tuple[str, str], ...]
    region: tuple[str, ...]
    rows: tuple[GridRow, ...]
    sort: str
    period: str

    @property
    def first(self) -> Sequence[GridRow]:
        return self.rows[:FIRST_ROWS]


def grid_of(
    session: AnySession, place: Place, topics: Sequence[Topic], *, period_id: str, sort: str = ""
) -> Grid | None:
    """The groups within `place` that this reader may open, by topics that have one count. None without such groups."""
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
        region=tuple(_figure(found[region].get(count)) for count in counts),
        rows=tuple(_ordered(rows, list(links), found, sort=sort, counts=counts)),
        sort=sort if sort in {"", "name", *(item for item, _ in counts)} else "",
        period=period_id,
    )


def _group(link: GroupLink) -> Group:
    """The group whose board has this address."""
    _root, level, group = str(link.url).split("/")
    return Group({"kinds": "orgtype", "organisations": "organisation"}.get(level, "team"), group)  # type: ignore[arg-type]  # The levels with addresses.


def _row(link: GroupLink, own: Estimates, *, counts: Sequence[Count]) -> GridRow:
    cells = tuple(_cell(own.get(count)) for count in counts)
    return GridRow(link, cells, sum(each.grade in ("sure", "likely") for each in cells))


def _cell(own: GroupEstimate | None) -> GridCell:
    if own is None:
        return GridCell("", "none", "", beginning(grade_words("too_small")))
    if own.gap == "none" or own.above_reference is None:
        return GridCell(_figure(own), "none", "", "")
    way = "higher" if own.above_reference > 0.5 else "lower"
    return GridCell(_figure(own), own.gap, way, graded_difference(higher=way == "higher", grade=own.gap))


def _figure(own: GroupEstimate | None) -> str:
    return per_cents(own.share) if own else ""


def _ordered(
    rows: Sequence[GridRow],
    groups: Sequence[Group],
    found: Mapping[Group, Estimates],
    *,
    sort: str,
    counts: Sequence[Count],
) -> list[GridRow]:
    """By one topic the lowest first and what is not shown last; by name; or what stands out most first."""
    by = next((count for count in counts if count[0] == sort), None)
    if by is not None:
        shares = {id(row): found[group].get(by) for row, group in zip(rows, groups, strict=True)}
        return sorted(rows, key=lambda row: each.share if (each := shares[id(row)]) else 2.0)
    if sort == "name":
        return sorted(rows, key=lambda row: row.link.name)
    return sorted(rows, key=_standing_out)


def _standing_out(row: GridRow) -> tuple[int, ...]:
    return tuple(-sum(cell.grade == grade for cell in row.cells) for grade in GRADES[:-1])
