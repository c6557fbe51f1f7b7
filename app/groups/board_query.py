"""What the address of a board asks for: a period, a group beside it, a topic. What does not exist is not found."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, request

from app.db import AnySession
from app.groups.places import Beside, Place
from app.groups.service import BoardQuery
from app.instrument.installed import instrument_of
from app.programme.models import Programme
from app.releases.read import ReleasedPeriod


def asked_for(session: AnySession, place: Place, periods: Sequence[ReleasedPeriod]) -> BoardQuery:
    """Read the present address; `periods`: the released ones, at least one, the oldest first. Aborts with 404."""
    return BoardQuery(period=_period(periods), beside=_beside(place), construct=_construct(session, place))


def _period(periods: Sequence[ReleasedPeriod]) -> ReleasedPeriod:
    """Return the period of the address, the newest without one; 404 for one that was never released here."""
    wanted = request.args.get("period")
    if wanted is None:
        return periods[-1]
    return next((period for period in periods if period.id == wanted), None) or abort(404)


def _beside(place: Place) -> Beside | None:
    """Return the group to compare with, the usual one without a wish; 404 for one that this visitor may not see."""
    wanted = request.args.get("beside", "")
    if not wanted:
        return place.beside[0] if place.beside else None
    return next((each for each in place.beside if each.key == wanted), None) or abort(404)


def _construct(session: AnySession, place: Place) -> str:
    """Return the construct to look at, empty for all; one that this release did not ask is a page without lines."""
    wanted = request.args.get("topic", "")
    if wanted and wanted not in constructs_of(session, place):
        abort(404)
    return wanted


def constructs_of(session: AnySession, place: Place) -> frozenset[str]:
    """Return everything that the programmes of the region measure."""
    keys = session.query(Programme.instrument_key).filter(Programme.region_id == place.region_id).distinct()
    return frozenset(construct for (key,) in keys for construct in instrument_of(key).constructs)
