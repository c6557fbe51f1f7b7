"""A row comes back from the database as it was published: no figure rounded, none made up, on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from sqlalchemy import insert, select

from app.db import db
from app.releases.models import ReleaseRow
from app.releases.read import released_periods, rows_of, tree_of_release
from app.releases.rules.cells import LEVELS, Row, Withheld, order
from app.releases.rules.csv_table import leaves_of
from app.releases.stored_rows import FIGURE, restored, stored
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion
from tests.releases.test_json_stat import releases

__all__ = ["released", "released_once"]


@given(releases())
def test_a_row_survives_its_columns(rows: tuple[Row, ...]) -> None:
    """Every level, statistic and cell: what is stored is enough to restore it."""
    for place, row in enumerate(rows):
        columns = stored(row, period_id="p1", place=place)
        assert restored([columns[column.key] for column in FIGURE]) == row
        assert columns["withheld"] == isinstance(row.cell, Withheld)


@given(releases())
def test_a_withheld_row_is_stored_without_any_number(rows: tuple[Row, ...]) -> None:
    """A thief of the database finds nothing either."""
    for row in rows:
        if isinstance(row.cell, Withheld):
            columns = stored(row, period_id="p1", place=0)
            names = ("value", "lower", "upper", "bin_lower", "bin_upper")
            assert [columns[name] for name in names] == [None] * 5
            assert columns["size_class"] == ""


def test_a_share_that_no_binary_number_is_comes_back_as_it_was(released: SmallRegion) -> None:
    """A tenth, a third to three digits, zero and one: equal, not nearly."""
    (period, *_) = released_periods(db.session)
    kept = rows_of(db.session, period.id)
    again = [restored([stored(row, period_id=period.id, place=0)[column.key] for column in FIGURE]) for row in kept]
    assert again == kept


def test_rows_are_read_in_the_order_of_the_file_whatever_is_asked(released: SmallRegion) -> None:
    """All, one level, one group: a part is the whole without the rest."""
    period = released_periods(db.session)[-1]
    everything = rows_of(db.session, period.id)
    assert everything == sorted(everything, key=order)
    for level in LEVELS:
        own = [row for row in everything if row.level == level]
        assert rows_of(db.session, period.id, level=level) == own
        for group in {row.group for row in own}:
            assert rows_of(db.session, period.id, level=level, group=group) == [
                row for row in own if row.group == group
            ]


def test_what_was_never_published_has_no_rows(released: SmallRegion) -> None:
    assert rows_of(db.session, "no-such-period") == []
    assert tree_of_release(db.session, "no-such-period") == {}
    assert released_periods(db.session, region_id="no-such-region") == []
    assert released_periods(db.session, region_id=released.region_id) == released_periods(db.session)


def test_the_leaves_of_a_release_are_in_the_order_of_its_file(released: SmallRegion) -> None:
    """The tree is built over them in that order: in another its root would be another."""
    period = released_periods(db.session)[-1]
    tree = tree_of_release(db.session, period.id)
    salts = {key: each.salt for key, each in tree.items()}
    assert list(tree) == list(leaves_of(rows_of(db.session, period.id), salts=salts, period=period.id))


def test_no_two_groups_of_a_release_share_a_salt(released: SmallRegion) -> None:
    """An organisation and its only team have the same figures: with the same salt one would tell the other."""
    for period in released_periods(db.session):
        salts = [each.salt for each in tree_of_release(db.session, period.id).values()]
        assert len(set(salts)) == len(salts) >= 8


def test_the_same_place_cannot_be_written_twice(released: SmallRegion) -> None:
    """One row per place of a release: a second figure over the same ballots has nowhere to go."""
    from sqlalchemy.exc import IntegrityError

    period = released_periods(db.session)[-1]
    row = rows_of(db.session, period.id)[0]
    place = db.session.scalar(
        select(ReleaseRow.place).where(ReleaseRow.period_id == period.id).order_by(ReleaseRow.place)
    )
    assert place is not None
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ReleaseRow), [stored(row, period_id=period.id, place=place)])
    db.session.rollback()
