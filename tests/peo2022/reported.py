"""The relations that the report of 2022 speaks of, with what it said and what the ballots say by classical tests.

`relations.csv` holds the report's words; here stands which test fits which relation.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.peo2022.classical import TestOutcome, analysis_of_variance, chi_square, crossed, grouped
from tests.peo2022.pile import Pile
from tests.peo2022.respondents import FOLDER

ALPHA = 0.05
THREE = ("certified", "municipal", "specialist")
"""The kinds of organisation that the report compares; "other" (9 people) is left out."""
ENOUGH = {"ample", "sufficient"}
STAYS = {"large", "fairly_large"}
LONGER = {"3-6", "6-10", "10+"}
Pairs = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Reported:
    """One reported relation: between what, and whether the report calls it a difference (None: it only describes)."""

    id: str
    first: str
    second: str
    difference: bool | None
    remark: str


def read_relations() -> tuple[Reported, ...]:
    """Return the 36 relations of the report."""
    said = {"significant": True, "difference_reported": True, "not_significant": False, "about_equal": False}
    with (FOLDER / "relations.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Reported(
                row["id"],
                row["variable_a"],
                row["variable_b"],
                said.get(row["reported_as"]),
                row["retest_result"] or row["published_numbers"],
            )
            for row in csv.DictReader(file)
        )


def outcomes(pile: Pile) -> dict[str, TestOutcome]:
    """Return the test of every relation that the ballots hold, by its id."""
    return {name: test(pile) for name, test in TESTS.items()}


def _kinds(pairs: Pairs) -> Pairs:
    return [(kind, value) for kind, value in pairs if kind in THREE and value is not None]


def _by_kind(item: str, *, yes: Callable[[Any], Any] = lambda value: value) -> Callable[[Pile], TestOutcome]:
    return lambda pile: chi_square(crossed((kind, yes(value)) for kind, value in _kinds(pile.by_org_type(item))))


def _bands(value: Any) -> int:
    return sum(value >= cut for cut in (30, 50, 70))


def _grades(by: str, *, groups: Mapping[str, str] | None = None) -> Callable[[Pile], TestOutcome]:
    return lambda pile: analysis_of_variance(grouped(pile.by_answer(by, "work_enjoyment"), by=groups))


def _related(
    of: str, by: str, *, yes: Callable[[Any], Any], side: Callable[[Any], Any]
) -> Callable[[Pile], TestOutcome]:
    return lambda pile: chi_square(crossed((side(group), yes(value)) for group, value in pile.by_answer(by, of)))


def _named(task: str, kind: str) -> Callable[[Pile], TestOutcome]:
    """Compare how often one kind of organisation and the two others name a task, of those who answered about it."""

    def test(pile: Pile) -> TestOutcome:
        rows = [
            (group == kind, value[task] != "hardly_or_not")
            for group, value in _kinds(pile.by_org_type("workload_task"))
            if task in value
        ]
        return chi_square(crossed(rows))

    return test


def _caseload(pile: Pile) -> TestOutcome:
    answers = [(kind, causes) for kind, causes in pile.by_org_type("workload_cause") if causes is not None]
    return chi_square(crossed((kind == "certified", "caseload" in causes) for kind, causes in answers))


def _background(channel: str, item: str, *, yes: Callable[[Any], Any], side: Callable[[Any], Any]) -> Any:
    return lambda pile: chi_square(
        crossed((side(group), yes(value)) for group, value in pile.by_background(channel, item))
    )


def _same(value: Any) -> Any:
    return value


def _enough(value: Any) -> bool:
    return value in ENOUGH


def _stays(value: Any) -> bool:
    return value in STAYS


def _two(keys: Sequence[str]) -> dict[str, str]:
    return {key: "enough" if key in ENOUGH else "too little" for key in keys}


SPACES = _two(("ample", "sufficient", "insufficient", "very_insufficient"))
TESTS: Mapping[str, Callable[[Pile], TestOutcome]] = {
    "REL01": _by_kind("professional_space", yes=_enough),
    "REL02": _background("experience", "professional_space", yes=_enough, side=_same),
    "REL03": lambda _pile: chi_square([[138, 12], [153, 25]]),
    "REL05": _by_kind("do_what_is_needed", yes=_enough),
    "REL06": _by_kind("invest_in_relationship", yes=_enough),
    "REL07": _by_kind("reflection", yes=_enough),
    "REL08": _by_kind("worked_before_2015"),
    "REL09": _by_kind("direct_contact_share", yes=_bands),
    "REL10": _by_kind("indirect_contact_share", yes=_bands),
    "REL11": _by_kind("rules_negative_influence"),
    "REL12": _background(
        "experience",
        "rules_negative_influence",
        yes=lambda value: value == "strong",
        side=lambda group: group in LONGER,
    ),
    "REL14": lambda pile: analysis_of_variance(grouped(_kinds(pile.by_org_type("work_enjoyment")))),
    "REL15": _grades("professional_space", groups=SPACES),
    "REL16": _grades("invest_in_relationship", groups=SPACES),
    "REL17": _grades("own_judgement", groups=SPACES),
    "REL18": _grades("do_what_is_needed", groups=SPACES),
    "REL19": _grades("reflection", groups=SPACES),
    "REL20": _grades("rules_negative_influence"),
    "REL21": _grades("workload"),
    "REL22": _related("stay_one_year", "professional_space", yes=_stays, side=_enough),
    "REL23": _related("stay_one_year", "do_what_is_needed", yes=_stays, side=_enough),
    "REL24": _related("stay_one_year", "invest_in_relationship", yes=_stays, side=_enough),
    "REL25": _by_kind("stay_one_year", yes=_stays),
    "REL26": _related("workload", "hours_vs_contract", yes=_same, side=lambda group: group == "higher"),
    "REL27": _by_kind("workload"),
    "REL28": _related("workload", "do_what_is_needed", yes=_same, side=_enough),
    "REL29": _related("workload", "invest_in_relationship", yes=_same, side=_enough),
    "REL30": _related("workload", "reflection", yes=_same, side=_enough),
    "REL31": _caseload,
    "REL33": _named("workload_task_time_registration", "specialist"),
    "REL34": _named("workload_task_complaints", "certified"),
}
NOT_TESTED = {
    "REL04": "The values of 2021 are lost.",
    "REL13": "The value of 2021 is lost.",
    "REL32": "A description of two rankings, not a difference.",
    "REL35": "A share, not a difference.",
    "REL36": "A share, not a difference: all 26 certified people from before 2015 say more.",
}
