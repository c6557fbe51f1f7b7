"""Regions in which nobody differs: everybody's answers are those of an invented respondent, drawn by lot.

Must not know boards or tests. What answers have to do with each other is kept within a person; background is drawn
apart from answers, so that teams, kinds, backgrounds and periods differ by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from app.demo.respondents import Respondent, read_respondents
from app.instrument.indicators import indicate, indicators
from app.instrument.installed import instrument_of
from app.releases.rules.aggregate import Snapshot, SnapshotTeam, Tally, Vote
from app.releases.rules.cells import Row
from app.releases.rules.noise import SeededNoise
from app.releases.rules.period_plan import BREAKDOWNS, breakdowns, item_plans
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect

ASKED = (
    *("professional_space", "own_judgement", "do_what_is_needed", "invest_in_relationship", "reflection", "equipped"),
    *("direct_contact_share", "rules_negative_influence", "work_enjoyment", "stay_one_year", "workload_cause"),
)
"""A full period: eleven questions."""

PLANS = item_plans(instrument_of("peo"), ASKED)
COUNTS = tuple((plan.item, option) for plan in PLANS for option in plan.everywhere)
Answer = tuple[str, tuple[tuple[str, bool], ...]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A region: its teams and how many people answer in one, teams in an organisation, and kinds of organisation."""

    teams: int
    sizes: tuple[int, int]
    per_organisation: int
    kinds: int


SHAPES = {
    "190 people": Shape(20, (4, 15), 5, 2),
    "520 people": Shape(40, (6, 20), 5, 3),
    "880 people": Shape(24, (15, 59), 4, 3),
}


@lru_cache(maxsize=1)
def pool() -> tuple[tuple[Answer, ...], ...]:
    """Of every invented respondent the item and the verdicts of each answer."""
    kinds = read_respondents(instrument_of("peo")).values()
    return tuple(_answers(each) for kind in kinds for each in kind.respondents)


def _answers(respondent: Respondent) -> tuple[Answer, ...]:
    instrument, answers = (
        instrument_of("peo"),
        {**respondent.answers, **{key: list(chosen) for key, chosen in respondent.several.items()}},
    )
    found = []
    for key in ASKED:
        item = instrument.item(key)
        verdicts = indicate(item, answers.get(key))
        if verdicts:
            found.append((key, tuple((each.option, verdicts[each.option]) for each in indicators(item))))
    return tuple(found)


def true_shares() -> Mapping[tuple[str, str], float]:
    """By item and option the share among the respondents who answered, from whom everybody is drawn."""
    yes: dict[tuple[str, str], list[bool]] = {}
    for answers in pool():
        for item, marks in answers:
            for option, mark in marks:
                yes.setdefault((item, option), []).append(mark)
    return {key: sum(each) / len(each) for key, each in yes.items()}


class Everybody:
    """The people of one region: a team and a background that stay, and answers."""

    def __init__(self, shape: Shape, *, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        sizes = self._chance.integers(shape.sizes[0], shape.sizes[1] + 1, shape.teams)
        self.snapshot = _snapshot(shape)
        self.teams: Sequence[str] = [
            team.team for team, size in zip(self.snapshot.teams, sizes, strict=True) for _ in range(size)
        ]
        profiles = [
            each.profile for kind in read_respondents(instrument_of("peo")).values() for each in kind.respondents
        ]
        self.profiles = [profiles[place] for place in self._chance.integers(len(profiles), size=len(self.teams))]
        self.answers = self._drawn()

    def _drawn(self) -> list[tuple[Answer, ...]]:
        return [pool()[place] for place in self._chance.integers(len(pool()), size=len(self.teams))]

    def change(self, *, keep: float) -> None:
        """Everybody keeps all of their answers with the chance `keep`, and else answers like somebody new."""
        kept = self._chance.random(len(self.teams)) < keep
        self.answers = [old if same else new for old, new, same in zip(self.answers, self._drawn(), kept, strict=True)]


def release(everybody: Everybody, *, seed: int) -> tuple[Row, ...]:
    """What is published of everybody's present answers."""
    tally = Tally()
    for team, profile, answers in zip(everybody.teams, everybody.profiles, everybody.answers, strict=True):
        for item, marks in answers:
            for channel, group in (("team", team), *((name, profile[name]) for name in BREAKDOWNS)):
                tally.add(Vote(channel=channel, item=item, group=group, marks=marks))
    return protect(everybody.snapshot, tally, policy=Policy(), items=PLANS, noise=SeededNoise(seed))


def _snapshot(shape: Shape) -> Snapshot:
    starts = [*range(0, shape.teams, shape.per_organisation), shape.teams]
    teams = [
        SnapshotTeam(
            team=f"team{place}",
            team_name=f"team{place}",
            organisation=f"org{number}",
            organisation_name=f"org{number}",
            org_type=f"kind{number % shape.kinds}",
            org_type_name=f"kind{number % shape.kinds}",
        )
        for number, (start, end) in enumerate(pairwise(starts))
        for place in range(start, end)
    ]
    return Snapshot(
        region="region", region_name="region", teams=tuple(teams), breakdowns=breakdowns(instrument_of("peo"))
    )
