"""Makes the release of a closed period: count, protect, audit, publish.

Whatever stops this half-way, the next run begins anew: nothing is visible before the one commit that
publishes, and only one of two runs at the same time gets to commit. Destroys nothing: that is `destroying`'s,
once the release was read back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select, update

from app.clock import REGION_TIME
from app.db import AnySession, changed_rows, writing
from app.lifecycle.gate import BallotsUnopened, count_ballots
from app.organisations.models import Region
from app.programme.counting_plan import PlanUnreadable, plan_of_period
from app.programme.models import Period, Programme, SnapshotRow
from app.releases.models import Release, ReleaseLeaf, ReleaseRow
from app.releases.rules.aggregate import Snapshot, SnapshotTeam, SnapshotUnusable, Tally
from app.releases.rules.audit import audit
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import GroupKey, leaves_of
from app.releases.rules.implications import links, together
from app.releases.rules.item_plan import PlanContradictory, Together
from app.releases.rules.merkle import chained, fresh_salt, root
from app.releases.rules.noise import Noise, SecretNoise, SeededNoise
from app.releases.rules.period_plan import breakdowns, item_plans, relation_plans
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.stored_rows import stored
from app.vault.counted_marks import counted_as
from app.vault.key_files import KeyFileUnreadable
from app.vault.key_fit import KeyDoesNotFit, require_fit
from app.vault.period_keys import HoldersNeeded, PeriodKeyMissing, PeriodKeys
from app.vault.shares import SharesDoNotFit

ROWS_AT_ONCE = 5000

Outcome = Literal["released", "waiting", "left"]
TO_CLOSE = ("open", "closing")
KEY_FAULTS: dict[type[Exception], str] = {
    PeriodKeyMissing: "key_missing",
    HoldersNeeded: "holders_needed",
    SharesDoNotFit: "wrong_share",
    KeyFileUnreadable: "key_unreadable",
    KeyDoesNotFit: "key_does_not_fit",
}
CANNOT_COUNT: dict[type[Exception], str] = {
    BallotsUnopened: "ballots_unopened",
    PlanUnreadable: "plan_unreadable",
    SnapshotUnusable: "cannot_count",
    PlanContradictory: "cannot_count",
}
"""Why a period waits, as a kind of `app/programme/concerns.py`."""


def release_period(
    session: AnySession,
    period_id: str,
    *,
    keys: PeriodKeys,
    now: datetime,
    noise: Noise | None = None,
    brought: Mapping[int, str] | None = None,
    by_hand: bool = False,
    leave_unopened: bool = False,
) -> Outcome:
    """Release a period whose last moment has passed.

    `released`: published now. `waiting`: nothing was published, a person must look (the reason is kept);
    `by_hand` takes such a period up again, and with `leave_unopened` however many ballots do not open.
    `left`: another run was first, or nothing is due. `brought`: shares of its key holders by number. Only the
    demonstration builder hands in its own noise.
    """
    if not _begin(session, period_id, now=now, states=TO_CLOSE + (("waiting",) if by_hand else ())):
        return "left"
    if counted_as(keys.folder, period_id) is not None:
        return _wait(session, period_id, "released_before")
    try:
        private_key = keys.private(period_id, shares=brought)
        require_fit(private_key, session.get_one(Period, period_id).public_key)
        tally = _count(session, period_id, private_key=private_key, leave_unopened=leave_unopened)
        rows = _protect(session, period_id, tally=tally, noise=noise or SecretNoise())
    except tuple(KEY_FAULTS) as fault:
        return _wait(session, period_id, KEY_FAULTS[type(fault)])
    except tuple(CANNOT_COUNT) as fault:
        return _wait(session, period_id, f"{CANNOT_COUNT[type(fault)]}: {fault}"[:2000])
    report = audit(
        rows, policy=_policy(session, period_id), sizes=tally.sizes(), together=_together(session, period_id)
    )
    if not report.ok:
        findings = "; ".join(str(finding) for finding in report.findings)
        return _wait(session, period_id, f"audit_failed: {findings}"[:2000])
    make_salt = noise.salt if isinstance(noise, SeededNoise) else fresh_salt
    return _publish(session, period_id, rows=rows, salts=salts_for(rows, make_salt), now=now)


def _begin(session: AnySession, period_id: str, *, now: datetime, states: tuple[str, ...]) -> bool:
    """From this commit on no ballot of the period can be cast any more."""
    with writing(session):
        due = update(Period).where(Period.id == period_id, Period.state.in_(states), Period.closes_at <= now)
        return bool(changed_rows(session, due.values(state="closing", waiting_because=None)))


def _count(session: AnySession, period_id: str, *, private_key: bytes, leave_unopened: bool) -> Tally:
    instrument = plan_of_period(session, session.get_one(Period, period_id))
    return count_ballots(
        session, period_id, private_key=private_key, instrument=instrument, leave_unopened=leave_unopened
    )


def _protect(session: AnySession, period_id: str, *, tally: Tally, noise: Noise) -> tuple[Row, ...]:
    period = session.get_one(Period, period_id)
    instrument = plan_of_period(session, period)
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
    return together(plan_of_period(session, period), period.items)


def _policy(session: AnySession, period_id: str) -> Policy:
    period = session.get_one(Period, period_id)
    return Policy(colluders=period.colluders, min_group=period.min_group)


def snapshot_of(session: AnySession, period: Period) -> Snapshot:
    """The tree as it was when the period opened. Raises SnapshotUnusable."""
    programme = session.get_one(Programme, period.programme_id)
    region = session.get_one(Region, programme.region_id)
    instrument = plan_of_period(session, period)
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


def salts_for(rows: Sequence[Row], make_salt: Callable[[], str]) -> dict[GroupKey, str]:
    """A salt for every group of a release, in the order of its file."""
    return {key: make_salt() for key in dict.fromkeys((row.level, row.group) for row in rows)}


def _publish(
    session: AnySession, period_id: str, *, rows: tuple[Row, ...], salts: Mapping[GroupKey, str], now: datetime
) -> Outcome:
    """One commit: the release is there, whole and chained."""
    with writing(session):
        closing = update(Period).where(Period.id == period_id, Period.state == "closing")
        if not changed_rows(session, closing.values(state="released")):
            return "left"
        last = session.scalars(select(Release).order_by(Release.number.desc()).limit(1)).first()
        previous = last.digest if last else ""
        leaves = leaves_of(rows, salts=salts, period=period_id)
        over = root(list(leaves.values()))
        session.add(
            Release(
                period_id=period_id,
                number=(last.number if last else 0) + 1,
                root=over,
                digest=chained(previous, over),
                previous=previous,
                published_on=now.astimezone(REGION_TIME).date(),
            )
        )
        session.flush()
        session.execute(
            insert(ReleaseLeaf),
            [
                {"period_id": period_id, "level": key[0], "group": key[1], "salt": salts[key], "hash": hashed.hex()}
                for key, hashed in leaves.items()
            ],
        )
        _insert(session, rows, period_id=period_id)
    return "released"


def _insert(session: AnySession, rows: Sequence[Row], *, period_id: str) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = enumerate(rows[start : start + ROWS_AT_ONCE], start=start)
        session.execute(insert(ReleaseRow), [stored(row, period_id=period_id, place=place) for place, row in part])
