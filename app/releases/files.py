"""A release as a file: CSV, JSON-stat 2.0 or XLSX, all with the same figures (docs/files.md).

Decides how rows look in each format and what their version tag is. Must not know who asks or which rows they
may have.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from app.releases.cells import Published, Row, order
from app.releases.explain import COLUMNS_EXPLAINED, TITLES
from app.releases.read import ReleasedPeriod
from app.releases.table import COLUMNS, write_csv

MEASURES = ("value", "lower", "upper")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A format: its ending, its media type, and how rows are written in it."""

    ending: str
    media_type: str
    write: Callable[[Sequence[Row], ReleasedPeriod], bytes]


def as_csv(rows: Sequence[Row], period: ReleasedPeriod) -> bytes:
    """The release CSV of the contract: UTF-8, one row per figure."""
    return write_csv(rows, period=period.id).encode()


def as_json_stat(rows: Sequence[Row], period: ReleasedPeriod) -> bytes:
    """A JSON-stat 2.0 dataset: period × group × population × figure × measure, only with the cells there are.

    `status` holds the size class of a published figure, or "withheld" with the value null. Source:
    https://json-stat.org/full/
    """
    rows = sorted(rows, key=order)
    dimensions = {
        "period": {period.id: f"{period.opens:%Y-%m-%d}/{period.closes:%Y-%m-%d}"},
        "group": {_group(row): row.group_name for row in rows},
        "population": {_population(row): _population(row) for row in rows},
        "figure": {_figure(row): " ".join(_figure(row).split("|")) for row in rows},
        "measure": {each: COLUMNS_EXPLAINED[each]["en"] for each in MEASURES},
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
        "dimension": {name: _dimension(name, categories) for name, categories in dimensions.items()},
        "value": value,
        "status": status,
        "extension": {
            "digest": period.digest,
            "previous": period.previous,
            "status": {"label": {"withheld": "Not shown, for a reason that is never given"}},
            "parents": {_group(row): row.parent for row in rows},
        },
    }
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode()


def as_xlsx(rows: Sequence[Row], period: ReleasedPeriod) -> bytes:
    """A workbook: the CSV's columns with real numbers, and a sheet that explains them in Dutch and English."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Peil"
    _sheet(book, "release", widths=(16, 12, 14, 28, 14, 12, 14, 32, 10, 28), lines=_release_lines(rows, period))
    explained = [[name, each["nl"], each["en"]] for name, each in COLUMNS_EXPLAINED.items()]
    _sheet(book, "columns", widths=(14, 70, 70), lines=[[*TITLES], *explained])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


KINDS = {
    kind.ending: kind
    for kind in (
        FileKind("csv", "text/csv; charset=utf-8", as_csv),
        FileKind("json", "application/json", as_json_stat),
        FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    )
}
"""What can be asked for, by the ending of its address."""


def file_tag(period: ReleasedPeriod, *, about: str, ending: str) -> str:
    """The version of a file: of the release's digest, whom it is `about`, and its format."""
    return hashlib.sha256(f"{period.digest}\n{about}\n{ending}".encode()).hexdigest()[:32]


def _group(row: Row) -> str:
    return f"{row.level}:{row.group}"


def _population(row: Row) -> str:
    return f"{row.breakdown}:{row.category}" if row.breakdown else "all"


def _figure(row: Row) -> str:
    return "|".join(filter(None, (row.item, row.statistic, row.option)))


def _dimension(name: str, categories: Mapping[str, str]) -> dict[str, object]:
    return {"label": name, "category": {"index": list(categories), "label": dict(categories)}}


def _cells(
    rows: Iterable[Row], dimensions: Mapping[str, Mapping[str, str]], period: ReleasedPeriod
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Values and states by their place in the cube, counted row by row, the last dimension fastest."""
    places = {name: {key: place for place, key in enumerate(keys)} for name, keys in dimensions.items()}
    sizes = [len(keys) for keys in dimensions.values()]
    value: dict[str, float | None] = {}
    status: dict[str, str] = {}
    for row in rows:
        keys = (period.id, _group(row), _population(row), _figure(row))
        first = sum(
            places[name][key] * prod(sizes[depth + 1 :])
            for depth, (name, key) in enumerate(zip(dimensions, keys, strict=False))
        )
        for step, measure in enumerate(MEASURES):
            shown = row.cell if isinstance(row.cell, Published) else None
            value[str(first + step)] = getattr(shown, measure) if shown else None
            status[str(first + step)] = shown.size_class if shown else "withheld"
    return value, status


def _release_lines(rows: Sequence[Row], period: ReleasedPeriod) -> list[list[str | float | int | None]]:
    lines: list[list[str | float | int | None]] = [list(COLUMNS)]
    for row in sorted(rows, key=order):
        place = [period.id, row.level, row.group, row.group_name, row.parent, row.breakdown, row.category]
        shown = row.cell if isinstance(row.cell, Published) else None
        cell = [shown.size_class, shown.value, shown.lower, shown.upper, 0] if shown else [None] * 4 + [1]
        lines.append([*place, row.item, row.statistic, row.option, *cell])
    return lines
