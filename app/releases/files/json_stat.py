"""Writes a release as a JSON-stat 2.0 dataset: a cube of which only the existing cells are written.

Source: https://json-stat.org/full/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import prod

from app.clock import REGION_TIME
from app.releases.files.answer_labels import label_per_answer
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row, order
from app.releases.rules.csv_table import Labels, Salts, WordedLabels, no_labels

MEASURES = ("value", "lower", "upper", "bin_lower", "bin_upper")
NO_OPTION = "_"
"""The category of a figure that counts no answer, such as a mean; no option has this key."""
WITHHELD = "withheld"
Dimensions = Mapping[str, Mapping[str, str]]


def as_json_stat(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """Return the rows as a JSON-stat dataset: a dimension for each key column, and one ("measure") for the numbers.
    The measures of a figure are its value, its lower and upper bound, and both ends of the range it was published in.

    `status` says the size class of a published figure; of a withheld one it says "withheld", and the value is null.
    `extension` holds per group the group it belongs to and its salt, and per item the words of its answers.
    """
    rows = sorted(rows, key=order)
    worded = labels if isinstance(labels, WordedLabels) else WordedLabels(labels)
    dimensions = _dimensions(rows, period, worded)
    value, status = _cells(rows, dimensions, period)
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{worded.words.get('release', 'Peil, release of period')} {period.id}",
        "source": "Peil",
        "updated": period.published_on.isoformat(),
        "id": list(dimensions),
        "size": [len(categories) for categories in dimensions.values()],
        "role": {"time": ["period"], "metric": ["measure"]},
        "dimension": {
            name: {
                "label": worded.words.get(name, name),
                "category": {"index": list(categories), "label": dict(categories)},
            }
            for name, categories in dimensions.items()
        },
        "value": value,
        "status": status,
        "extension": {
            "digest": period.digest,
            "previous": period.previous,
            "parents": {_group(row): row.parent for row in rows},
            "salts": {_group(row): salt for row in rows if (salt := (salts or {}).get((row.level, row.group)))},
            "options": _answers(rows, worded),
        },
    }
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode()


def days_of(period: ReleasedPeriod) -> tuple[date, date]:
    """Return the first and the last day of a period in the region's time zone; it closes at the midnight after."""
    last = period.closes - timedelta(minutes=1)
    return period.opens.astimezone(REGION_TIME).date(), last.astimezone(REGION_TIME).date()


def _dimensions(rows: Sequence[Row], period: ReleasedPeriod, labels: WordedLabels) -> Dimensions:
    """Return the categories of each dimension with their words, in the order of the rows."""
    answers = label_per_answer(rows, labels)
    return {
        "period": {period.id: "/".join(day.isoformat() for day in days_of(period))},
        "group": {_group(row): labels.group(row) for row in rows},
        "population": {_population(row): labels.population(row) for row in rows},
        "item": {row.item: labels(row)[0] for row in rows},
        "statistic": {row.statistic: labels.words.get(row.statistic, row.statistic) for row in rows},
        "option": {_option(row): answers[row.option] for row in rows},
        "measure": {measure: labels.words.get(measure, measure) for measure in MEASURES},
    }


def _group(row: Row) -> str:
    return f"{row.level}:{row.group}"


def _population(row: Row) -> str:
    return f"{row.breakdown}:{row.category}" if row.breakdown else "all"


def _option(row: Row) -> str:
    return row.option or NO_OPTION


def _answers(rows: Iterable[Row], labels: Labels) -> dict[str, dict[str, str]]:
    """Return per item the words of each answer: one key can have other words in another question."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.item, {})[_option(row)] = labels(row)[1] or row.statistic
    return found


def _cells(
    rows: Iterable[Row], dimensions: Dimensions, period: ReleasedPeriod
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return values and statuses by their index in the cube, counted with the last dimension fastest."""
    places = [{key: place for place, key in enumerate(keys)} for keys in dimensions.values()]
    strides = [prod(len(keys) for keys in places[depth + 1 :]) for depth in range(len(places))]
    value: dict[str, float | None] = {}
    status: dict[str, str] = {}
    for row in rows:
        shown = row.cell if isinstance(row.cell, Published) else None
        keys = (period.id, _group(row), _population(row), row.item, row.statistic, _option(row))
        first = sum(each[key] * stride for each, key, stride in zip(places, keys, strides, strict=False))
        for place, measure in enumerate(MEASURES, start=first):
            value[str(place)] = getattr(shown, measure) if shown else None
            status[str(place)] = shown.size_class if shown else WITHHELD
    return value, status
