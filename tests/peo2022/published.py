"""The figures that the report of April 2022 published, as `figures.csv` has them, and how each is read.

Decides which of them can be compared, and when a computed figure is equal to a published one. Must not know how a
figure is computed.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from math import floor

from tests.peo2022.respondents import FOLDER

REPORT = "003"
NOT_COUNTED = {"webinar_participants", "solution_directions"}
"""What the report counts that no answer says."""
ROUNDED_OFF = 1e-9


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published figure. `kind`: percent, mean or n; `near`: how its wording approximates ("<", ">", ">=", "~").

    `conditions`: item or background → the keys that a person has to have, from "org_type=other;…".
    """

    id: str
    place: str
    construct: str
    conditions: tuple[tuple[str, tuple[str, ...]], ...]
    options: tuple[str, ...]
    kind: str
    value: float
    near: str
    note: str

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Return the numbers under which `consistency` explains what is wrong with it."""
        return tuple(dict.fromkeys(re.findall(r"C\d\d", self.note)))

    def condition(self, name: str) -> tuple[str, ...]:
        """Return the keys that this condition allows; empty when there is no such condition."""
        return dict(self.conditions).get(name, ())

    def agrees(self, computed: float) -> bool:
        """Return whether a computed figure is the published one: after rounding, or within its wording."""
        if self.near:
            low, high = {"<": (-8, 0), ">": (0, 60), ">=": (0, 60), "~": (-7, 7)}[self.near]
            return low <= computed - self.value <= high
        unit = 10 if self.kind == "mean" and self.value % 1 else 1
        if self.kind == "mean" and self.construct == "work_enjoyment":
            unit = 10
        return floor(computed * unit + 0.5 + ROUNDED_OFF) == round(self.value * unit)


def read_figures() -> tuple[PublishedFigure, ...]:
    """Return the figures of 2022 that answers can give: shares, means and numbers of people."""
    with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document"].startswith(REPORT)]
    return tuple(_figure(row) for row in rows if _is_counted(row))


def _is_counted(row: dict[str, str]) -> bool:
    return (
        row["measurement"] == "2022"
        and row["statistic"] in {"percent", "mean", "n"}
        and row["construct_key"] not in NOT_COUNTED
        and row["unit"] in {"percent", "persons", "grade_1_10", "percent of working time"}
        and not row["answer_option"].startswith("largest")
    )


def _figure(row: dict[str, str]) -> PublishedFigure:
    near = re.match(r"\[approx:?([<>=]*)\]", row["note"])
    parts = [] if row["breakdown"] == "all" else [part.split("=") for part in row["breakdown"].split(";")]
    return PublishedFigure(
        id=row["id"],
        place=row["location"],
        construct=row["construct_key"],
        conditions=tuple((name, tuple(keys.split("|"))) for name, keys in parts),
        options=tuple(row["answer_option"].split("|")),
        kind=row["statistic"],
        value=float(row["value"]),
        near=(near[1] or "~") if near else "",
        note=row["note"],
    )


def item_and_row(construct: str) -> tuple[str, str]:
    """Return the item that a construct of the facts is asked in, and its row or choice; "" for a question by itself."""
    for prefix in ("workload_task", "workload_effect", "change_since_2015"):
        if construct.startswith(f"{prefix}_"):
            return prefix, construct
    if construct.startswith("workload_cause_"):
        return "workload_cause", construct.removeprefix("workload_cause_")
    return construct, ""


def is_among(value: object, option: str) -> bool:
    """Return whether one answer belongs to an option of the facts: a key, a grade "1..5" or a band "30_40"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = _limits(option)
        return low <= value <= high
    return value == option


def _limits(option: str) -> tuple[float, float]:
    numbers = [float(each) for each in re.findall(r"\d+", option)]
    if option.endswith("or_less"):
        return 0, numbers[0]
    if option.endswith("or_more"):
        return numbers[0], 100
    return numbers[0], numbers[-1]
