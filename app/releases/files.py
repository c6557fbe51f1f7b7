"""The formats in which a release can be taken along, all with the same figures (docs/files.md).

Must not know who asks, or which rows they may have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.releases.cells import Row
from app.releases.json_stat import as_json_stat
from app.releases.read import ReleasedPeriod
from app.releases.table import write_csv
from app.releases.workbook import as_workbook

Write = Callable[[Sequence[Row], ReleasedPeriod], bytes]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A format: what its addresses end in, its media type, and how rows are written in it."""

    ending: str
    media_type: str
    write: Write


def as_csv(rows: Sequence[Row], period: ReleasedPeriod) -> bytes:
    """The release CSV of the contract: UTF-8, one row per figure."""
    return write_csv(rows, period=period.id).encode()


KINDS = {
    kind.ending: kind
    for kind in (
        FileKind("csv", "text/csv; charset=utf-8", as_csv),
        FileKind("json", "application/json", as_json_stat),
        FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_workbook),
    )
}
"""Every format, by its ending."""
