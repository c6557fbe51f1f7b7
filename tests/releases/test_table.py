"""A release file says exactly what was published, and notices when somebody changed it."""

from dataclasses import replace

import pytest

from app.releases.rules.cells import Published
from app.releases.rules.csv_table import (
    COLUMNS,
    AlteredRows,
    CellUnreadable,
    ForeignColumns,
    NegativeFigure,
    ReleaseUnreadable,
    RowsOutOfOrder,
    check_digest,
    digest,
    read_csv,
    write_csv,
)
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import SPACE, snapshot, tally_of

ROWS = protect(
    snapshot({"one": ["a", "b"], "two, and more": ["c"]}),
    tally_of({"a": (9, 4), "b": (3, 3), "c": (14, 14)}),
    policy=Policy(),
    items=[SPACE],
    noise=SeededNoise(5),
)
SALTS = {key: f"{number:032x}" for number, key in enumerate(dict.fromkeys((row.level, row.group) for row in ROWS))}
TEXT = write_csv(ROWS, period="2026-11", salts=SALTS)


def test_the_columns_are_those_of_the_contract() -> None:
    contract = (
        "period,level,group,group_name,parent,breakdown,category,item,statistic,option,"
        "size_class,value,lower,upper,withheld,bin_lower,bin_upper,salt,item_label,option_label,category_label"
    )
    assert ",".join(COLUMNS) == contract == TEXT.splitlines()[0]


def test_what_is_written_is_read_back() -> None:
    assert read_csv(TEXT) == {"2026-11": ROWS}


def test_a_withheld_figure_is_empty() -> None:
    line = next(line for line in TEXT.splitlines() if ",team,b," in line)
    assert ",favourable,,,,,1,,," in line


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("level,group", "group,level", ForeignColumns),
        ("category_label\n", "category_label,name\n", ForeignColumns),
        (",team,", ",person,", CellUnreadable),
        ("favourable,,,,,1", "favourable,7-9,,,,1", CellUnreadable),
        ("favourable,,,,,1", "favourable,,,,,", CellUnreadable),
        ("favourable,10-19", "favourable,-3", NegativeFigure),
        (",favourable,\n", ",favourable,,extra\n", CellUnreadable),
        ("0.55,1,0,", "x,1,0,", CellUnreadable),
        ("0.55,1,0,", "nan,1,0,", CellUnreadable),
        ("0.55,1,0,", "0.55,0.9,0,", CellUnreadable),
    ],
)
def test_a_file_that_is_no_release_is_refused(old: str, new: str, fault: type[ReleaseUnreadable]) -> None:
    broken = TEXT.replace(old, new, 1)
    assert broken != TEXT
    with pytest.raises(fault):
        read_csv(broken)


def test_rows_out_of_order_are_refused() -> None:
    head, first, second, *rest = TEXT.splitlines()
    with pytest.raises(RowsOutOfOrder):
        read_csv("\n".join([head, second, first, *rest]))


def test_negative_bounds_are_refused() -> None:
    shown = next(row for row in ROWS if isinstance(row.cell, Published))
    assert isinstance(shown.cell, Published)
    rows = [replace(row, cell=replace(shown.cell, lower=-0.1)) if row is shown else row for row in ROWS]
    with pytest.raises(NegativeFigure):
        read_csv(write_csv(rows, period="2026-11"))


def test_an_altered_row_no_longer_has_its_digest() -> None:
    published = digest(ROWS, "", salts=SALTS, period="2026-11")
    check_digest(ROWS, "", expected=published, salts=SALTS, period="2026-11")
    altered = [replace(ROWS[0], group_name="South"), *ROWS[1:]]
    for rows, previous, period in ((altered, "", "2026-11"), (ROWS, "ab", "2026-11"), (ROWS, "", "2026-12")):
        with pytest.raises(AlteredRows):
            check_digest(rows, previous, expected=published, salts=SALTS, period=period)


def test_the_digest_does_not_depend_on_the_order_the_rows_come_in() -> None:
    assert digest(reversed(ROWS), "", salts=SALTS) == digest(ROWS, "", salts=SALTS)
