"""A draft of a full measurement is its owner's alone: its existence, size and moment tell no more than an answer's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.answering.ballots import places_of
from app.answering.diary import Pages
from app.answering.diary_rows import own_diary, own_pages
from app.answering.models import Ballot, DiaryEntry
from app.answering.new_code import change_code
from app.answering.page_routes import PAGE_BYTES
from app.answering.service import leave
from app.answering.unsent import Draft, draft_in, sealed_draft
from app.db import db, writing
from app.participants.service import Joined
from app.programme.counting_plan import plan_of_period
from app.programme.models import Period, Wave
from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.draft_seal import new_draft_key, open_draft, seal_draft
from app.vault.personal_keys import derive_keys
from tests.answering.measuring import CLOSED, WORKLOAD, open_measurement, press
from tests.conftest import SetClock
from tests.region import SmallRegion

LONG = {f"{item}": "Veel woorden over mijn werk. " * 33 for item in ("fixed_comment", "workload_comment")}
SHORT = {"professional_space": "ample"}


@pytest.fixture
def measured(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """The small region on the first day of a full measurement."""
    open_measurement(region, set_clock)
    return region


def browsers(region: SmallRegion) -> Iterator[tuple[Joined, FlaskClient]]:
    for person in region.people["north"]:
        yield person, region.signed_in(person)


def rows_of(person: Joined) -> Pages:
    db.session.rollback()
    return own_pages(db.session, person.keys)


def pause(own: FlaskClient, **fields: object) -> None:
    assert own.post("/pulse/pause", data=fields).status_code == 303


def send(own: FlaskClient, **fields: object) -> None:
    assert own.post("/pulse", data=fields).status_code == 303


def test_a_draft_takes_the_rows_of_an_answer(measured: SmallRegion) -> None:
    """Nothing, little or much, kept or sent: as many rows, each of one size. Sending renames none of them."""
    people = browsers(measured)
    looks = set()
    for keep, fields in ((True, {}), (True, SHORT), (True, WORKLOAD | LONG), (False, SHORT), (False, WORKLOAD | LONG)):
        person, own = next(people)
        before = len(rows_of(person))
        (pause if keep else send)(own, **fields)
        rows = rows_of(person)
        looks.add((len(rows) - before, *{len(sealed) for _name, sealed in rows}))
        if keep:
            send(own, **fields)
            assert {name for name, _sealed in rows_of(person)} == {name for name, _sealed in rows}
    assert len(looks) == 1
    assert next(iter(looks))[0] == 4


def test_a_draft_makes_no_ballot_and_changes_none(measured: SmallRegion) -> None:
    """Before sending there is none; after a change that is only kept, the sent ones stay byte for byte."""
    _person, own = next(browsers(measured))
    pause(own, **WORKLOAD)
    assert db.session.scalars(select(Ballot)).all() == []
    send(own, **WORKLOAD)
    ballots = set(db.session.execute(select(Ballot.name, Ballot.sealed)).all())
    pause(own, workload="hardly_or_not")
    db.session.rollback()
    assert set(db.session.execute(select(Ballot.name, Ballot.sealed)).all()) == ballots


@pytest.mark.parametrize(
    "answers", [WORKLOAD, {"workload": "hardly_or_not", "sector_workload_cause": "other"}, {"workload": "some"} | LONG]
)
def test_every_way_through_the_questions_casts_the_same_ballots(
    measured: SmallRegion, answers: dict[str, object]
) -> None:
    """Whoever answers about workload casts one ballot for each item that depends on it, asked or not, of one size."""
    person, own = next(browsers(measured))
    send(own, **answers)
    period = db.session.scalars(select(Period).where(Period.state == "open")).one()
    instrument = plan_of_period(db.session, period)
    named = {
        ballot_name(person.keys, period=period.id, item=place.item, channel=place.channel): place
        for place in places_of(instrument, period.items)
    }
    ballots = db.session.execute(select(Ballot.name, Ballot.sealed)).all()
    cast = {named[name].item for name, _sealed in ballots}
    routed = {"workload_task", "workload_cause", "workload_factor_influenceable", "workload_effect"}
    routed |= {"sector_workload_cause", "colleague_workload_effect", "workload_relief"}
    assert cast == {"workload", "card_helped", *routed}
    assert len(ballots) == 8 * 3 + 1
    assert len({len(sealed) for _name, sealed in ballots}) == 1


def test_nobody_else_reads_a_draft(measured: SmallRegion) -> None:
    """Not in the database, not on a team-mate's page, and not with the period's draft key and another's code."""
    people = browsers(measured)
    owner, own = next(people)
    mate, theirs = next(people)
    pause(own, fixed_comment="Zeer persoonlijk", **WORKLOAD)
    kept = db.session.execute(select(DiaryEntry.sealed)).scalars().all()
    assert not any(b"persoonlijk" in sealed for sealed in kept)
    assert "Zeer persoonlijk" not in theirs.get("/pulse").text + theirs.get("/pulse/pages").text
    assert own_diary(db.session, mate.keys).drafts == {}
    (sealed,) = own_diary(db.session, owner.keys).drafts.values()
    assert "persoonlijk" not in sealed
    assert open_draft(new_draft_key(), sealed) is None


