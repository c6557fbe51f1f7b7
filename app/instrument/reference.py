"""Figures that earlier surveys published, expressed in the counts of our own questionnaire.

Reads a content file and checks that each figure belongs to a count that exists. Must not know releases: a
reference value is history with its source, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.content.completeness import languages_in
from app.content.reading import ContentFault, Fault, read_yaml_with_lines, validated
from app.instrument.indicators import indicators
from app.instrument.installed import CONTENT, instrument_of
from app.instrument.schema import Instrument, UnknownItem, Wording

FOLDER = CONTENT / "reference"
"""What earlier measurements published, a file per questionnaire; a questionnaire without a file has no such figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceValue:
    """One figure that an earlier survey published.
    `value`: a share from 0 to 1, or a mean in the item's own unit (then `option` is ""). `base`: number of respondents;
    None when not published. `breakdown` and `category` are "" for the whole group. `survey`: its short name.
    `remarks`: what a reader has to know, the general remark on wording last.
    """

    item: str
    option: str
    year: int
    statistic: Literal["share", "mean"]
    value: float
    base: int | None
    breakdown: str
    category: str
    document: Mapping[str, str]
    survey: str
    place: str
    figures: tuple[str, ...]
    remarks: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReport:
    """The words that belong to all earlier figures of a questionnaire, each by language.
    `document`: the title of the report; `remark`: what to know of every figure; `remarks`: further ones by their key.
    `conditions`: among whom figures are counted, where that is no answer to a question.
    """

    document: Mapping[str, str]
    remark: Mapping[str, str]
    remarks: Mapping[str, Mapping[str, str]]
    conditions: Mapping[str, Mapping[str, str]]


def reference_values(item_key: str, *, questionnaire: str) -> tuple[ReferenceValue, ...]:
    """Return the earlier published figures about an item, or about "item.row" of a grid; empty when there are none."""
    known = _published(questionnaire)
    return tuple(value for value in known if item_key in (value.item, f"{value.item}.{_row(value.option)}"))


@cache
def earlier_report(questionnaire: str) -> EarlierReport | None:
    """Return the words of the report with a questionnaire's earlier figures; None where nothing was published."""
    path = FOLDER / f"{questionnaire}.yaml"
    if not path.exists():
        return None
    document = read_yaml_with_lines(path)
    source = validated(document, _Source, context=languages_in(document))
    return EarlierReport(
        document=source.document, remark=source.remark, remarks=source.remarks, conditions=source.conditions
    )


def load_reference(path: Path, *, instrument: Instrument) -> tuple[ReferenceValue, ...]:
    """Read and check a file of earlier published figures. Raises ContentFault with all of its faults."""
    document = read_yaml_with_lines(path)
    source = validated(document, _Source, context=languages_in(document))
    faults: list[Fault] = []
    for index, figure in enumerate(source.values):
        place = ("values", index)
        faults += [document.fault_at(place, problem) for problem in _problems(figure, source, instrument)]
    if faults:
        raise ContentFault(faults)
    return tuple(_value(figure, source) for figure in source.values)


class _Figure(BaseModel):
    """One figure as the content file states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    option: str = ""
    year: Annotated[int, Field(ge=2015, le=2100)]
    statistic: Literal["share", "mean"]
    value: float
    base: Annotated[int, Field(ge=1)] | None = None
    breakdown: str = ""
    category: str = ""
    place: str
    figures: tuple[str, ...]
    remarks: tuple[str, ...] = ()


class _Source(BaseModel):
    """The contents of a file of earlier published figures. `survey`: the name of the survey, short, beside a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    survey: Annotated[str, Field(min_length=1, max_length=12)]
    document: Wording
    remark: Wording
    remarks: dict[str, Wording]
    conditions: dict[str, Wording] = {}
    values: tuple[_Figure, ...]


@cache
def _published(questionnaire: str) -> tuple[ReferenceValue, ...]:
    path = FOLDER / f"{questionnaire}.yaml"
    return load_reference(path, instrument=instrument_of(questionnaire)) if path.exists() else ()


def _row(option: str) -> str:
    return option.rpartition(":")[0]


def _value(figure: _Figure, source: _Source) -> ReferenceValue:
    own = [source.remarks[name] for name in figure.remarks]
    fields = figure.model_dump(exclude={"remarks"})
    return ReferenceValue(**fields, document=source.document, survey=source.survey, remarks=(*own, source.remark))


def _problems(figure: _Figure, source: _Source, instrument: Instrument) -> Iterator[str]:
    try:
        item = instrument.item(figure.item)
    except UnknownItem:
        yield f"there is no item '{figure.item}'"
        return
    if figure.statistic == "share" and not 0 <= figure.value <= 1:
        yield "a share lies from 0 to 1"
    known = {indicator.option for indicator in indicators(item)} if figure.statistic == "share" else {""}
    if figure.option not in known:
        yield f"'{figure.item}' has no count '{figure.option}'"
    yield from (f"there is no remark '{name}'" for name in figure.remarks if name not in source.remarks)
    if figure.breakdown and figure.category not in _categories(figure.breakdown, instrument):
        yield f"'{figure.breakdown}' has no category '{figure.category}'"


def _categories(breakdown: str, instrument: Instrument) -> Sequence[str]:
    try:
        return instrument.item(breakdown).option_keys
    except UnknownItem:
        return ()
