"""Every figure that an earlier report printed, as it stands there: its place, its base, and what is unclear about it.

Reads the content file and checks it against the questionnaire. The counts among them that Peil has too stand in
`reference.py`, in Peil's own terms; here nothing is converted. Must not know releases.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from app.content.reading import ContentFault, Fault
from app.instrument.installed import CONTENT, instrument_of
from app.instrument.reference import earlier_report
from app.instrument.schema import Instrument, UnknownItem

FOLDER = CONTENT / "reference"
COLUMNS = [
    *("id", "year", "item", "row", "options", "conditions", "statistic", "value", "base", "near"),
    *("place", "contradictions", "remarks"),
]
NEAR = ("", "<", ">", ">=", "~")

Conditions = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigure:
    """One figure printed in an earlier report. `item`: key of its question, "" for a number of respondents.
    `row`: the row of a grid, or the choice among several.

    `options`: what was counted, keys of the question or bands such as "30_40" and "1..5"; empty for a mean and for the
    number who answered. `conditions`: among whom, each a background question or item with its keys. `statistic`:
    percent, mean, or n people. `near`: how the words around it approximate: almost, more than, at least, about.
    `contradictions`: the numbers under which the evidence explains it; `remarks`: keys of `remarks_of_report`.
    """

    id: str
    year: int
    item: str
    row: str
    options: tuple[str, ...]
    conditions: Conditions
    statistic: Literal["percent", "mean", "n"]
    value: float
    base: int | None
    near: str
    place: str
    contradictions: tuple[str, ...]
    remarks: tuple[str, ...]


@cache
def printed_figures(questionnaire: str) -> tuple[PrintedFigure, ...]:
    """Return every figure printed in earlier reports about a questionnaire, in the order of the report."""
    path, report = FOLDER / f"{questionnaire}-figures.csv", earlier_report(questionnaire)
    if not path.exists() or report is None:
        return ()
    return load_printed(path, instrument=instrument_of(questionnaire), conditions=report.conditions)


def row_condition(instrument: Instrument, name: str) -> tuple[str, str] | None:
    """Return the item and the answer of the condition "item_answer": who chose that answer among several; else None."""
    for item in instrument.items:
        if item.type == "multi" and name.removeprefix(f"{item.key}_") in item.option_keys:
            return item.key, name.removeprefix(f"{item.key}_")
    return None


def load_printed(path: Path, *, instrument: Instrument, conditions: Collection[str] = ()) -> tuple[PrintedFigure, ...]:
    """Read and check a file of printed figures. Raises ContentFault with all of its faults, each with its line.
    `conditions`: the names of those that are no answer to a question.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, 1) if line.strip() and not line.startswith("#")]
    rows = list(csv.reader(line for _, line in lines))
    if not rows or rows[0] != COLUMNS:
        raise ContentFault([Fault(path.name, 1, f"the columns are {','.join(COLUMNS)}")])
    faults: list[Fault] = []
    found: list[PrintedFigure] = []
    for (number, _), row in zip(lines[1:], rows[1:], strict=False):
        fields = dict(zip(COLUMNS, row, strict=False))
        problems = list(_problems(fields, instrument, known={each.id for each in found}, conditions=conditions))
        faults += [Fault(path.name, number, problem) for problem in problems]
        if not problems:
            found.append(_figure(fields))
    if faults:
        raise ContentFault(faults)
    return tuple(found)


def _figure(fields: Mapping[str, str]) -> PrintedFigure:
    conditions = [part.split("=", 1) for part in fields["conditions"].split(";") if part]
    statistic = fields["statistic"]
    return PrintedFigure(
        id=fields["id"],
        year=int(fields["year"]),
        item=fields["item"],
        row=fields["row"],
        options=_parts(fields["options"]),
        conditions=tuple((name, _parts(keys)) for name, keys in conditions),
        statistic="percent" if statistic == "percent" else "mean" if statistic == "mean" else "n",
        value=float(fields["value"]),
        base=int(fields["base"]) if fields["base"] else None,
        near=fields["near"],
        place=fields["place"],
        contradictions=_parts(fields["contradictions"]),
        remarks=_parts(fields["remarks"]),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _problems(
    fields: Mapping[str, str], instrument: Instrument, *, known: set[str], conditions: Collection[str]
) -> Iterator[str]:
    if len(fields) != len(COLUMNS):
        yield f"{len(fields)} fields where {len(COLUMNS)} belong"
        return
    if fields["id"] in known:
        yield f"'{fields['id']}' stands here twice"
    if not (fields["year"].isdigit() and 2015 <= int(fields["year"]) <= 2100):
        yield f"'{fields['year']}' is no year"
    if fields["base"] and not (fields["base"].isdigit() and int(fields["base"])):
        yield f"'{fields['base']}' is no number of people"
    if fields["near"] not in NEAR:
        yield f"'{fields['near']}' is none of {', '.join(NEAR[1:])}"
    yield from _value_problems(fields)
    yield from _item_problems(fields, instrument, conditions)


def _value_problems(fields: Mapping[str, str]) -> Iterator[str]:
    statistic = fields["statistic"]
    if statistic not in {"percent", "mean", "n"}:
        yield f"'{statistic}' is none of percent, mean, n"
    try:
        value = float(fields["value"])
    except ValueError:
        yield f"'{fields['value']}' is no number"
        return
    if not (0 <= value <= 100 if statistic != "n" else 0 <= value < 1e9):
        yield f"{fields['value']} cannot be a {statistic}"


def _item_problems(fields: Mapping[str, str], instrument: Instrument, special: Collection[str]) -> Iterator[str]:
    conditions = [part.partition("=")[::2] for part in fields["conditions"].split(";") if part]
    for name, keys in conditions:
        if name in special or row_condition(instrument, name):
            continue
        yield from _unknown(name, keys.split("|"), instrument)
    if fields["item"]:
        yield from _unknown(fields["item"], [], instrument)


def _unknown(key: str, options: Sequence[str], instrument: Instrument) -> Iterator[str]:
    try:
        item = instrument.item(key)
    except UnknownItem:
        yield f"there is no item '{key}'"
        return
    yield from (f"'{key}' has no option '{each}'" for each in options if each not in item.option_keys)
