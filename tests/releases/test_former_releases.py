"""What was published before bounds were widened and digests had salts stays as it was, and can still be checked."""

from __future__ import annotations

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app.db import db
from app.releases.read import released_periods, rows_of, tree_of_release
from app.releases.rules.audit import audit
from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Published
from app.releases.rules.csv_table import check_digest, former_digest, read_csv, write_csv
from app.releases.rules.policy import Policy
from tests.boards.visitors import release_two_periods
from tests.conftest import SetClock
from tests.databases import downgrade
from tests.region import START, build_small_region

FIGURES = "SELECT value, lower, upper FROM release_row WHERE NOT withheld"


def _as_before() -> None:
    """Take the release tables back to what they were, with the digests of that time."""
    rows = {period.id: rows_of(db.session, period.id) for period in released_periods(db.session)}
    db.session.remove()
    downgrade(revision="0008")
    previous = ""
    with db.engine.begin() as connection:
        for period, of_period in rows.items():
            digest = former_digest(of_period, previous, period=period)
            values = {"digest": digest, "previous": previous, "period": period}
            change = "UPDATE release SET digest = :digest, previous = :previous WHERE period_id = :period"
            connection.execute(text(change), values)
            previous = digest
        narrow = connection.execute(text(FIGURES)).all()
    assert narrow
    assert all(abs(value - (lower + upper) / 2) < 1e-9 for value, lower, upper in narrow)


def test_a_release_from_before_keeps_its_digest_and_gets_bounds_that_hold(any_app: Flask, set_clock: SetClock) -> None:
    """On both databases, with data: bins stay, bounds are added, digests are checked as they were published."""
    set_clock(START)
    release_two_periods(build_small_region(any_app))
    _as_before()
    upgrade()
    previous = ""
    for period in released_periods(db.session):
        rows = rows_of(db.session, period.id)
        assert (period.root, period.previous) == ("", previous)
        assert tree_of_release(db.session, period.id) == {}
        check_digest(rows, period.previous, expected=period.digest, salts={}, period=period.id)
        assert with_bounds(rows) == tuple(rows)
        assert any(isinstance(row.cell, Published) and row.cell.lower < row.cell.bin_lower for row in rows)
        assert audit(rows, policy=Policy()).ok
        previous = period.digest


def test_a_file_of_that_time_can_still_be_audited() -> None:
    """Its bounds are bins; the bounds that hold follow from them."""
    former = (
        "period,level,group,group_name,parent,breakdown,category,item,statistic,option,"
        "size_class,value,lower,upper,withheld\n"
        "p1,region,north,North,,,,space,share,favourable,10-19,0.5,0.4,0.6,0\n"
    )
    (row,) = read_csv(former)["p1"]
    assert isinstance(row.cell, Published)
    assert (row.cell.bin_lower, row.cell.bin_upper) == (0.4, 0.6)
    assert row.cell.lower < row.cell.bin_lower < row.cell.bin_upper < row.cell.upper
    assert read_csv(write_csv([row], period="p1")) == {"p1": (row,)}
