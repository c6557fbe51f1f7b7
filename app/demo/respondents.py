"""The invented respondents on whom simulated people are modelled.

Decides how their file is read and how the answers of one kind of organisation are ranked. The respondents are nobody;
their file says where its shares and means come from. Must not know waves or teams.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.demo.outline import demonstrations
from app.instrument.schema import Instrument, Item

BACKGROUND = ("experience", "function")
KIND = "org_type"

Value = str | int
"""An option's key, or a grade or percentage."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """One invented respondent of the file: background, answers by item (open ones left out).
    `several`: the options chosen of each question with several choices, also where none was.
    """

    org_type: str
    profile: Mapping[str, str]
    answers: Mapping[str, Value]
    several: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """The invented respondents of one kind of organisation; `ranked`: their answers per item, from low to high.

    Answers outside a scale ("I don't know") are in no ranking.
    """

    respondents: tuple[Respondent, ...]
    ranked: Mapping[str, Sequence[Value]]

    def chosen(self, item: str) -> list[tuple[str, ...]]:
        """Return what every respondent chose of a question with several choices, without those who chose nothing."""
        return [each.several[item] for each in self.respondents if each.several[item]]


def read_respondents(instrument: Instrument) -> dict[str, Kind]:
    """Read the invented respondents of a questionnaire from their file, by kind of organisation."""
    path = demonstrations()[instrument.key] / "respondents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        everybody = [_respondent(row, instrument) for row in rows]
    by_type: dict[str, list[Respondent]] = {}
    for each in everybody:
        by_type.setdefault(each.org_type, []).append(each)
    return {org_type: _kind(people, instrument) for org_type, people in by_type.items()}


def _respondent(row: Mapping[str, str], instrument: Instrument) -> Respondent:
    asked = [instrument.item(key) for key in row if key not in {KIND, *BACKGROUND}]
    return Respondent(
        row[KIND],
        {key: row[key] for key in BACKGROUND},
        {item.key: _value(item, row[item.key]) for item in asked if item.type != "multi" and row[item.key]},
        {item.key: tuple(filter(None, row[item.key].split("|"))) for item in asked if item.type == "multi"},
    )


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
