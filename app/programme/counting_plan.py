"""The counting plan of a period: the questionnaire as it stood when the period opened.

Decides that an edited content file changes the next period, never an open one: form, ballots, counting,
disclosure control and release of a period all read what is stored here. Callers commit.
"""

from __future__ import annotations

import hashlib
import json
import zlib

from pydantic import ValidationError
from sqlalchemy import select

from app.content.reading import ContentFault
from app.db import AnySession, add_once
from app.instrument.installed import instrument_of
from app.instrument.later_languages import with_later_languages
from app.instrument.schema import Instrument
from app.programme.models import CountingPlan, Period

PLANS_REMEMBERED = 16


class PlanUnreadable(Exception):
    """The stored counting plan is missing, was altered, or was written by a version that this one cannot read."""


def canonical(instrument: Instrument) -> str:
    """Return a questionnaire as JSON text that is always the same for the same content."""
    content = instrument.model_dump(mode="json")
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fix_plan(session: AnySession, period: Period) -> str:
    """Store the questionnaire that `period` uses from now on, unless it has one; return its digest.

    Raises ContentFault.
    """
    if period.plan_digest is None:
        content = canonical(instrument_of(period.programme.instrument_key))
        found = digest_of(content)
        if session.get(CountingPlan, found) is None:
            add_once(session, CountingPlan(digest=found, content=zlib.compress(content.encode())))
        period.plan_digest = found
    return period.plan_digest


def ask_what_is_there(period: Period) -> None:
    """Remove from the waves of a period that opens now the items that are no longer in the questionnaire.
    A wave that would have none left asks the questionnaire's anchors.

    Raises ContentFault.
    """
    instrument = instrument_of(period.programme.instrument_key)
    known = {item.key for item in instrument.items}
    for wave in period.waves:
        if not known.issuperset(wave.items):
            wave.items = [key for key in wave.items if key in known] or list(instrument.pulse.anchors)


def plan_of_period(session: AnySession, period: Period) -> Instrument:
    """Return the questionnaire that this period is counted by. Raises PlanUnreadable."""
    return fixed_instrument(session, digest=period.plan_digest, key=period.programme.instrument_key)


def fixed_instrument(session: AnySession, *, digest: str | None, key: str) -> Instrument:
    """Return the questionnaire that was stored under `digest`; without a digest, that of the content file `key`.

    A period that has not opened has no digest. Raises PlanUnreadable.
    """
    if digest is None:
        return instrument_of(key)
    known = _remembered.get(digest)
    if known is None:
        known = _read(session.scalar(select(CountingPlan.content).where(CountingPlan.digest == digest)), digest)
        if len(_remembered) >= PLANS_REMEMBERED:
            _remembered.clear()
        _remembered[digest] = known
    return known


def plan_to_show(session: AnySession, *, digest: str | None, key: str) -> Instrument:
    """Return the questionnaire that a period is or was asked with, for pages and files.

    As `fixed_instrument`, with the languages that the content file got since. A stored plan that cannot be read gives
    way to the content file, because nothing is counted by it here. Raises ContentFault.
    """
    try:
        fixed = fixed_instrument(session, digest=digest, key=key)
    except PlanUnreadable:
        return instrument_of(key)
    return _with_languages(fixed, key) if digest else fixed


def _with_languages(fixed: Instrument, key: str) -> Instrument:
    """Return a stored plan with the languages that its content file got since, as far as that can be read."""
    try:
        now = instrument_of(key)
    except ContentFault:
        return fixed
    known = _translated.get(id(fixed))
    if known is None or known[0] is not fixed or known[1] is not now:
        if len(_translated) >= PLANS_REMEMBERED:
            _translated.clear()
        known = _translated[id(fixed)] = (fixed, now, with_later_languages(fixed, now))
    return known[2]


_remembered: dict[str, Instrument] = {}
_translated: dict[int, tuple[Instrument, Instrument, Instrument]] = {}


def _read(packed: bytes | None, digest: str) -> Instrument:
    try:
        content = zlib.decompress(packed or b"").decode()
        if digest_of(content) == digest:
            return Instrument.model_validate_json(content)
    except (zlib.error, UnicodeDecodeError, ValidationError):
        pass
    raise PlanUnreadable(digest)


def digest_of(content: str) -> str:
    """Return the digest of a questionnaire as `canonical` writes it."""
    return hashlib.sha256(content.encode()).hexdigest()
