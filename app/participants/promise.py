"""Computes what is promised about answers in a region from the settings in force, for `/privacy` and invitations.

It is the one place that says it, so that no two pages differ. When several periods are not counted yet, the
weakest of their settings counts: the promise has to hold in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.db import AnySession
from app.programme.holders import holders_of
from app.programme.models import Period, Programme
from app.web.settings import settings

SEALED = ("open", "closing", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The privacy settings that are promised to participants.
    `grace_days`: how long the key and the ballots stay after a release. `postgres`: the database records the order of
    writing. `remarks_box`: people can write to the programme team. `holders_needed`: how many of `holders` are needed
    to open a period; None: the host can open it alone.
    """

    min_group: int
    colluders: int
    grace_days: int
    holders_needed: int | None
    holders: tuple[str, ...]
    postgres: bool
    remarks_box: bool


def promise_of(session: AnySession, region_id: str | None) -> Promise:
    """Return what is promised about answers in a region (None: in all regions), by the settings in force.

    It follows from the periods that are not counted yet; without those, from the programmes that open the
    next ones.
    """
    own = settings()
    programmes = _programmes(session, region_id)
    periods = _sealed(session, programmes)
    rules: Sequence[Period | Programme] = periods or programmes
    needed, names = _holders(session, periods, programmes)
    return Promise(
        min_group=min((each.min_group for each in rules), default=own.min_group),
        colluders=min((each.colluders for each in rules), default=own.colluders),
        grace_days=max((each.grace_days for each in rules), default=0),
        holders_needed=needed,
        holders=names,
        postgres=own.database_url.startswith("postgresql"),
        remarks_box=any(each.remarks_box for each in programmes),
    )


def _programmes(session: AnySession, region_id: str | None) -> Sequence[Programme]:
    """Return the programmes that run; all of them when none does."""
    query = select(Programme)
    if region_id is not None:
        query = query.where(Programme.region_id == region_id)
    found = session.scalars(query.order_by(Programme.id)).all()
    return [each for each in found if not each.paused] or found


def _sealed(session: AnySession, programmes: Sequence[Programme]) -> Sequence[Period]:
    """Return the periods whose answers are not counted yet, also those of a programme paused meanwhile."""
    regions = {each.region_id for each in programmes}
    query = select(Period).join(Programme, Programme.id == Period.programme_id).where(Period.state.in_(SEALED))
    return session.scalars(query.where(Programme.region_id.in_(regions)).order_by(Period.opens_at)).all()


def _holders(
    session: AnySession, periods: Sequence[Period], programmes: Sequence[Programme]
) -> tuple[int | None, tuple[str, ...]]:
    """Return how many key holders are needed, and their names; (None, ()) as soon as one key has no holders."""
    if periods:
        kept = [each.key_holders for each in periods]
        found = [(int(each["needed"]), tuple(each["names"])) for each in kept if each]
        everywhere = len(found) == len(kept)
    else:
        chosen = [holders_of(session, each.id) for each in programmes]
        found = [(each.needed, each.names) for each in chosen if each]
        everywhere = bool(chosen) and len(found) == len(chosen)
    if not everywhere:
        return None, ()
    return min(needed for needed, _names in found), found[-1][1]
