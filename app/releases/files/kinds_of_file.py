"""The formats in which a release can be downloaded, all with the same figures (docs/files.md).

Must not know who asks, or which rows they may have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.releases.files.json_stat import as_json_stat
from app.releases.files.r_script import as_r_script
from app.releases.files.spss import as_spss
from app.releases.files.workbook import as_workbook
from app.releases.read import Leaf, ReleasedPeriod
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import GroupKey, Labels, Salts, no_labels, write_csv
from app.releases.rules.merkle import Path, path
from app.spreadsheets import harmless


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The content of one download: rows of one release, the salts of their groups, and labels in a language.

    `paths`: by group the hashes beside its path to the root of the release. `about`: whose rows, as in file names.
    """

    period: ReleasedPeriod
    rows: Sequence[Row]
    salts: Salts
    paths: Mapping[GroupKey, Path]
    labels: Labels = no_labels
    about: str = "release"


Write = Callable[[Take], bytes]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A download format: the ending of its addresses, its media type, and the function that writes it."""

    ending: str
    media_type: str
    write: Write


def take_of(
    period: ReleasedPeriod,
    rows: Sequence[Row],
    *,
    tree: Mapping[GroupKey, Leaf],
    labels: Labels = no_labels,
    about: str = "release",
) -> Take:
    """Return the content of a download: these rows of a release, with the salts and hash paths that prove them.

    `tree`: of all groups of the release.
    """
    groups = {(row.level, row.group) for row in rows}
    hashes = [each.hash for each in tree.values()]
    paths = {key: path(hashes, place) for place, key in enumerate(tree) if key in groups}
    salts = {key: each.salt for key, each in tree.items() if key in groups}
    return Take(period=period, rows=rows, salts=salts, paths=paths, labels=labels, about=about)


def as_csv(take: Take) -> bytes:
    """Return the release as CSV, UTF-8 with one row per figure, in the columns that are promised to its users.

    Words of a questionnaire that begin like a formula get an apostrophe; all other columns are those of the digest.
    """

    def words(row: Row) -> tuple[str, str, str]:
        item, option, category = take.labels(row)
        return harmless(item), harmless(option), harmless(category)

    return write_csv(take.rows, period=take.period.id, salts=take.salts, labels=words).encode()


def as_proof(take: Take) -> bytes:
    """Return the JSON by which a reader can check the CSV: the chain of digests, and the hash path of each group."""
    groups = [
        {"level": level, "group": group, "path": take.paths[level, group]}
        for level, group in dict.fromkeys((row.level, row.group) for row in take.rows)
        if (level, group) in take.paths
    ]
    period = take.period
    proof = {"period": period.id, "previous": period.previous, "root": period.root, "digest": period.digest}
    return (json.dumps(proof | {"groups": groups}, indent=1) + "\n").encode()


KINDS = {
    kind.ending: kind
    for kind in (
        FileKind("csv", "text/csv; charset=utf-8", as_csv),
        FileKind(
            "json",
            "application/json",
            lambda take: as_json_stat(take.rows, take.period, salts=take.salts, labels=take.labels),
        ),
        FileKind(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda take: as_workbook(take.rows, take.period, salts=take.salts, labels=take.labels),
        ),
        FileKind(
            "sav",
            "application/x-spss-sav",
            lambda take: as_spss(take.rows, take.period, salts=take.salts, labels=take.labels),
        ),
        FileKind(
            "R",
            "text/plain; charset=utf-8",
            lambda take: as_r_script(take.rows, take.period, labels=take.labels, about=take.about),
        ),
        FileKind("proof", "application/json", as_proof),
    )
}
"""Every format, by the ending of its file names."""
