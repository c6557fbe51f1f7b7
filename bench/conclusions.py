"""How often a board names a difference where there is none, how often intervals hold, and what a test can see.

Whole releases with the real protection, whole boards with the real comparisons and correction. In `nobody_differs` all
people, whatever their team, kind, background and period, are drawn from the same invented respondents of the
demonstration. The long form writes docs/evidence/conclusions.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.boards import compared
from app.boards.conclusions import fewest
from app.boards.findings import Comparison, compare, supported
from app.releases.cells import LEVELS, Level, Published, Row
from app.statistics.shares import share_interval
from bench.noticed import DIFFERENCES, GROUPS, QUESTION, Team, published, shares_below
from bench.same_for_all import COUNTS, SHAPES, Everybody, Shape, release, true_shares

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence" / "conclusions.md"
Table = tuple[str, Sequence[str], list[list[object]]]
People = Mapping[str, int]
Key = tuple[Level, str]
COUNT = (QUESTION.item, QUESTION.everywhere[0])


@dataclass
class Boards:
    """By level how many boards there were and how many named a difference; how many intervals, and how many missed."""

    made: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    intervals: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)


class Shown:
    """One release as boards read it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Put the rows of each group together."""
        self.rows: dict[Key, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row.level, row.group].append(row)
        self.above = {key: own[0].parent for key, own in self.rows.items()}
        self.kinds = [row for (level, _), own in self.rows.items() if level == "orgtype" for row in own]
        self.people = {
            key: fewest(own, kinds=self.kinds if key[0] == "region" else ()) for key, own in self.rows.items()
        }
        whole = next(own for (level, _), own in self.rows.items() if level == "region")
        shares = compared.shares_by_part(whole, self.kinds)
        self.parts = {part: compared.people_of(each) for part, each in shares.items()}

    def larger(self, key: Key) -> Iterator[Key]:
        """The groups that hold this one, the nearest first."""
        for level in reversed(LEVELS[: LEVELS.index(key[0])]):
            key = (level, self.above[key])
            yield key


@dataclass(frozen=True, slots=True)
class Group:
    """One group in a release, and in the one before."""

    key: Key
    now: Shown
    before: Shown

    def earlier(self) -> list[Comparison]:
        """Every count beside what it was."""
        first, second = (compared.shares_of(release.rows.get(self.key, [])) for release in (self.now, self.before))
        return [
            Comparison(
                kind="earlier", item=item, option=option, first=cell, second=second[item, option], whose="before"
            )
            for (item, option), cell in first.items()
            if (item, option) in second and (item, option) in {*COUNTS, COUNT}
        ]

    def beside(self, whole: Key) -> list[Comparison]:
        """Every count beside that of a group which holds this one."""
        rows = self.now.rows
        return list(compared.beside(rows[self.key], rows[whole], level=whole[0], counts=(*COUNTS, COUNT)))

    def boards(self) -> list[list[Comparison]]:
        """What is compared on each board: there is one for each group that can stand beside this one."""
        if self.key[0] == "region":
            return [[*self.earlier(), *compared.parts(self.now.rows[self.key], self.now.kinds, counts=COUNTS)]]
        return [[*self.earlier(), *self.beside(whole)] for whole in self.now.larger(self.key)]

    def p_value(self, each: Comparison) -> float:
        """As `app.boards.conclusions` has it, by the fewest people in the two."""
        first, second = self._people(each)
        return compare(each, people=(first.get(each.item, 0), second.get(each.item, 0))).p_value

    def _people(self, each: Comparison) -> tuple[People, People]:
        own = self.now.people[self.key]
        if each.kind == "earlier":
            return own, self.before.people.get(self.key, {})
        if each.kind == "part":
            return self.now.parts.get(each.whose, {}), own
        return own, next(self.now.people[whole] for whole in self.now.larger(self.key) if whole[0] == each.whose)


def nobody_differs(count: int, *, seed: int, shape: Shape, keep: float) -> Boards:
    """The boards of `count` regions at their second release, to which a share `keep` gave the same answers."""
    found, true = Boards(), true_shares()
    for number in range(seed, seed + count):
        everybody = Everybody(shape, seed=number)
        before = Shown(release(everybody, seed=2 * number))
        everybody.change(keep=keep)
        now = Shown(release(everybody, seed=2 * number + 1))
        for key in now.rows:
            group = Group(key, now, before)
            for comparisons in group.boards():
                if comparisons:
                    _count(group, comparisons, found=found)
            _hold(group, true=true, found=found)
    return found


def _count(group: Group, comparisons: Sequence[Comparison], *, found: Boards) -> None:
    """Whether a board names any difference."""
    named = supported(comparisons, {each.key: group.p_value(each) for each in comparisons if each.shows})
    level = group.key[0]
    found.made[level] += 1
    found.wrong[level] += bool(named)


def _hold(group: Group, *, true: Mapping[tuple[str, str], float], found: Boards) -> None:
    """Whether the interval of every figure holds the share that everybody was drawn from."""
    for row in group.now.rows[group.key]:
        if row.statistic == "share" and isinstance(row.cell, Published):
            people = 0 if row.breakdown else group.now.people[group.key].get(row.item, 0)
            interval = share_interval(row.cell, at_least=people)
            name = "background" if row.breakdown else group.key[0]
            found.intervals[name] += 1
            found.missed[name] += not interval.lower - 5e-5 <= true[row.item, row.option] <= interval.upper + 5e-5


def false_findings(count: int, seed: int) -> tuple[Table, Table]:
    """Boards that name a difference, and intervals that hold, where nobody differs."""
    boards: list[list[object]] = []
    intervals: list[list[object]] = []
    for name, shape in SHAPES.items():
        for keep in (0.0, 0.8):
            found = nobody_differs(count, seed=seed, shape=shape, keep=keep)
            case = f"{name}, {100 * keep:.0f} % keep their answers"
            boards += [[case, level, made, _share(found.wrong[level], made)] for level, made in found.made.items()]
            intervals += [
                [case, level, made, _share(made - found.missed[level], made)] for level, made in found.intervals.items()
            ]
    return (
        ("Where nobody differs: boards that name any difference", ("region", "board of", "boards", "wrong"), boards),
        (
            "95 % intervals that hold the share people are drawn from",
            ("region", "figure of", "figures", "held"),
            intervals,
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %"


def power(times: int, seed: int) -> Table:
    """What is noticed of a true difference: beside the region, and since an earlier release with other people."""
    rows: list[list[object]] = []
    for name, (key, teams) in GROUPS.items():
        for points in DIFFERENCES:
            seen = [_noticed(key, teams, less=points / 100, seed=seed + each) for each in range(times)]
            row: list[object] = [name, f"{points} points"]
            for p_values in zip(*seen, strict=True):
                row += [f"{100 * share:.0f} %" for share in shares_below(p_values)] if min(p_values) >= 0 else ["–"] * 2
            rows.append(row)
    head = ("group", "true difference", "beside the region", "one of twelve", "since earlier", "one of twelve ")
    return "What is noticed: differences that a test supports, as the only question or as one of twelve", head, rows


def _noticed(key: Key, teams: Sequence[Team], *, less: float, seed: int) -> tuple[float, float]:
    """The p-values of the comparison with the region (-1 for the region itself) and with the release before."""
    now, before = (Shown(published(teams, less=each, seed=2 * seed + (not each))) for each in (less, 0))
    group = Group(key, now, before)
    beside = [-1.0] if key[0] == "region" else [group.p_value(each) for each in group.beside(("region", "region"))]
    return beside[0], group.p_value(group.earlier()[0])


def markdown(tables: Sequence[Table], *, seed: int, count: int) -> Iterator[str]:
    """The tables as one document."""
    yield "# Evidence: what boards conclude"
    yield ""
    today = f"{datetime.now(UTC):%d %B %Y}"
    yield f"Written by `python -m bench conclusions --full` (seed {seed}, {count} regions of each kind) on {today}."
    yield "Real protection, comparisons and tests ([method.md](../method.md), section 9). In all tables but the last"
    yield "nobody differs: everybody is drawn by lot from the same invented respondents, so whatever is named is wrong."
    yield "In the last one 75 % say yes, and of the group so many points fewer; six hundred others stay as they were."
    for title, head, rows in tables:
        yield from ("", f"## {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
        yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def run(*, full: bool = False, seed: int = 1) -> dict[str, Any]:
    """A few regions, or as many as the document says when `full`; only the full form replaces the document."""
    count = 80 if full else 3
    tables = [*false_findings(count, seed), power(100 if full else 5, seed)]
    if full:
        EVIDENCE.write_text("\n".join(markdown(tables, seed=seed, count=count)) + "\n", encoding="utf-8")
    return {
        title: {", ".join(map(str, row[:2])): dict(zip(head[2:], row[2:], strict=True)) for row in rows}
        for title, head, rows in tables
    }
