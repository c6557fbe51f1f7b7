"""Writes a release as a JSON-stat 2.0 dataset: a cube of which only the existing cells are written.

Source: https://json-stat.org/full/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import prod

from app.clock import REGION_TIME
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import Published, Row, order
from app.releases.rules.csv_table import Labels, Salts, WordedLabels, no_labels

MEASURES = ("value", "lower", "upper", "bin_lower", "bin_upper")
Dimensions = Mapping[str, Mapping[str, str]]


def as_json_stat(
    rows: Sequence[Row], period: ReleasedPeriod, *, salts: Salts | None = None, labels: Labels = no_labels
) -> bytes:
    """Return the rows as JSON-stat with five dimensions: period, group, population, figure and measure.

    `status` says the size class of a published figure; of a withheld one it says "withheld", and the value is
    null. `extension.parents` tells which group each group belongs to, `extension.salts` its salt.
    """
    rows = sorted(rows, key=order)
    worded = labels if isinstance(labels, WordedLabels) else WordedLabels(labels)
    dimensions: Dimensions = {
        "period": {period.id: "/".join(day.isoformat() for day in days_of(period))},
        "group": {_group(row): worded.groups.get(row.group, row.group_name) for row in rows},
        "population": {_population(row): labels(row)[2] or _population(row) for row in rows},
        "figure": {_figure(row): _figure_label(row, worded) for row in rows},
        "measure": {measure: worded.measures.get(measure, measure) for measure in MEASURES},
    }
    value, status = _cells(rows, dimensions, period)
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": f"Peil, release of period {period.id}",
        "source": "Peil",
        "updated": period.published_on.isoformat(),
        "id": list(dimensions),
        "size": [len(categories) for categories in dimensions.values()],
        "role": {"time": ["period"], "metric": ["measure"]},
        "dimension": {
            name: _dimension(worded.dimensions.get(name, name), categories) for name, categories in dimensions.items()
        },
        "value": value,
        "status": status,
        "extension": {
            "digest": period.digest,
            "previous": period.previous,
            "parents": {_group(row): row.parent for row in rows},
            "salts": {_group(row): salt for row in rows if (salt := (salts or {}).get((row.level, row.group)))},
        },
    }
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode()


def days_of(period: ReleasedPeriod) -> tuple[date, date]:
    """Return the first and the last day of a period in the region's time zone; it closes at the midnight after."""
    last = period.closes - timedelta(minutes=1)
    return period.opens.astimezone(REGION_TIME).date(), last.astimezone(REGION_TIME).date()


def _group(row: Row) -> str:
    return f"{row.level}:{row.group}"


def _population(row: Row) -> str:
    return f"{row.breakdown}:{row.category}" if row.breakdown else "all"


def _figure(row: Row) -> str:
    return "|".join(part for part in (row.item, row.statistic, row.option) if part)


def _figure_label(row: Row, labels: WordedLabels) -> str:
    question, answer, _category = labels(row)
    return f"{question}: {answer or labels.statistics.get(row.statistic, row.statistic)}"


def _dimension(label: str, categories: Mapping[str, str]) -> dict[str, object]:
    return {"label": label, "category": {"index": list(categories), "label": dict(categories)}}


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
        for measure in MEASURES:
            keys = (period.id, _group(row), _population(row), _figure(row), measure)
            place = sum(each[key] * stride for each, key, stride in zip(places, keys, strides, strict=True))
            value[str(place)] = getattr(shown, measure) if shown else None
            status[str(place)] = shown.size_class if shown else "withheld"
    return value, status
