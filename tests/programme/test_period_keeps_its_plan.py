"""A period that has opened is shown, moved and checked by the questionnaire it opened with, whatever follows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.answering.ballots import places_of
from app.answering.models import Ballot
from app.answering.new_code import change_code
from app.commands.release_commands import release as release_command
from app.db import db, writing
from app.groups.service import instrument_of_period
from app.instrument.installed import instrument_of
from app.meetings.asked_again import result_days
from app.programme.calendar import asked_in, year_of
from app.programme.counting_plan import plan_of_period
from app.programme.models import Programme
from app.programme.plan_changes import plan_anew
from app.vault.ballot_seal import ballot_name
from app.vault.codes import PersonalCode
from app.vault.personal_keys import ParticipantKeys, derive_keys
from tests.boards.visitors import Visitors
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7}


@pytest.fixture
def gone_over(region: SmallRegion) -> SmallRegion:
    """The region after everybody answered and the programme went over to another one, from the next period on."""
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, ANSWERS)
    with writing(db.session):
        programme = db.session.scalars(select(Programme)).one()
        programme.instrument_key, programme.theme, programme.anchors = "wellbeing", None, None
        plan_anew(db.session, programme, now=START)
    return region


def test_a_new_code_takes_every_ballot_along(gone_over: SmallRegion) -> None:
    """Also of items that the new questionnaire does not have: what stays under the old name could be cast twice."""
    person, code = gone_over.participant, PersonalCode.make()
    period = gone_over.wave().period
    places = places_of(plan_of_period(db.session, period), period.items)

    def cast(keys: ParticipantKeys) -> int:
        names = [ballot_name(keys, period=period.id, item=each.item, channel=each.channel) for each in places]
        return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.name.in_(names))) or 0

    before = cast(person.keys)
    with writing(db.session):
        change_code(db.session, person.keys, code=code)
    assert (cast(person.keys), cast(derive_keys(code))) == (0, before)
    assert before >= len(ANSWERS)


def test_the_year_ahead_shows_what_is_open_and_what_comes(gone_over: SmallRegion) -> None:
    """On the programme's page and as the day of the next result; before, the page failed."""
    programme = db.session.scalars(select(Programme)).one()
    waves = year_of(db.session, programme, now=START)
    asked = {item.key for wave in waves for item in wave.items}
    assert {"work_enjoyment", "life_satisfaction"} <= asked
    assert {row.item.key for row in asked_in(waves, instrument_of("wellbeing"))} >= {"life_satisfaction"}
    days = result_days(db.session, gone_over.region_id, now=START)
    assert {"work_enjoyment", "life_satisfaction"} <= days.keys()
    page = Visitors(gone_over).browser("region_lead").get(f"/programme/{programme.id}")
    assert page.status_code == 200


def test_a_release_keeps_the_words_it_was_asked_in(gone_over: SmallRegion) -> None:
    """Board, codebook and file of a period of before, and the audit of it."""
    period = gone_over.wave().period_id
    gone_over.tick(CLOSED)
    assert instrument_of_period(db.session, period).key == "peo"
    browser = Visitors(gone_over).browser("region_lead")
    assert "Werkplezier" in browser.get(f"/releases/{period}/codebook").text
    assert browser.get(f"/region?period={period}").status_code == 200
    audit = gone_over.app.test_cli_runner().invoke(release_command, ["audit", period])
    assert (audit.exit_code, "holds" in audit.output) == (0, True), audit.output
