"""Makes the release of a closed period: count, protect, audit, publish, and leave nothing to open again.

Whatever stops this half-way, the next run begins anew: nothing is visible before the one commit that
publishes, and only one of two runs at the same time gets to commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select, update

from app.answering.models import Ballot
from app.clock import REGION_TIME
from app.db import AnySession, changed_rows, writing
from app.organisations.models import Region
from app.programme.instruments import instrument_of
from app.programme.models import Period, Programme, SnapshotRow
from app.releases.aggregate import Snapshot, SnapshotTeam, SnapshotUnusable, Tally
from app.releases.audit import audit
from app.releases.cells import Row
from app.releases.gate import count_ballots
from app.releases.linking import links, together
from app.releases.models import Release, ReleaseRow
from app.releases.noise import Noise, SecretNoise
from app.releases.plan import PlanContradictory, Together
from app.releases.planning import breakdowns, item_plans, relation_plans
from app.releases.policy import Policy
from app.releases.protect import protect
from app.releases.stored import stored
from app.releases.table import digest
from app.vault.key_files import KeyFileUnreadable
from app.vault.period_keys import PeriodKeyMissing, PeriodKeys
from app.vault.trustee import TrusteeKey, TrusteeKeyNeeded, WrongTrusteeKey

ROWS_AT_ONCE = 5000

Outcome = Literal["released", "waiting", "left"]
TO_CLOSE = ("open", "closing")
KEY_FAULTS: dict[type[Exception], str] = {
    PeriodKeyMissing: "The private key of this period is missing; its ballots cannot be opened.",
    TrusteeKeyNeeded: "The trustee takes part in closing: peil period close PERIOD --key-file FILE.",
    WrongTrusteeKey: "This is not the key file that the period was made with.",
    KeyFileUnreadable: "A key file cannot be read; it is damaged or not a key file.",
}


def release_period(
    session: AnySession,
    period_id: str,
    *,
    keys: PeriodKeys,
    now: datetime,
    noise: Noise | None = None,
    trustee: TrusteeKey | None = None,
    by_hand: bool = False,
) -> Outcome:
    """Release a period whose last moment has passed.

    `released`: published now. `waiting`: nothing was published, a person must look (the reason is kept);
    `by_hand` takes such a period up again. `left`: another run was first, or nothing is due.
    Only the demonstration builder hands in its own noise.
    """
    if not _begin(session, period_id, now=now, states=TO_CLOSE + (("waiting",) if by_hand else ())):
        return "left"
    try:
        private_key = keys.private(period_id, trustee=trustee)
        tally = _count(session, period_id, private_key=private_key)
        rows = _protect(session, period_id, tally=tally, noise=noise or SecretNoise())
    except (PeriodKeyMissing, TrusteeKeyNeeded, WrongTrusteeKey, KeyFileUnreadable) as fault:
        return _wait(session, period_id, KEY_FAULTS[type(fault)])
    except (SnapshotUnusable, PlanContradictory) as unusable:
        return _wait(session, period_id, str(unusable))
    report = audit(
        rows, policy=_policy(session, period_id), sizes=tally.sizes(), together=_together(session, period_id)
    )
    if not report.ok:
        return _wait(session, period_id, "; ".join(str(finding) for finding in report.findings)[:2000])
    return _publish(session, period_id, rows=rows, now=now)


def destroy_ballots(session: AnySession, period_id: str) -> None:
    session.execute(delete(Ballot).where(Ballot.period_id == period_id))


def _begin(session: AnySession, period_id: str, *, now: datetime, states: tuple[str, ...]) -> bool:
    """From this commit on no ballot of the period can be cast any more."""
    with writing(session):
        due = update(Period).where(Period.id == period_id, Period.state.in_(states), Period.closes_at <= now)
        return bool(changed_rows(session, due.values(state="closing", waiting_because=None)))


def _count(session: AnySession, period_id: str, *, private_key: bytes) -> Tally:
    instrument = instrument_of(session.get_one(Period, period_id).programme.instrument_key)
    return count_ballots(session, period_id, private_key=private_key, instrument=instrument)


def _protect(session: AnySession, period_id: str, *, tally: Tally, noise: Noise) -> tuple[Row, ...]:
    period = session.get_one(Period, period_id)
    instrument = instrument_of(period.programme.instrument_key)
    return protect(
        snapshot_of(session, period),
        tally,
        policy=_policy(session, period_id),
        items=item_plans(instrument, period.items),
        relations=relation_plans(instrument, period.items),
        links=links(instrument, period.items),
        noise=noise,
    )


def _together(session: AnySession, period_id: str) -> Together:
    period = session.get_one(Period, period_id)
    return together(instrument_of(period.programme.instrument_key), period.items)


def _policy(session: AnySession, period_id: str) -> Policy:
    period = session.get_one(Period, period_id)
    return Policy(colluders=period.colluders, min_group=period.min_group)


def snapshot_of(session: AnySession, period: Period) -> Snapshot:
    """The tree as it was when the period opened. Raises SnapshotUnusable."""
    programme = session.get_one(Programme, period.programme_id)
    region = session.get_one(Region, programme.region_id)
    instrument = instrument_of(programme.instrument_key)
    names = {option.key: next(iter(option.text.values())) for option in instrument.item("org_type").options}
    rows = session.scalars(select(SnapshotRow).where(SnapshotRow.period_id == period.id).order_by(SnapshotRow.team_id))
    return Snapshot(
        region=region.id,
        region_name=region.name,
        teams=tuple(
            SnapshotTeam(
                team=row.team_id,
                team_name=row.team_name,
                organisation=row.organisation_id,
                organisation_name=row.organisation_name,
                org_type=row.org_type,
                org_type_name=names.get(row.org_type, row.org_type),
            )
            for row in rows
        ),
        breakdowns=breakdowns(instrument),
    )


def _wait(session: AnySession, period_id: str, reason: str) -> Outcome:
    with writing(session):
        session.execute(
            update(Period)
            .where(Period.id == period_id, Period.state == "closing")
            .values(state="waiting", waiting_because=reason)
        )
    return "waiting"


def _publish(session: AnySession, period_id: str, *, rows: tuple[Row, ...], now: datetime) -> Outcome:
    """One commit: the release is there, whole and chained, and with no days of grace its ballots are gone."""
    with writing(session):
        closing = update(Period).where(Period.id == period_id, Period.state == "closing")
        if not changed_rows(session, closing.values(state="released")):
            return "left"
        last = session.scalars(select(Release).order_by(Release.number.desc()).limit(1)).first()
        previous = last.digest if last else ""
        session.add(
            Release(
                period_id=period_id,
                number=(last.number if last else 0) + 1,
                digest=digest(rows, previous, period=period_id),
                previous=previous,
                published_on=now.astimezone(REGION_TIME).date(),
            )
        )
        session.flush()
        _insert(session, rows, period_id=period_id)
        if session.get_one(Period, period_id).grace_days == 0:
            destroy_ballots(session, period_id)
    return "released"


def _insert(session: AnySession, rows: Sequence[Row], *, period_id: str) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = enumerate(rows[start : start + ROWS_AT_ONCE], start=start)
        session.execute(insert(ReleaseRow), [stored(row, period_id=period_id, place=place) for place, row in part])
