"""Makes the release of a closed period: count, protect, audit, publish.

Nothing is visible before the one commit that publishes, and of two simultaneous runs only one commits. Destroys
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from app.clock import REGION_TIME
from app.db import AnySession, changed_rows, writing
from app.lifecycle.ballot_box import CannotCount
from app.lifecycle.ballot_reader import BallotReader
from app.lifecycle.gate import count_ballots
from app.organisations.models import Region
from app.programme.counting_plan import plan_of_period
from app.programme.models import Period, Programme, SnapshotRow
from app.releases.models import Release, ReleaseLeaf, ReleaseRow
from app.releases.read import rows_of, tree_of_release
from app.releases.rules.aggregate import Snapshot, SnapshotTeam, Tally
from app.releases.rules.audit import audit
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import AlteredRows, GroupKey, check_digest, leaves_of
from app.releases.rules.implications import links, together
from app.releases.rules.item_plan import Together
from app.releases.rules.merkle import chained, fresh_salt, root
from app.releases.rules.noise import Noise, SecretNoise, SeededNoise
from app.releases.rules.period_plan import breakdowns, item_plans, relation_plans
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.stored_rows import stored
from app.work_engine import work_engine

ROWS_AT_ONCE = 5000


def make_release(
    session: AnySession, period_id: str, *, reader: BallotReader, noise: Noise | None, now: datetime
) -> bool:
    """Release a period that accepts no ballots any more; False when another run was first.
    `noise`: None for secret random noise; only the demonstration builder passes its own.

    Raises CannotCount where the audit finds something, BallotsUnopened, PlanUnreadable, SnapshotUnusable,
    PlanContradictory.
    """
    instrument = plan_of_period(session, session.get_one(Period, period_id))
    tally = count_ballots(session, period_id, reader=reader, instrument=instrument)
    rows = _protect(session, period_id, tally=tally, noise=noise or SecretNoise())
    report = audit(
        rows,
        policy=_policy(session, period_id),
        sizes=tally.sizes(),
        together=_together(session, period_id),
        spread=work_engine(),
    )
    if not report.ok:
        raise CannotCount("audit_failed", "; ".join(str(finding) for finding in report.findings))
    make_salt = noise.salt if isinstance(noise, SeededNoise) else fresh_salt
    return _publish(session, period_id, rows=rows, salts=salts_for(rows, make_salt), now=now)


def is_whole(session: AnySession, period_id: str) -> bool:
    """Return whether the committed release exists and its rows have the published digest."""
    made = session.get(Release, period_id, populate_existing=True)
    if made is None:
        return False
    try:
        salts = {key: leaf.salt for key, leaf in tree_of_release(session, period_id).items()}
        check_digest(rows_of(session, period_id), made.previous, expected=made.digest, salts=salts, period=period_id)
    except AlteredRows:
        return False
    return True


def _protect(session: AnySession, period_id: str, *, tally: Tally, noise: Noise) -> tuple[Row, ...]:
    period = session.get_one(Period, period_id)
    instrument = plan_of_period(session, period)
    counted = instrument.counted_with(period.items)
    return protect(
        snapshot_of(session, period),
        tally,
        policy=_policy(session, period_id),
        items=item_plans(instrument, counted),
        relations=relation_plans(instrument, counted),
        links=links(instrument, counted),
        noise=noise,
    )


def _together(session: AnySession, period_id: str) -> Together:
    period = session.get_one(Period, period_id)
    instrument = plan_of_period(session, period)
    return together(instrument, instrument.counted_with(period.items))


def _policy(session: AnySession, period_id: str) -> Policy:
    period = session.get_one(Period, period_id)
    return Policy(colluders=period.colluders, min_group=period.min_group)


def snapshot_of(session: AnySession, period: Period) -> Snapshot:
    """Return the tree of groups as it was when the period opened. Raises SnapshotUnusable."""
    programme = session.get_one(Programme, period.programme_id)
    region = session.get_one(Region, programme.region_id)
    instrument = plan_of_period(session, period)
    main = instrument.languages[0]
    names = {option.key: option.text[main] for option in instrument.item("org_type").options}
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


def salts_for(rows: Sequence[Row], make_salt: Callable[[], str]) -> dict[GroupKey, str]:
    """Make a random salt for every group of a release, in the order of its file."""
    return {key: make_salt() for key in dict.fromkeys((row.level, row.group) for row in rows)}


def _publish(
    session: AnySession, period_id: str, *, rows: tuple[Row, ...], salts: Mapping[GroupKey, str], now: datetime
) -> bool:
    """Write the release with its digest and hash tree in one commit; False when another run was first."""
    with writing(session, turn="releases"):  # Each one is numbered after the one before, and chained to it.
        closing = update(Period).where(Period.id == period_id, Period.state == "closing")
        if not changed_rows(session, closing.values(state="released")):
            return False
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
    return True


def _insert(session: AnySession, rows: Sequence[Row], *, period_id: str) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = enumerate(rows[start : start + ROWS_AT_ONCE], start=start)
        session.execute(insert(ReleaseRow), [stored(row, period_id=period_id, place=place) for place, row in part])
