"""The 150 invented respondents of April 2022: their team, their background, and the form that each of them sends in.

They are nobody: shares and means are those that the report published. Teams are not in the report either; they are made
of ten to thirteen people of one kind of organisation, two teams to an organisation.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
TEAMS: Mapping[str, int] = {"specialist": 4, "certified": 4, "municipal": 4, "other": 1}
"""How many teams the people of each kind of organisation are dealt over, in turn."""
TEAMS_PER_ORGANISATION = 2
SINGLE = (
    "fte",
    "professional_space",
    "own_judgement",
    "do_what_is_needed",
    "invest_in_relationship",
    "reflection",
    "equipped",
    "direct_contact_share",
    "indirect_contact_share",
    "rules_negative_influence",
    "work_enjoyment",
    "stay_one_year",
    "worked_before_2015",
    "hours_vs_contract",
    "workload",
)
ROWS = {
    "change_since_2015_": ("change_since_2015", "change_since_2015_"),
    "task_": ("workload_task", "workload_task_"),
    "effect_": ("workload_effect", "workload_effect_"),
    "influenceable_": ("workload_factor_influenceable", ""),
}
CHOICES = {"cause_": "workload_cause", "sector_cause_": "sector_workload_cause"}


@dataclass(frozen=True, slots=True)
class FormerRespondent:
    """One row of the file: `team` is its place among the teams of its kind, `fields` the form as a browser sends it."""

    org_type: str
    team: int
    profile: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]


def read_everybody() -> tuple[FormerRespondent, ...]:
    """Return all 150, in the order of the file."""
    with (FOLDER / "microdata_2022.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dealt: dict[str, int] = {}
    found = []
    for row in rows:
        kind = row["org_type"]
        place = dealt[kind] = dealt.get(kind, -1) + 1
        profile = {key: row[key] for key in ("experience", "function")}
        found.append(FormerRespondent(kind, place % TEAMS[kind], profile, _fields(row)))
    return tuple(found)


def _fields(row: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {key: (row[key],) for key in SINGLE if row[key]}
    for column, value in row.items():
        for prefix, (item, rows) in ROWS.items():
            if column.startswith(prefix) and value:
                fields[f"{item}.{rows}{column.removeprefix(prefix)}"] = (value,)
        for prefix, item in CHOICES.items():
            if column.startswith(prefix) and value == "1":
                fields[item] = (*fields.get(item, ()), column.removeprefix(prefix))
    return fields
