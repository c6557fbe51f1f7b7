"""A programme with a trustee keeps its promise through the upgrade: the trustee becomes the one holder of the key."""

from __future__ import annotations

from flask_migrate import upgrade
from nacl.public import PrivateKey
from sqlalchemy import text

from app.db import db
from app.holding import Holder, Holders
from app.programme.holders import holders_of
from app.vault.bech32 import encode
from tests.databases import downgrade
from tests.holders.people import ThreeHolders, let_hold
from tests.region import FORTNIGHT, START, SmallRegion

BEFORE = "0012-1"


def trustee() -> bytes:
    return bytes(PrivateKey.generate().public_key)


def test_the_upgrade_makes_a_trustee_the_one_holder(any_region: SmallRegion) -> None:
    """With a region full of data, on both databases; the next period opens with that holder and no other."""
    public = trustee()
    db.session.remove()
    downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE programme SET trustee_key = :key"), {"key": public})
    upgrade()
    programme = any_region.wave().period.programme_id
    expected = Holders(1, (Holder("trustee", encode("age", public)),))
    assert holders_of(db.session, programme) == expected
    second = START + 2 * FORTNIGHT
    any_region.tick(second)
    assert any_region.keys.holders_of(any_region.wave(second).period_id) == expected


def test_a_single_holder_goes_back_to_being_the_trustee(any_region: SmallRegion) -> None:
    """And three holders, which an older Peil does not know, leave a programme without a trustee."""
    public = trustee()
    for holders, kept in (
        (Holders(1, (Holder("council", encode("age", public)),)), public),
        (ThreeHolders().holders, None),
    ):
        let_hold(holders)
        db.session.remove()
        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            found = connection.execute(text("SELECT trustee_key FROM programme")).scalar_one()
        assert (bytes(found) if found else None) == kept
        upgrade()
