"""Regions that answer a question which decides about others, and relations: through ballots, as in a real period."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.answering.ballots import ballots_for
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.lifecycle.gate import votes_of
from app.releases.rules.aggregate import Snapshot, Tally
from app.releases.rules.audit import AuditReport, audit
from app.releases.rules.cells import Row
from app.releases.rules.implications import links, together
from app.releases.rules.noise import SeededNoise
from app.releases.rules.period_plan import breakdowns, item_plans, relation_plans
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import snapshot

PEO = instrument_of("peo")
CAUSES = ("workload", "workload_cause")
PROFILE = {"experience": "0-3", "function": "trainer"}
Answers = Mapping[str, Any]


def tree_of(teams: Sequence[str], *, per_organisation: int = 5) -> Snapshot:
    """These teams, five in an organisation."""
    parts = {f"org{at}": teams[at : at + per_organisation] for at in range(0, len(teams), per_organisation)}
    return replace(snapshot(parts), breakdowns=breakdowns(PEO))


def counted(people: Mapping[str, Sequence[Answers]], *, asked: Sequence[str], instrument: Instrument = PEO) -> Tally:
    """The tally of what the people of each team answered."""
    tally = Tally()
    for team, given in people.items():
        for answers in given:
            for content in ballots_for(instrument, answers, team_id=team, profile=PROFILE, asked=asked).values():
                for vote in votes_of(instrument, content):
                    tally.add(vote)
    return tally


def released(tree: Snapshot, tally: Tally, *, asked: Sequence[str], seed: int = 1, fit: bool = True) -> tuple[Row, ...]:
    """The release of a period that asks these items. `fit` False: only what is shown, for bounds may still pinch."""
    return protect(
        tree,
        tally,
        policy=Policy(),
        items=item_plans(PEO, asked),
        relations=relation_plans(PEO, asked),
        links=links(PEO, asked) if fit else (),
        noise=SeededNoise(seed),
    )


def audited(rows: Sequence[Row], *, tally: Tally | None = None) -> AuditReport:
    """What the audit says, with or without the sizes."""
    hang = together(PEO, {row.item for row in rows})
    return audit(rows, policy=Policy(), sizes=tally.sizes() if tally else None, together=hang)


def feeling(chance: random.Random, share: float) -> dict[str, Any]:
    """One person's workload, and one to three causes if they feel it."""
    if chance.random() >= share:
        return {"workload": "hardly_or_not"}
    causes = PEO.item("workload_cause").option_keys
    return {
        "workload": chance.choice(("some", "strong")),
        "workload_cause": chance.sample(causes, chance.randint(1, 3)),
    }


def region(
    seed: int, *, teams: int = 10, response: float = 0.8, sizes: tuple[int, int] = (4, 15)
) -> dict[str, list[Answers]]:
    """People by team; how many feel workload differs from team to team, from nobody to everybody."""
    chance = random.Random(seed)
    found: dict[str, list[Answers]] = {}
    for team in range(teams):
        share = chance.choice((0.0, 1.0, chance.random(), chance.random()))
        members = chance.randint(*sizes)
        found[f"team{team}"] = [feeling(chance, share) for _ in range(members) if chance.random() < response]
    return found
