"""Checks the public CSV of a release against the digest that its region published, with the proof beside it.

Decides whether rows that come from elsewhere are those that were published. Must not know where a file comes from.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.releases.rules.cells import Level, Row
from app.releases.rules.csv_table import (
    COLUMNS,
    AlteredRows,
    CellUnreadable,
    ForeignColumns,
    GroupKey,
    ReleaseUnreadable,
    leaves_of,
    read_csv,
)
from app.releases.rules.merkle import Path, chained, climbed

PUBLIC: tuple[Level, ...] = ("region", "orgtype")


class NotPublic(ReleaseUnreadable):
    """The file holds figures of organisations or teams, which are not public."""


class ProofUnreadable(ReleaseUnreadable):
    """The file is no proof of a release, or proves another release."""


@dataclass(frozen=True, slots=True)
class ProvenRelease:
    """The rows of one period, after their hashes were found to lead to the published digest."""

    period: str
    digest: str
    rows: tuple[Row, ...]


def proven(text: str, proof: str, *, digest: str) -> ProvenRelease:
    """Return the rows of a public release file, after checking them against their proof and digest.
    Raises a ReleaseUnreadable that says what does not fit.

    `proof`: the file “proof of the fingerprint” of the same release. `digest`: the fingerprint as the other region
    publishes it, which has to come another way than the files.
    """
    rows_by_period = read_csv(text)
    if len(rows_by_period) != 1:
        raise CellUnreadable(f"The file holds {len(rows_by_period)} periods; take in one at a time.")
    ((period, rows),) = rows_by_period.items()
    if not {row.level for row in rows} <= {*PUBLIC}:
        raise NotPublic("The file holds figures of organisations or teams; take in the public file of the region.")
    told, paths = _read_proof(proof)
    if told["period"] != period:
        raise ProofUnreadable(f"The proof is of period {told['period']!r}, the figures of {period!r}.")
    if chained(told["previous"], told["root"]) != digest.strip().lower():
        raise AlteredRows("The proof does not lead to this fingerprint. Copy it from the page of the other region.")
    for key, hashed in leaves_of(rows, salts=_salts(text), period=period).items():
        if key not in paths or climbed(hashed, paths[key]) != told["root"]:
            raise AlteredRows(f"The figures of {key[0]} {key[1]} are not the ones that were published.")
    return ProvenRelease(period, digest.strip().lower(), rows)


def _salts(text: str) -> dict[GroupKey, str]:
    """Return the salt of every group of a file. Raises ForeignColumns for a file from before salts, CellUnreadable."""
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    if not lines or set(lines[0]) != set(COLUMNS):
        raise ForeignColumns("This file is from before fingerprints could be checked for one file.")
    salts: dict[GroupKey, str] = {}
    for line in lines:
        level = next((each for each in PUBLIC if each == line["level"]), None)
        try:
            bytes.fromhex(line["salt"])
        except ValueError as error:
            raise CellUnreadable(f"{line['group']}: a salt has hexadecimal digits.") from error
        if level is not None:
            salts[level, line["group"]] = line["salt"]
    return salts


def _read_proof(text: str) -> tuple[Mapping[str, str], dict[GroupKey, Path]]:
    """Read a proof file. Raises ProofUnreadable."""
    try:
        content = json.loads(text)
        told = {name: str(content[name]) for name in ("period", "previous", "root", "digest")}
        paths: dict[GroupKey, Path] = {}
        for each in content["groups"]:
            for _side, hashed in each["path"]:
                bytes.fromhex(hashed)
            paths[each["level"], str(each["group"])] = [(side, hashed) for side, hashed in each["path"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ProofUnreadable("This is not a proof file as Peil writes it.") from fault
    return told, paths
