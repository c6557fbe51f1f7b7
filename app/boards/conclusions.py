"""How sure every figure and difference of a board is: worked out when a release is published, not while one waits.

A test needs scipy and some milliseconds; a board looks up what the ticker has found. Everything follows from rows that
whoever opens the board may see: nothing said about a group may depend on the figures of groups within it that are not
theirs to see. So only the region, whose parts are public too, is counted by its parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.boards import compared
from app.boards.certainty import METHOD, Bounds, figure_key
from app.boards.compared import people_of, shares_by_part, shares_of
from app.boards.findings import Comparison, compare
from app.boards.lines import plans_of
from app.boards.models import Conclusion
from app.boards.service import instrument_of_period
from app.charts.figures import named_cells
from app.db import AnySession, writing
from app.instrument.schema import Instrument
from app.organisations.models import Region
from app.releases.cells import Published, Row
from app.releases.models import ReleaseRow
from app.releases.read import Group, ReleasedPeriod, released_periods, rows_of
from app.statistics.shares import share_interval

People = Mapping[str, int]
"""By item the fewest people there can be."""


def conclude(session: AnySession) -> int:
    """Test whatever boards of releases can compare that was not tested before; returns how many releases were done.

    Another ticker that does the same at the same moment is no harm: the first to commit has done it.
    """
    done = set(session.scalars(select(Conclusion.period_id).where(Conclusion.method == METHOD).distinct()))
    concluded = 0
    for region_id in session.scalars(select(Region.id)).all():
        periods = released_periods(session, region_id=region_id)
        for place, period in enumerate(periods):
            if period.id not in done:
                _conclude(session, period, before=[each.id for each in periods[:place]])
                concluded += 1
    return concluded


def _conclude(session: AnySession, period: ReleasedPeriod, *, before: Sequence[str]) -> None:
    release = _Release(session, period.id)
    found = [release.conclusion(session, group, before=before) for group in release.above]
    with suppress(IntegrityError), writing(session):
        session.execute(delete(Conclusion).where(Conclusion.period_id == period.id, Conclusion.method != METHOD))
        session.add_all(found)


class _Release:
    """One release, with what holds its groups together: which lies in which, and how many people each must have."""

    def __init__(self, session: AnySession, period_id: str) -> None:
        self.period_id = period_id
        self.instrument: Instrument = instrument_of_period(session, period_id)
        self.above = _groups(session, period_id)
        self.larger = {group: self._rows(session, group) for group in self.above if group.level != "team"}
        self.kinds = [row for group, rows in self.larger.items() if group.level == "orgtype" for row in rows]
        self.people = {group: fewest(rows, kinds=self._parts_of(group)) for group, rows in self.larger.items()}

    def conclusion(self, session: AnySession, group: Group, *, before: Sequence[str]) -> Conclusion:
        """Whatever a page may compare about this group, tested where its figures differ."""
        own = self.larger.get(group) or self._rows(session, group)
        self.people.setdefault(group, fewest(own))
        people_before = _people_before(session, group, periods=before)
        differing = [each for each in self._comparisons(session, group, own, before=before) if each.shows]
        parts = {part: people_of(shares) for part, shares in shares_by_part(own, ()).items()}
        p_values = {}
        for each in differing:
            people = self._people_compared(each, group, parts=parts, people_before=people_before)
            p_values[each.key] = compare(each, people=people).p_value
        return Conclusion(
            period_id=self.period_id,
            level=group.level,
            group=group.id,
            method=METHOD,
            people=sorted(self.people[group].items()),
            p_values=p_values,
            intervals={figure_key(row): bounds for row in own if (bounds := self._interval(row, group))},
        )

    def _interval(self, row: Row, group: Group) -> Bounds | None:
        """Of a share that was shown; of a part of the region it is not known how many people there are beyond it."""
        if row.statistic != "share" or not isinstance(row.cell, Published):
            return None
        people = 0 if row.breakdown else self.people[group].get(row.item, 0)
        interval = share_interval(row.cell, at_least=people)
        return round(interval.lower, 4), round(interval.upper, 4)

    def _parts_of(self, group: Group) -> Sequence[Row]:
        return self.kinds if group.level == "region" else ()

    def _rows(self, session: AnySession, group: Group) -> list[Row]:
        return rows_of(session, self.period_id, level=group.level, group=group.id)

    def _comparisons(
        self, session: AnySession, group: Group, own: Sequence[Row], *, before: Sequence[str]
    ) -> Iterator[Comparison]:
        """With all that lies above it, with every time before, and of the region its parts."""
        counts = [(plan.item, option) for plan in plans_of(own, self.instrument) for option in plan.everywhere]
        cells = named_cells(session, group, periods=before, wanted=counts)
        for whole in _chain(group, self.above):
            yield from compared.beside(own, self.larger[whole], level=whole.level, counts=counts)
        yield from compared.every_time(own, cells, periods=before, counts=counts)
        if group.level == "region":
            yield from compared.parts(own, self.kinds, counts=counts)

    def _people_compared(
        self,
        comparison: Comparison,
        group: Group,
        *,
        parts: Mapping[str, People],
        people_before: Mapping[str, People],
    ) -> tuple[int, int]:
        """The fewest people in the first and in the second of the two."""
        own: People = self.people[group]
        whose = comparison.whose
        both: tuple[People, People]
        match comparison.kind:
            case "beside":
                whole = next(each for each in _chain(group, self.above) if each.level == whose)
                both = own, self.people[whole]
            case "earlier":
                both = own, people_before.get(whose, {})
            case "part":
                kind = Group("orgtype", whose.removeprefix("org_type:"))
                both = parts.get(whose) or self.people.get(kind, {}), own
        return both[0].get(comparison.item, 0), both[1].get(comparison.item, 0)


def _groups(session: AnySession, period_id: str) -> dict[Group, Group | None]:
    """Every group of a release, with the one right above it."""
    columns = (ReleaseRow.level, ReleaseRow.group, ReleaseRow.parent)
    rows = session.execute(select(*columns).where(ReleaseRow.period_id == period_id).distinct()).all()
    by_id = {row.group: Group(row.level, row.group) for row in rows}
    return {by_id[row.group]: by_id.get(row.parent) for row in rows}


def _chain(group: Group, above: Mapping[Group, Group | None]) -> Iterator[Group]:
    """The groups that hold this one, the nearest first."""
    while whole := above[group]:
        yield whole
        group = whole


def fewest(own: Iterable[Row], *, kinds: Iterable[Row] = ()) -> dict[str, int]:
    """By item the fewest people a group has: what its own figures tell, or what those of its parts add up to.

    Only the region has parts that everybody who opens its board may see: by background, and `kinds` of organisation.
    """
    own = list(own)
    found = people_of(shares_of(own))
    added: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for part, shares in shares_by_part(own, kinds).items():
        added[part.partition(":")[0]].update(people_of(shares))
    for people in added.values():
        found.update({item: max(found.get(item, 0), together) for item, together in people.items()})
    return found


def _people_before(session: AnySession, group: Group, *, periods: Sequence[str]) -> Mapping[str, People]:
    """By period the fewest people of this group, as concluded then."""
    rows = session.execute(
        select(Conclusion.period_id, Conclusion.people).where(
            Conclusion.period_id.in_(periods), Conclusion.level == group.level, Conclusion.group == group.id
        )
    )
    return {period: dict(people) for period, people in rows}
