"""Reads which period, comparison group and topic the address of a board asks for; 404 for what does not exist."""

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
    """Read the query of the current request's address. Aborts with 404 for an unknown period, group or topic.

    `periods`: the released ones, at least one, oldest first.
    """
    return BoardQuery(period=_period(periods), beside=_beside(place), construct=_construct(session, place))


def _period(periods: Sequence[ReleasedPeriod]) -> ReleasedPeriod:
    """Return the period in the address, by default the newest; 404 for one that was not released in this region."""
    wanted = request.args.get("period")
    if wanted is None:
        return periods[-1]
    return next((period for period in periods if period.id == wanted), None) or abort(404)


def _beside(place: Place) -> Beside | None:
    """Return the comparison group in the address, by default the first; 404 for one that this visitor may not see."""
    wanted = request.args.get("beside", "")
    if not wanted:
        return place.beside[0] if place.beside else None
    return next((each for each in place.beside if each.key == wanted), None) or abort(404)


def _construct(session: AnySession, place: Place) -> str:
    """Return the construct in the address, empty for all; 404 for one that no programme of the region measures.

    A construct that this release did not ask about gives a page without lines.
    """
    wanted = request.args.get("topic", "")
    if wanted and wanted not in constructs_of(session, place):
        abort(404)
    return wanted


def constructs_of(session: AnySession, place: Place) -> frozenset[str]:
    """Return the keys of all constructs that the programmes of the region measure."""
    keys = session.query(Programme.instrument_key).filter(Programme.region_id == place.region_id).distinct()
    return frozenset(construct for (key,) in keys for construct in instrument_of(key).constructs)
