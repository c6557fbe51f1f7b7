"""`peil release estimate` on files from outside: what is wrong is named, and never a number comes of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.peil import all_commands
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Published, Row, Withheld
from app.releases.rules.csv_table import write_csv
from bench.invented_regions import REGIONS, Invented, World

Rows = Sequence[Row]
Alter = Callable[[Rows], Rows]


@cache
def releases() -> tuple[Rows, ...]:
    """Three releases of one region of 60 people, with two items."""
    region = Invented(REGIONS[60], World(0.5, 1, 0.9, items=2), seed=4)
    return tuple(region.release()[0] for _ in range(3))


def estimated(folder: Path, periods: Sequence[Rows], *arguments: str) -> Result:
    """Run the command on one file per period, without a database."""
    files: list[str] = []
    for place, rows in enumerate(periods):
        file = folder / f"{place}.csv"
        file.write_text(write_csv(rows, period=f"p{place}"))
        files += ["--file", str(file)]
    return CliRunner().invoke(all_commands(), ["release", "estimate", *files, *arguments])


def numbers(found: Result) -> list[dict[str, str]]:
    """Return the lines that were written. Every interval lies between 0 and 1 around its estimate."""
    assert found.exit_code == 0, found.output
    lines = list(csv.DictReader(found.stdout.splitlines()))
    for line in lines:
        if line["estimate"]:
            assert 0 <= float(line["lower"]) < float(line["estimate"]) < float(line["upper"]) <= 1
    return lines


def one(rows: Rows, level: str, *, shown: bool = True) -> Row:
    """Return the first share of a whole group of this level."""
    return next(
        row
        for row in rows
        if row.level == level
        and not row.breakdown
        and row.statistic == "share"
        and isinstance(row.cell, Published) == shown
    )


def without(rows: Rows, *gone: Row) -> Rows:
    """Leave these rows out."""
    return [row for row in rows if row not in gone]


def changed(rows: Rows, row: Row, **fields: object) -> Rows:
    """Put other fields in one row."""
    return [replace(each, **fields) if each is row else each for each in rows]  # type: ignore[arg-type]  # Fields of Row.


def other_bin(rows: Rows) -> Rows:
    """Write another bin into a team's row, and leave its bounds."""
    row = one(rows, "team")
    assert isinstance(row.cell, Published)
    cell = row.cell
    bin_lower, bin_upper = (cell.lower, cell.bin_upper) if cell.lower < cell.bin_lower else (cell.bin_lower, cell.upper)
    return changed(rows, row, cell=replace(cell, bin_lower=bin_lower, bin_upper=bin_upper))


