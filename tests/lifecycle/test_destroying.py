"""Nothing outlives its mark: once a release is read back, ballots and key go; before that, neither does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from app.answering.models import Ballot
from app.db import db, writing
from app.lifecycle.destroying import ReleaseDamaged, destroy_period, give_up
from app.lifecycle.publish import release_period
from app.programme.models import Period
from app.releases.models import Release, ReleaseLeaf, ReleaseRow
from app.releases.read import rows_of, tree_of_release
from app.vault.counted_marks import counted_as
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def answered(region: SmallRegion) -> str:
    """Everybody answered; the period is over and not released yet."""
    for people in region.people.values():
        for person in people:
            region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    return region.wave().period_id


def published(region: SmallRegion) -> str:
    """Released with secret noise, and nothing destroyed yet."""
    period = answered(region)
    assert release_period(db.session, period, keys=region.keys, now=CLOSED) == "released"
    return period


def ballots(period: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.period_id == period)) or 0


def test_destroying_leaves_the_release_the_mark_and_nothing_else(any_region: SmallRegion) -> None:
    """On both databases: no ballot, no key, the rows as they were, and the digest beside the keys."""
    period = published(any_region)
    rows = rows_of(db.session, period)
    assert ballots(period)
    destroy_period(db.session, period, keys=any_region.keys)
    assert ballots(period) == 0
    assert not any_region.keys.exists(period)
    assert list(any_region.keys.folder.glob(f"{period}.key*")) == []
    assert rows_of(db.session, period) == rows
    assert counted_as(any_region.keys.folder, period) == db.session.get_one(Release, period).digest
    assert db.session.get_one(Period, period, populate_existing=True).destroyed


def test_destroying_twice_changes_nothing(region: SmallRegion) -> None:
    """As a run does that died in between."""
    period = published(region)
    destroy_period(db.session, period, keys=region.keys)
    mark = counted_as(region.keys.folder, period)
    destroy_period(db.session, period, keys=region.keys)
    assert counted_as(region.keys.folder, period) == mark


@pytest.mark.parametrize(
    "fault", ["a figure", "a bound", "a row less", "a salt", "a leaf less", "the digest", "the release"]
)
def test_a_release_that_is_not_as_published_keeps_ballots_and_key(region: SmallRegion, fault: str) -> None:
    """Whatever was altered between the commit and the reading back: nothing is destroyed, no mark is set."""
    period = published(region)
    shown = select(ReleaseRow.place).where(ReleaseRow.period_id == period, ~ReleaseRow.withheld).limit(1)
    place = db.session.scalar(shown)
    row = (ReleaseRow.period_id == period, ReleaseRow.place == place)
    altering = {
        "a figure": [update(ReleaseRow).where(*row).values(value=0.123)],
        "a bound": [update(ReleaseRow).where(*row).values(bin_lower=0.123)],
        "a row less": [delete(ReleaseRow).where(*row)],
        "a salt": [update(ReleaseLeaf).where(ReleaseLeaf.level == "region").values(salt="0b" * 16)],
        "a leaf less": [delete(ReleaseLeaf).where(ReleaseLeaf.level == "region")],
        "the digest": [update(Release).values(digest="0" * 64)],
        "the release": [delete(ReleaseRow), delete(ReleaseLeaf), delete(Release)],
    }
    with writing(db.session):
        for statement in altering[fault]:
            db.session.execute(statement)
    with pytest.raises(ReleaseDamaged):
        destroy_period(db.session, period, keys=region.keys)
    db.session.rollback()
    assert ballots(period)
    assert region.keys.exists(period)
    assert counted_as(region.keys.folder, period) is None


def test_the_mark_is_there_before_the_key_goes(region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk refuses while the key is destroyed: the mark already keeps an older database from being counted."""
    period = published(region)

    def refuse(*_: object) -> None:
        assert counted_as(region.keys.folder, period)
        raise OSError

    monkeypatch.setattr("app.vault.period_keys.destroy", refuse)
    with pytest.raises(OSError, match=r"^$"):
        destroy_period(db.session, period, keys=region.keys)
    db.session.rollback()
    assert not db.session.get_one(Period, period, populate_existing=True).destroyed
    monkeypatch.undo()
    destroy_period(db.session, period, keys=region.keys)
    assert not region.keys.exists(period)


def test_a_period_that_is_given_up_has_no_release_and_no_mark(region: SmallRegion) -> None:
    """Its ballots and key go; nothing was counted, and nothing says so."""
    period = answered(region)
    give_up(db.session, period, keys=region.keys)
    assert ballots(period) == 0
    assert not region.keys.exists(period)
    assert counted_as(region.keys.folder, period) is None
    assert db.session.get(Release, period) is None


def test_another_period_keeps_its_ballots_and_its_key(region: SmallRegion) -> None:
    """The next one has opened meanwhile and people answer it."""
    first = answered(region)
    region.tick(CLOSED)
    second = region.wave(CLOSED).period_id
    region.answer(region.participant, {"work_enjoyment": 4}, moment=CLOSED, submission="next")
    assert first != second
    destroy_period(db.session, first, keys=region.keys)
    assert ballots(second)
    assert region.keys.exists(second)


def test_salts_never_repeat_and_noise_is_drawn_once(region: SmallRegion) -> None:
    """Two releases of the same answers: every group has another salt in each; a release asked for again is left."""
    first = published(region)
    salts = [each.salt for each in tree_of_release(db.session, first).values()]
    assert release_period(db.session, first, keys=region.keys, now=CLOSED) == "left"
    assert release_period(db.session, first, keys=region.keys, now=CLOSED, by_hand=True) == "left"
    region.tick(CLOSED + timedelta(minutes=1))
    later = CLOSED + 2 * FORTNIGHT
    second = region.wave(CLOSED).period_id
    assert release_period(db.session, second, keys=region.keys, now=later) == "released"
    salts += [each.salt for each in tree_of_release(db.session, second).values()]
    assert len(set(salts)) == len(salts) >= 16
