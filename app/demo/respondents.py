"""The invented respondents on whom simulated people are modelled.

Decides how their file is read and how the answers of one kind of organisation are ranked. The respondents are nobody:
their shares and means are those published in the 2nd PEO (April 2022), which fixes them by group and in pairs; whatever
the report leaves open was filled in by chance. Must not know waves or teams.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.demo.outline import FOLDER
from app.instrument.schema import Instrument, Item

BACKGROUND = ("experience", "function")
CAUSES = "workload_cause"

Value = str | int
"""An option's key, or a grade or percentage."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """One invented respondent of `respondents.csv`, from whom simulated people get their answers.
    `profile`: the background answers. `answers`: by item; empty ones are left out. `causes`: of workload.
    """

    org_type: str
    profile: Mapping[str, str]
    answers: Mapping[str, Value]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The invented respondents of one kind of organisation; `ranked`: their answers per item, from low to high.

    Answers outside a scale ("I don't know") are in no ranking.
    """

    respondents: tuple[Respondent, ...]
    ranked: Mapping[str, Sequence[Value]]

    @property
    def causes(self) -> list[tuple[str, ...]]:
        """Return the causes of workload of every respondent who named any."""
        return [each.causes for each in self.respondents if each.causes]


def read_respondents(instrument: Instrument, *, path: Path = FOLDER / "respondents.csv") -> dict[str, Kind]:
    """Read the invented respondents from their file, by kind of organisation."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        everybody = [_respondent(row, instrument) for row in rows]
    by_type: dict[str, list[Respondent]] = {}
    for each in everybody:
        by_type.setdefault(each.org_type, []).append(each)
    return {org_type: _kind(people, instrument) for org_type, people in by_type.items()}


def _respondent(row: Mapping[str, str], instrument: Instrument) -> Respondent:
    answers = {
        key: _value(instrument.item(key), text)
        for key, text in row.items()
        if text and key not in {"org_type", CAUSES, *BACKGROUND}
    }
    profile = {key: row[key] for key in BACKGROUND}
    return Respondent(row["org_type"], profile, answers, tuple(filter(None, row[CAUSES].split("|"))))


def _value(item: Item, text: str) -> Value:
    return text if item.options else int(text)


def _kind(respondents: Sequence[Respondent], instrument: Instrument) -> Kind:
    keys = dict.fromkeys(key for each in respondents for key in each.answers)
    answers = {key: [each.answers[key] for each in respondents if key in each.answers] for key in keys}
    return Kind(tuple(respondents), {key: _ranked(instrument.item(key), given) for key, given in answers.items()})


def _ranked(item: Item, given: Iterable[Value]) -> list[Value]:
    ranks = {option.key: option.rank for option in item.options if option.rank is not None}
    if not item.options:
        return sorted(given)
    return sorted((key for key in given if key in ranks), key=lambda key: ranks[str(key)])