def test_a_draft_is_gone_after_sending(measured: SmallRegion) -> None:
    """What was sent takes its place; nothing is left to go on with."""
    person, own = next(browsers(measured))
    pause(own, **WORKLOAD)
    send(own, **WORKLOAD)
    diary = own_diary(db.session, person.keys)
    assert diary.drafts == {}
    assert len(diary.waves) == 1
    assert "You had begun" not in own.get("/?language=en").text


def test_a_draft_that_was_never_sent_is_unreadable_once_the_period_closes(
    measured: SmallRegion, set_clock: SetClock
) -> None:
    """Also for its owner, with the code in hand: the key is gone. It is no answer, and nothing of it is taken along."""
    person, own = next(browsers(measured))
    pause(own, fixed_comment="Zeer persoonlijk", **SHORT)
    set_clock(CLOSED)
    assert press_late(own) == 409
    assert "gone" in own.post("/pulse/pause?language=en", data=SHORT).text
    measured.tick(CLOSED)
    assert set(db.session.scalars(select(Period.draft_key).where(Period.state != "open"))) == {None}
    diary = own_diary(db.session, person.keys)
    assert diary.waves == {}
    (wave_id,) = diary.drafts
    period = db.session.get_one(Wave, wave_id).period
    assert draft_in(diary, wave_id=wave_id, key=period.draft_key) is None
    assert '"entries":[]' in own.get("/mirror.json").text.replace(" ", "")
    assert "persoonlijk" not in own.get("/mirror.json").text


def press_late(own: FlaskClient) -> int:
    return own.post("/pulse/pages", data={"page": "0", "go": "next"}).status_code


def test_the_period_closing_under_a_draft_is_told(measured: SmallRegion) -> None:
    """The ticker has begun to close the period: nothing is kept, and the page says so."""
    _person, own = next(browsers(measured))
    db.session.execute(text("UPDATE period SET state = 'closing' WHERE state = 'open'"))
    db.session.commit()
    assert press_late(own) == 409


def test_a_new_code_takes_the_draft_along(measured: SmallRegion) -> None:
    """Under the new code it goes on where it stood, in as many rows; the old code opens nothing."""
    person, own = next(browsers(measured))
    pause(own, fixed_comment="Nog niet af")
    before, code = len(rows_of(person)), PersonalCode.make()
    with writing(db.session):
        change_code(db.session, person.keys, code=code)
    assert rows_of(person) == ()
    assert len(own_pages(db.session, derive_keys(code))) == before
    own = measured.app.test_client()
    assert own.post("/code", data={"code": code.text}).status_code == 303
    assert "Nog niet af" in own.get("/pulse").text


def test_leaving_erases_the_draft(measured: SmallRegion) -> None:
    """With the diary it stands in."""
    person, own = next(browsers(measured))
    pause(own, **SHORT)
    with writing(db.session):
        leave(db.session, person.keys)
    assert rows_of(person) == ()


def test_every_page_is_as_long_on_the_wire(measured: SmallRegion) -> None:
    """Who watches the network cannot tell the pages of one way through the questions from those of another."""
    people = browsers(measured)
    lengths = set()
    for answers in (WORKLOAD, {"workload": "hardly_or_not"}, {}):
        _person, own = next(people)
        for _page in range(9):
            response = own.get("/pulse/pages", headers={"Accept-Encoding": "br"})
            lengths.add(len(response.get_data()))
            press(own, "next", **answers)
    assert lengths == {PAGE_BYTES}


def test_too_much_to_keep_is_refused_with_words(measured: SmallRegion) -> None:
    """More than a draft holds: 422, named, with what was typed; nothing of before is lost."""
    _person, own = next(browsers(measured))
    pause(own, **SHORT)
    assert press(own, "to:fixed_comment").status_code == 303
    response = press(own, "pause", fixed_comment="x" * 70_000)
    assert response.status_code == 422
    assert "x" * 70_000 in response.text
    assert "Make your notes shorter" in own.post("/pulse/pause?language=en", data={"fixed_comment": "y" * 70_000}).text
    diary = own_diary(db.session, measured.participant.keys)
    (wave_id,) = diary.drafts
    key = db.session.get_one(Wave, wave_id).period.draft_key
    draft = draft_in(diary, wave_id=wave_id, key=key)
    assert draft is not None
    assert draft.fields == {"professional_space": ["ample"]}


def test_neither_a_draft_nor_what_is_on_a_page_shows_in_a_trace() -> None:
    """An error report names the classes, never what was typed."""
    draft = Draft({"fixed_comment": ["Geheim"]}, "fixed_comment")
    assert "Geheim" not in repr(draft)
    key = new_draft_key()
    assert open_draft(key, sealed_draft(draft, key=key)) == {
        "fields": {"fixed_comment": ["Geheim"]},
        "at": "fixed_comment",
        "reviewed": False,
    }
    assert open_draft(key, seal_draft(key, {})[:-8]) is None
    assert open_draft(key, "no base64 ü") is None


def test_nobody_sees_that_or_where_a_colleague_paused(measured: SmallRegion) -> None:
    """Each gets a form of their own, whoever of them came first: the one who paused goes on, the other begins."""
    (_paused, mine), (_fresh, other) = list(browsers(measured))[:2]
    pause(mine, professional_space="ample", at="stay_one_year")
    for _turn in range(2):
        assert 'data-draft data-at="stay_one_year"' in mine.get("/pulse").text
        assert "data-draft" not in other.get("/pulse").text
