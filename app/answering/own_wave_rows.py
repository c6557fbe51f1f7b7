"""Reads from the database everything that decides what happens to an answer. Decrypts and writes nothing.

It is read twice for every answer: before the short write, to encrypt with, and inside it, with account and period
locked. Two equal readings decide the same, so what was encrypted by the first may be stored by the second.
"""

from __future__ import annotations

from sqlalchemy import Executable, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from app.answering.diary import Pages
from app.answering.own_wave import OwnWave
from app.db import AnySession, read_rows
from app.programme.counting_plan import fixed_instrument
from app.programme.models import Period, Programme, SnapshotRow, Wave


class WaveUnknown(Exception):
    """There is no such wave."""


_OWN = aliased(Wave)
_EARLIER, _OF_EARLIER, _ASKED_BY = aliased(Wave), aliased(Period), aliased(Programme)
_NUMBER = (  # As in the timeline: counted over all programmes of the region, so that no number comes twice.
    select(func.count())
    .select_from(_EARLIER)
    .join(_OF_EARLIER, _OF_EARLIER.id == _EARLIER.period_id)
    .join(_ASKED_BY, _ASKED_BY.id == _OF_EARLIER.programme_id)
    .where(_ASKED_BY.region_id == Programme.region_id, _EARLIER.opens_at <= Wave.opens_at)
    .correlate(Programme, Wave)
    .scalar_subquery()
)
_WAVES = (
    select(
        Wave.id,
        _NUMBER.label("number"),
        Wave.items,
        Wave.opens_at,
        Wave.closes_at,
        Period.id.label("period_id"),
        Period.opens_at.label("period_opens"),
        Period.closes_at.label("period_closes"),
        Period.state,
        Period.public_key,
        Period.plan_digest,
        Programme.instrument_key,
        SnapshotRow.team_id.is_not(None).label("in_snapshot"),
    )
    .join(Period, Period.id == Wave.period_id)
    .join(Programme, Programme.id == Period.programme_id)
    .join(_OWN, _OWN.period_id == Period.id)
    .outerjoin(SnapshotRow, and_(SnapshotRow.period_id == Period.id, SnapshotRow.team_id == bindparam("team_id")))
    .where(_OWN.id == bindparam("wave_id"))
    .order_by(Wave.number)
)
_WAVES_KEPT_OPEN = _WAVES.with_for_update(read=True, of=Period)


def standing_of(session: AnySession, *, wave_id: str, team_id: str, pages: Pages) -> OwnWave:
    """Return a wave with its period and whether the team's answers count in it; locks nothing. Raises WaveUnknown."""
    return _standing(session, _WAVES, wave_id=wave_id, team_id=team_id, pages=pages)


def standing_kept(session: AnySession, *, wave_id: str, team_id: str, pages: Pages) -> OwnWave:
    """Return what `standing_of` returns, and lock the wave's period against closing until the transaction ends.

    Without the lock an answer could be stored after the count. Raises WaveUnknown.
    """
    return _standing(session, _WAVES_KEPT_OPEN, wave_id=wave_id, team_id=team_id, pages=pages)


def _standing(session: AnySession, waves: Executable, *, wave_id: str, team_id: str, pages: Pages) -> OwnWave:
    rows = read_rows(session, waves, {"wave_id": wave_id, "team_id": team_id}).all()
    own = next((row for row in rows if row.id == wave_id), None)
    if own is None:
        raise WaveUnknown
    return OwnWave(
        wave_id=wave_id,
        opens=max(own.opens_at, own.period_opens),
        closes=min(own.closes_at, own.period_closes),
        period_id=own.period_id,
        period_open=own.state == "open",
        in_snapshot=own.in_snapshot,
        public_key=own.public_key,
        instrument=fixed_instrument(session, digest=own.plan_digest, key=own.instrument_key),
        asked=tuple((row.id, tuple(row.items)) for row in rows),
        numbers=tuple(row.number for row in rows),
        team_id=team_id,
        pages=pages,
    )
