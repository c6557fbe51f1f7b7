"""Records what the invented people of a demonstration answered, and writes their true shares beside a release.

For measuring how far published figures are off (`peil demo build --truth`). Every answer here is invented and recorded
before it is encrypted; no ballot is decrypted. Real people's answers never pass through this module.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.answering.ballots import TEAM, ballots_for
from app.answering.card_help import UNSAID
from app.db import AnySession
from app.instrument.schema import Instrument
from app.lifecycle.gate import votes_of
from app.releases.read import released_periods, rows_of
from app.releases.rules.aggregate import EVERYBODY, Count
from app.releases.rules.cells import LEVELS, Row
from app.releases.rules.joint_counts import Sides
from app.releases.rules.period_plan import item_plans
from app.whole_files import write_whole_for_others

COLUMNS = ("period", "level", "group", "breakdown", "category", "item", "statistic", "option", "n", "share")
Key = tuple[str, str]
Counts = Mapping[tuple[str, str, str], Count]
"""The counts by channel, item and group."""


@dataclass(slots=True)
class _Said:
    """One person in one period: their team then, their last answer to each item, and what they said of cards."""

    team_id: str
    profile: Mapping[str, str]
    answers: dict[str, Any] = field(default_factory=dict)
    card_help: str = UNSAID


class Truth:
    """The answers of every invented person, by period, recorded while the demonstration is built."""

    def __init__(self) -> None:
        self._said: dict[str, dict[int, _Said]] = {}

    def note(
        self,
        period_id: str,
        person: int,
        *,
        team_id: str,
        profile: Mapping[str, str],
        answers: Mapping[str, Any],
        card_help: str = UNSAID,
    ) -> None:
        """Record one invented person's answers; within a period, later ones replace earlier ones to the same item.
        `card_help`: whether a card helped; `UNSAID` keeps what was said before.
        """
        of_period = self._said.setdefault(period_id, {})
        said = of_period.setdefault(person, _Said(team_id, profile))
        said.answers.update(answers)
        said.card_help = card_help if card_help != UNSAID else said.card_help

    def forget(self, person: int) -> None:
        """Remove a person who leaves while the newest period is open, as their ballots are removed too."""
        for of_period in list(self._said.values())[-1:]:
            of_period.pop(person, None)

    def counts(self, period_id: str, instrument: Instrument, *, asked: Collection[str]) -> Counts:
        """Return for each figure of a period how many invented people answered, and how many of them said yes.
        They are counted by way of ballots, as real answers are. `asked`: the items of the period.
        """
        found: dict[tuple[str, str, str], Count] = {}
        for said in self._said.get(period_id, {}).values():
            contents = ballots_for(
                instrument,
                said.answers,
                team_id=said.team_id,
                profile=said.profile,
                asked=asked,
                card_help=said.card_help,
            )
            for vote in (each for content in contents.values() for each in votes_of(instrument, content)):
                count = found.setdefault((vote.channel, vote.item, vote.group), Count())
                count.people += 1
                count.yes.update(option for option, yes in vote.marks if yes)
        return found


def write_truth(session: AnySession, truth: Truth, path: Path, *, instrument: Instrument) -> None:
    """Write one CSV line per figure of every release, withheld ones included: how many answered, and their share."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for period in released_periods(session):
        rows = rows_of(session, period.id)
        counts = truth.counts(period.id, instrument, asked=_asked(rows))
        for row, people, share in true_figures(rows, counts, instrument=instrument):
            place = (period.id, row.level, row.group, row.breakdown, row.category, row.item)
            told = "" if share is None else repr(share)
            writer.writerow((*place, row.statistic, row.option, people, told))
    write_whole_for_others(path, file.getvalue().encode())


def true_figures(
    rows: Iterable[Row], counts: Counts, *, instrument: Instrument
) -> Iterator[tuple[Row, int, float | None]]:
    """Yield each published row with the number of answers and the true share (or mean), None where nobody answered.

    A group is everybody in it who answered, also people who are counted elsewhere because their team is too small.
    """
    rows = list(rows)
    teams = _teams_of(rows)
    plans = {plan.item: plan for plan in item_plans(instrument, _asked(rows))}
    means = {item: plan.mean for item, plan in plans.items() if plan.mean}
    for row in rows:
        count = _count(row, counts, teams=teams, base=plans[row.item].base)
        if not count.people:
            yield row, 0, None
        elif row.statistic == "mean":
            plan = means[row.item]
            yield row, count.people, plan.lowest + sum(count.yes[cut] for cut in plan.cuts) / count.people
        else:
            yield row, count.people, count.yes[row.option] / count.people


def _asked(rows: Iterable[Row]) -> set[str]:
    return {row.item.partition(".")[0] for row in rows}


def _count(row: Row, counts: Counts, *, teams: Mapping[Key, set[str]], base: str) -> Count:
    """Return the true count of a row: of a relation, of a category, or of all teams in a group.

    `base`: the item whose respondents the shares of this one are of. Of a relation, everybody counts who answered both
    items.
    """
    if row.statistic == "relation":
        found = counts.get((f"relation:{row.breakdown}:{row.item}", row.item, EVERYBODY), Count())
        return Count(found.people, Counter({row.option: found.yes[Sides(row.category, row.option).name]}))
    places = (
        [(row.breakdown, row.category)] if row.breakdown else [(TEAM, team) for team in teams[row.level, row.group]]
    )
    total = Count()
    for channel, group in places:
        total.people += counts.get((channel, base, group), Count()).people
        total.yes += Counter(counts.get((channel, row.item, group), Count()).yes)
    return total


def _teams_of(rows: Iterable[Row]) -> dict[Key, set[str]]:
    """Return the ids of the teams in every group, by the group's level and id."""
    above = {(row.level, row.group): row.parent for row in rows}
    found: dict[Key, set[str]] = {key: set() for key in above}
    for level, team in above:
        group, depth = team, LEVELS.index(level)
        while level == "team" and depth >= 0:
            found[LEVELS[depth], group].add(team)
            group, depth = above.get((LEVELS[depth], group), ""), depth - 1
    return found
