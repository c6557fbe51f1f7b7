"""What PostgreSQL refuses to store no test may store, whichever database it runs on."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.db import db
from app.organisations.models import Organisation, Team
from tests.region import SmallRegion


@pytest.mark.parametrize("name", ["x" * 121, "Team\0Noord"])
def test_no_name_is_longer_than_its_column_or_holds_a_nul(region: SmallRegion, name: str) -> None:
    """A new row and a changed one."""
    with pytest.raises((DBAPIError, ValueError)):
        db.session.execute(update(Team).values(name=name))
    db.session.rollback()
    db.session.add(Organisation(id="other", region_id=region.region_id, org_type="certified", name=name))
    with pytest.raises((DBAPIError, ValueError)):
        db.session.flush()


def test_no_number_is_beyond_32_bits(region: SmallRegion) -> None:
    """Unless its column says so."""
    with pytest.raises(DBAPIError):
        db.session.execute(update(Team).values(declared_size=2**31))


def test_what_fits_is_stored(region: SmallRegion, app: Flask) -> None:
    """Letters count, not bytes."""
    db.session.execute(update(Team).values(name="é" * 120, declared_size=2**31 - 1))
    assert set(db.session.scalars(select(Team.name))) == {"é" * 120}
