"""At every tick it is said whose key is missing or wrong, and of no other period or poll than that one."""

from __future__ import annotations

from itertools import combinations

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.lifecycle.key_watch import key_concerns, kind_of, waiting_concerns
from app.programme.concerns import WORDS, Waiting
from app.programme.models import Period
from app.vault.counted_marks import forget_marks, mark_counted
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT


def state_of(period: str) -> tuple[str, str | None]:
    row = db.session.get_one(Period, period, populate_existing=True)
    return row.state, row.waiting_because


def test_a_key_that_is_there_and_right_is_no_concern(region: SmallRegion) -> None:
    assert key_concerns(db.session, keys=region.keys) == set()
    assert waiting_concerns(db.session) == set()


@pytest.mark.parametrize(
    ("fault", "kind"), [("gone", "key_missing"), ("damaged", "key_unreadable"), ("another", "key_does_not_fit")]
)
def test_each_fault_of_a_key_has_its_own_word(region: SmallRegion, fault: str, kind: str) -> None:
    """Looking changes nothing: the period stays open, and what is there stays there."""
    period = region.wave().period_id
    path = region.keys.folder / f"{period}.key"
    if fault == "gone":
        path.unlink()
    elif fault == "damaged":
        path.write_text("{}")
    else:
        region.keys.make("other")
        (region.keys.folder / "other.key").replace(path)
    before = path.read_bytes() if path.exists() else None
    assert key_concerns(db.session, keys=region.keys) == {Waiting(kind, period)}
    assert state_of(period) == ("open", None)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_period_that_was_counted_before_takes_no_answers_any_more(region: SmallRegion) -> None:
    """A mark lies beside its key: it came back with an older database, and waits for a person."""
    period = region.wave().period_id
    mark_counted(region.keys.folder, period, digest="d" * 64)
    assert key_concerns(db.session, keys=region.keys) == set()
    assert state_of(period) == ("waiting", "released_before")
    assert waiting_concerns(db.session) == {Waiting("released_before", period)}
    forget_marks(region.keys.folder, period)


def test_a_mark_of_another_period_stops_nothing(region: SmallRegion) -> None:
    """Also one whose name begins alike."""
    period = region.wave().period_id
    for name in (period[:-1], f"{period}0", "other"):
        mark_counted(region.keys.folder, name, digest="d" * 64)
    assert key_concerns(db.session, keys=region.keys) == set()
    assert state_of(period)[0] == "open"


def test_the_key_of_a_period_that_is_over_is_not_asked_for(region: SmallRegion) -> None:
    """Released and destroyed: that no key lies there is as promised."""
    period = region.wave().period_id
    for people in region.people.values():
        for person in people:
            region.answer(person, {"work_enjoyment": 7})
    assert region.tick(CLOSED).destroyed == (period,)
    assert key_concerns(db.session, keys=region.keys) == set()


@pytest.mark.parametrize("because", ["key_missing", "audit_failed: rule 5, team a", None, "as it was said in 2025"])
def test_a_stored_reason_is_told_by_its_kind(region: SmallRegion, because: str | None) -> None:
    """What stands after the colon names a group, and is not for a list that everybody of the staff sees."""
    period = region.wave().period_id
    with writing(db.session):
        db.session.execute(update(Period).where(Period.id == period).values(state="waiting", waiting_because=because))
    (found,) = waiting_concerns(db.session)
    assert found == Waiting(kind_of(because), period)
    assert found.kind in WORDS
    assert "team a" not in found.kind


def test_every_kind_is_read_as_itself_and_anything_else_as_one_of_them() -> None:
    for kind in WORDS:
        assert kind_of(kind) == kind_of(f"{kind}: more: words") == kind
    assert kind_of("") == kind_of(None) == kind_of("unheard of") == "cannot_count"
    assert all(one != other for one, other in combinations(WORDS, 2))
