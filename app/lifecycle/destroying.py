"""What is left of a period after its release: nothing. Ballots and key go, and a mark stays beside the keys.

Decides the order: first the release is read back from the database and has its fingerprint, then the mark is set,
then the ballots go, then the key. Whatever stops this half-way, the next run goes on.
"""

from __future__ import annotations

import structlog
from sqlalchemy import delete, select

from app.answering.models import Ballot
from app.db import AnySession, writing
from app.programme.models import Period
from app.programme.service import mark_destroyed
from app.releases.models import Release
from app.releases.read import rows_of, tree_of_release
from app.releases.rules.csv_table import AlteredRows, check_digest
from app.vault.counted_marks import counted_as, mark_counted
from app.vault.period_keys import PeriodKeys

log = structlog.get_logger()


class ReleaseDamaged(Exception):
    """The release in the database is not the one that was published: ballots and key are kept."""


def destroy_period(session: AnySession, period_id: str, *, keys: PeriodKeys) -> None:
    """Destroy ballots and key of a released period. Raises ReleaseDamaged, OSError for the folder of keys."""
    read_back(session, period_id)
    mark_released(session, period_id, keys=keys)
    _destroy(session, period_id, keys=keys)


def give_up(session: AnySession, period_id: str, *, keys: PeriodKeys) -> None:
    """Destroy ballots and key of a period that will never be published. Raises OSError for the folder of keys."""
    _destroy(session, period_id, keys=keys)


def read_back(session: AnySession, period_id: str) -> None:
    """Read the committed release anew and compare it with its digest. Raises ReleaseDamaged."""
    session.rollback()
    release = session.get(Release, period_id, populate_existing=True)
    if release is None:
        raise ReleaseDamaged(period_id)
    try:
        salts = {key: leaf.salt for key, leaf in tree_of_release(session, period_id).items()}
        check_digest(
            rows_of(session, period_id), release.previous, expected=release.digest, salts=salts, period=period_id
        )
    except AlteredRows:
        raise ReleaseDamaged(period_id) from None


def mark_released(session: AnySession, period_id: str, *, keys: PeriodKeys) -> None:
    """Set the mark that keeps a restored database from counting this period once more. Raises OSError."""
    mark_counted(keys.folder, period_id, digest=session.get_one(Release, period_id).digest)


def unmarked(session: AnySession, *, keys: PeriodKeys) -> list[str]:
    """Released periods whose mark is not there yet: their key still exists, or a run died after its release."""
    released = session.scalars(select(Period.id).where(Period.state == "released", ~Period.destroyed))
    return [each for each in released if counted_as(keys.folder, each) is None]


def _destroy(session: AnySession, period_id: str, *, keys: PeriodKeys) -> None:
    with writing(session):
        session.execute(delete(Ballot).where(Ballot.period_id == period_id))
    keys.destroy(period_id)
    with writing(session):
        mark_destroyed(session, period_id)
    log.info("period.key_destroyed", period=period_id)
