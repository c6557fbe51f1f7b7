"""Which questionnaires a region uses: that of its running programme, else of its newest, else the first one."""

from __future__ import annotations

from sqlalchemy import select

from app.db import AnySession
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.instrument.schema import Instrument
from app.programme.models import Programme


def questionnaire_of_region(session: AnySession, region_id: str) -> Instrument:
    """Return the questionnaire that a region uses now: it gives the kinds of organisation and the background questions.

    Raises ContentFault.
    """
    used = select(Programme.instrument_key).where(Programme.region_id == region_id)
    newest = session.scalar(used.order_by(Programme.paused, Programme.starts_on.desc()).limit(1))
    return instrument_of(newest or FIRST_QUESTIONNAIRE)


def questionnaires_in_use(session: AnySession) -> tuple[str, ...]:
    """Return the keys of the questionnaires that any programme here uses, running ones first; the first one if none."""
    rows = session.execute(select(Programme.instrument_key, Programme.paused).order_by(Programme.paused)).all()
    return tuple(dict.fromkeys(key for key, _paused in rows)) or (FIRST_QUESTIONNAIRE,)