ALTERED: dict[str, tuple[Alter, str]] = {
    "another bin in a team's row": (other_bin, "it was altered"),
    "a row of a team is gone": (lambda rows: without(rows, one(rows, "team")), "is missing"),
    "a withheld row of a team is gone": (lambda rows: without(rows, one(rows, "team", shown=False)), "is missing"),
    "the region's row is gone": (lambda rows: without(rows, one(rows, "region")), "the region's is not there"),
    "a row of an organisation is gone": (lambda rows: without(rows, one(rows, "organisation")), "is missing"),
    "a kind belongs to another region": (
        lambda rows: changed(rows, one(rows, "orgtype"), parent="elsewhere"),
        "another region",
    ),
    "an organisation of a kind that is not there": (
        lambda rows: changed(rows, one(rows, "organisation"), parent="elsewhere"),
        "kind of organisation",
    ),
    "a team of an organisation that is not there": (
        lambda rows: changed(rows, one(rows, "team"), parent="elsewhere"),
        "say of which kind",
    ),
    "a team of another region": (
        lambda rows: [*rows, replace(one(rows, "team"), group="stranger", group_name="stranger", parent="elsewhere")],
        "say of which kind",
    ),
    "no teams": (lambda rows: [row for row in rows if row.level != "team"], "Add --learnt"),
    "the teams of one organisation are gone": (
        lambda rows: [row for row in rows if row.level != "team" or row.parent != one(rows, "team").parent],
        "Add --learnt",
    ),
    "the organisations are gone": (lambda rows: [row for row in rows if row.level != "organisation"], "--kind"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_altered_missing_and_foreign_rows_are_named(what: str, tmp_path: Path) -> None:
    """In the middle period of three: one line says what is wrong with which row, and no number is written."""
    alter, named = ALTERED[what]
    first, second, third = releases()
    found = estimated(tmp_path, [first, alter(second), third])
    assert found.exit_code == 1
    assert named in found.output
    assert "p1" in found.output
    assert found.stdout == ""


def test_files_as_they_were_exported_are_taken(tmp_path: Path) -> None:
    """What is refused when it was altered is not refused when it was not."""
    assert {line["period"] for line in numbers(estimated(tmp_path, releases()))} == {"p0", "p1", "p2"}


def test_the_regions_public_file_alone(tmp_path: Path) -> None:
    """The region and its kinds are estimated from it; nothing is learnt of groups that are not there."""
    public = [[row for row in rows if row.level in ("region", "orgtype")] for rows in releases()]
    assert {line["level"] for line in numbers(estimated(tmp_path, public))} == {"region", "orgtype"}


def test_one_team_beside_the_public_rows_needs_what_was_learnt(tmp_path: Path) -> None:
    """Learnt of one team alone, spread and steadiness would be others than those published: a wrong number."""
    learnt = tmp_path / "learnt.csv"
    whole = numbers(estimated(tmp_path, releases(), "--learnt-out", str(learnt)))
    team = one(releases()[-1], "team")
    kinds = {row.group: row.parent for row in releases()[-1] if row.level == "organisation"}
    own = [
        [row for row in rows if row.level in ("region", "orgtype") or row.group == team.group] for rows in releases()
    ]
    kind = f"{team.parent}={kinds[team.parent]}"
    assert "Add --learnt" in estimated(tmp_path, own, "--kind", kind).output
    again = numbers(estimated(tmp_path, own, "--kind", kind, "--learnt", str(learnt)))
    assert [each for each in again if each["level"] == "team"] == [
        each for each in whole if each["group"] == team.group
    ]
    wrong = estimated(tmp_path, own, "--kind", f"{team.parent}=nonsense", "--learnt", str(learnt))
    assert wrong.exit_code == 1
    assert "there are: kind" in wrong.output


def test_a_file_of_what_was_learnt_that_lacks_an_item_or_holds_two(tmp_path: Path) -> None:
    """Each is named with level and item."""
    learnt = tmp_path / "learnt.csv"
    estimated(tmp_path, releases(), "--learnt-out", str(learnt))
    lines = learnt.read_text().splitlines()
    for altered, named in (
        ([line for line in lines if ",team,item0," not in line], "lacks team item0"),
        ([*lines, next(line.replace(",0.9,", ",0.6,").replace(",0.99,", ",0.6,") for line in lines[1:])], "twice"),
    ):
        learnt.write_text("\n".join(altered) + "\n")
        found = estimated(tmp_path, releases(), "--learnt", str(learnt))
        assert found.exit_code == 1
        assert named in found.output


def test_everything_withheld_is_too_small_to_say(tmp_path: Path) -> None:
    """No number, no fault: every line has the grade of what is too small."""
    nothing = [[replace(row, cell=Withheld()) for row in rows] for rows in releases()]
    found = numbers(estimated(tmp_path, nothing))
    assert {(line["estimate"], line["grade"]) for line in found} == {("", "too_small")}


def test_a_region_of_one_team(tmp_path: Path) -> None:
    """The team is the region: it is not said to differ from it, with or without a past."""
    region = Invented(replace(REGIONS[60], sizes=(12,), kinds=1), World(0.5, 1, 1.0, items=1), seed=1)
    found = numbers(estimated(tmp_path, [region.release()[0] for _ in range(3)]))
    assert {line["level"] for line in found} == {"region", "orgtype", "organisation", "team"}
    assert {line["grade"] for line in found} <= {"none"}


@pytest.mark.parametrize("share", ["all", "none"])
def test_nothing_but_all_or_none_for_years(share: str, tmp_path: Path) -> None:
    """26 periods in the outermost bin: near the end of the scale, and never at it, for nobody can know that."""
    sign = 1 if share == "all" else -1
    world = World(0.0, 1, 1.0, items=1, middles=(12 * sign, 12 * sign))
    region = Invented(REGIONS[60], world, seed=2)
    found = numbers(estimated(tmp_path, [region.release()[0] for _ in range(26)], "p25"))
    shares = [float(line["estimate"]) for line in found if line["estimate"]]
    assert all(each > 0.85 if share == "all" else each < 0.15 for each in shares), shares
    assert {line["grade"] for line in found} <= {"none", "too_small"}


def test_a_question_that_was_not_asked_once_goes_on_from_before(tmp_path: Path) -> None:
    """Between two periods with it lies one without: it has no figure there, and its movement is since the first."""
    first, second, third = releases()
    gap = [row for row in second if row.item != "item1"]
    found = numbers(estimated(tmp_path, [first, gap, third]))
    assert not [line for line in found if line["period"] == "p1" and line["item"] == "item1"]
    last = [line for line in found if line["period"] == "p2" and line["item"] == "item1" and line["estimate"]]
    assert last
    assert any(line["above_before"] for line in last)


def test_another_question_under_another_key_begins_anew(tmp_path: Path) -> None:
    """A questionnaire that changed between periods: what came in has no earlier time, what went out no figure."""
    first, second, _ = releases()
    renamed = with_bounds(replace(row, item="item2") if row.item == "item1" else row for row in second)
    found = numbers(estimated(tmp_path, [first, renamed]))
    new = [line for line in found if line["item"] == "item2"]
    assert new
    assert {line["above_before"] for line in new} == {""}
    assert {line["period"] for line in found if line["item"] == "item1"} == {"p0"}
