"""Takes in the public releases of other regions as a reference, lists them and drops them. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.db import AnySession
from app.earlier.models import ForeignRelease
from app.programme.models import Period
from app.releases.models import Release
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import read_csv, write_csv
from app.releases.rules.proven_file import proven

REFERENCES = "references"
"""The turn in which a release of another region is looked for and taken in."""


class TakenAlready(Exception):
    """This release of another region was imported before, or is one of our own."""


def take_in(
    session: AnySession, text: str, *, proof: str, digest: str, name: str, instrument_key: str, today: date
) -> ForeignRelease:
    """Check the public tables of one period of region `name` against their proof and digest, and store them.

    Raises TakenAlready, and a ReleaseUnreadable that says what does not fit (`proven_file`).
    """
    found = proven(text, proof, digest=digest)
    own = select(Release.period_id).where(Release.digest == found.digest)
    if session.get(ForeignRelease, found.digest) or session.scalar(own) or session.get(Period, found.period):
        raise TakenAlready(found.digest)
    taken = ForeignRelease(
        digest=found.digest,
        region_name=name,
        period=found.period[:20],
        instrument_key=instrument_key,
        taken_on=today,
        rows=write_csv(found.rows, period=found.period),
    )
    session.add(taken)
    session.flush()
    return taken


def taken_in(session: AnySession) -> Sequence[ForeignRelease]:
    """Return every imported release of other regions, by the region's name, then the newest first."""
    return session.scalars(
        select(ForeignRelease).order_by(
            ForeignRelease.region_name, ForeignRelease.taken_on.desc(), ForeignRelease.period.desc()
        )
    ).all()


def drop(session: AnySession, digest: str) -> bool:
    """Delete the imported release with this digest; return False when there is none."""
    found = session.get(ForeignRelease, digest.strip().lower())
    if found is not None:
        session.delete(found)
    return found is not None


def public_rows(release: ForeignRelease) -> tuple[Row, ...]:
    """Return the rows of an imported release."""
    return read_csv(release.rows)[release.period]
