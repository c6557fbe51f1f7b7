"""A release's digest can be checked by who may see a group, and tells nobody anything about another (rule 17)."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from app.config import ROOT
from app.db import db
from app.lifecycle.publish import salts_for
from app.releases.read import released_periods, rows_of, tree_of_release
from app.releases.rules.cells import Published, Row
from app.releases.rules.csv_table import AlteredRows, check_digest, former_digest, leaves_of, write_csv
from app.releases.rules.merkle import Side, chained, fresh_salt, leaf, path, root
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.boards.conftest import released, released_once, visitors
from tests.boards.visitors import Visitors
from tests.region import SmallRegion
from tests.releases.regions import SPACE, snapshot, tally_of

__all__ = ["released", "released_once", "visitors"]


def climb(start: bytes, beside: list[tuple[Side, str]]) -> str:
    """The root that a leaf and its path lead to, worked out as any reader can with SHA-256 alone."""
    for side, other in beside:
        pair = bytes.fromhex(other) + start if side == "left" else start + bytes.fromhex(other)
        start = hashlib.sha256(b"\x01" + pair).digest()
    return start.hex()


@pytest.mark.parametrize("leaves", [1, 2, 3, 5, 8, 13])
def test_every_leaf_climbs_to_the_root(leaves: int) -> None:
    """And no other leaf does by the same path."""
    hashes = [leaf(f"{number:032x}", f"rows {number}") for number in range(leaves)]
    for place, own in enumerate(hashes):
        assert climb(own, path(hashes, place)) == root(hashes)
        assert climb(leaf("ff" * 16, "other rows"), path(hashes, place)) != root(hashes)


def _release(counts: dict[str, tuple[int, int]], *, seed: int = 1) -> tuple[Row, ...]:
    return protect(
        snapshot({"one": ["a", "b"]}), tally_of(counts), policy=Policy(), items=[SPACE], noise=SeededNoise(seed)
    )


def test_nobody_can_try_whether_they_guessed_another_groups_rows() -> None:
    """Of a team with few possible rows every one is tried, with all that a reader of another team has.

    Against a digest without salts one of them fits; against the tree none does.
    """
    rows = _release({"a": (9, 4), "b": (12, 9)})
    salts = salts_for(rows, fresh_salt)
    hashes = leaves_of(rows, salts=salts)
    known = {
        each for place, key in enumerate(hashes) if key[1] != "b" for _, each in path(list(hashes.values()), place)
    }
    guesses = [_with_team_b(rows, seed=seed, yes=yes) for seed, yes in product(range(12), range(13))]
    assert any(former_digest(guess, "") == former_digest(rows, "") for guess in guesses)
    own_salts = [salt for key, salt in salts.items() if key[1] != "b"] + ["00" * 16]
    for guess, salt in product(guesses, own_salts):
        guessed = leaves_of([row for row in guess if row.group == "b"], salts={("team", "b"): salt})
        assert guessed["team", "b"].hex() not in known


def _with_team_b(rows: tuple[Row, ...], *, seed: int, yes: int) -> list[Row]:
    """The release with what team b's row might be."""
    other = {(row.level, row.group): row for row in _release({"a": (9, 4), "b": (12, yes)}, seed=seed)}
    return [other[row.level, row.group] if row.group == "b" else row for row in rows]


def test_salts_of_real_releases_are_never_the_same() -> None:
    """The same rows published twice have nothing in common."""
    rows = _release({"a": (9, 4), "b": (12, 9)})
    first, second = (salts_for(rows, fresh_salt) for _ in range(2))
    assert not {*first.values()} & {*second.values()}
    assert len({*first.values()}) == len(first)
    assert all(len(salt) == 32 for salt in first.values())


def test_a_release_from_before_salts_keeps_its_digest() -> None:
    """It was over one file, with the bins as bounds and their middle as value."""
    rows = _release({"a": (9, 4), "b": (12, 9)})
    head = "period,level,group,group_name,parent,breakdown,category,item,statistic,option,size_class,value,lower,upper"
    lines = [f"{head},withheld"]
    for row in csv.DictReader(write_csv(rows, period="p").splitlines()):
        if row["withheld"] == "0":
            row["lower"], row["upper"] = row["bin_lower"], row["bin_upper"]
            row["value"] = f"{(float(row['lower']) + float(row['upper'])) / 2:g}"
        lines.append(",".join(list(row.values())[:15]))
    published = chained("ab", "\n".join([*lines, ""]))
    check_digest(rows, "ab", expected=published, salts={}, period="p")
    with pytest.raises(AlteredRows):
        check_digest(rows[1:], "ab", expected=published, salts={}, period="p")


def _snippet() -> str:
    """The program in docs/files.md with which anybody checks their rows."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "files.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("tampered", [False, True])
def test_a_reader_checks_their_rows_with_twenty_lines(
    tampered: bool, visitors: Visitors, released: SmallRegion, tmp_path: Path
) -> None:
    """The program of the documents, with nothing but Python, says whether the rows are the published ones."""
    program = _snippet()
    assert len(program.splitlines()) <= 20
    period = released_periods(db.session)[-1]
    lead, team = visitors.browser("north_lead"), released.teams["north"]
    rows, proof = (lead.get(f"/teams/{team}/releases/{period.id}.{ending}") for ending in ("csv", "proof"))
    assert json.loads(proof.text)["digest"] == period.digest
    text = rows.text.replace("Team North", "Team South") if tampered else rows.text
    (tmp_path / "release.csv").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "release.proof").write_bytes(proof.data)
    (tmp_path / "check.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-I", "check.py", "release.csv", "release.proof", period.digest]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode == 0) is not tampered, result.stdout + result.stderr
    assert f"team {team}: {'DIFFERS' if tampered else 'as published'}" in result.stdout


def test_a_groups_files_hold_no_other_groups_salt(visitors: Visitors, released: SmallRegion) -> None:
    """Whoever may see one team gets the salt of that team."""
    period = released_periods(db.session)[-1]
    tree, team = tree_of_release(db.session, period.id), released.teams["north"]
    for ending in ("csv", "json", "proof"):
        text = visitors.browser("north_lead").get(f"/teams/{team}/releases/{period.id}.{ending}").text
        assert {key for key, each in tree.items() if each.salt in text} <= {("team", team)}
    public = visitors.browser("nobody").get(f"/releases/{period.id}.csv").text
    assert {key[0] for key, each in tree.items() if each.salt in public} == {"region", "orgtype"}


def test_the_stored_tree_is_that_of_the_rows(released: SmallRegion, app: Flask) -> None:
    """Root and digest follow from rows and salts, release after release."""
    previous = ""
    for period in released_periods(db.session):
        tree = tree_of_release(db.session, period.id)
        rows = rows_of(db.session, period.id)
        leaves = leaves_of(rows, salts={key: each.salt for key, each in tree.items()}, period=period.id)
        assert leaves == {key: each.hash for key, each in tree.items()}
        assert period.root == root(list(leaves.values()))
        assert period.digest == chained(previous, period.root)
        previous = period.digest
    assert any(isinstance(row.cell, Published) for row in rows)
