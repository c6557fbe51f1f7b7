"""After a change of questionnaire the mirror shows what is asked now; what was asked before steps back, whole."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from app import clock
from app.answering.own_wave_rows import standing_of
from app.cards import CardState
from app.charts.frame_store import wanted_frames
from app.charts.timeline import timeline_of
from app.db import db, writing
from app.instrument.installed import instrument_of
from app.instrument.questionnaire_drafts import new_draft, with_copies, with_question
from app.mirror.card_notes import write_note
from app.mirror.own_cards import own_cards
from app.programme.models import Programme
from app.programme.own_questionnaires import create_draft
from app.programme.own_questionnaires import publish as publish_version
from app.programme.plan_changes import pause
from app.programme.service import create_programme
from tests.conftest import SetClock
from tests.mirror.test_new_card import _look
from tests.region import FORTNIGHT, START, SmallRegion

CHANGED = START + 2 * FORTNIGHT
OWN_ITEM = {
    "key": "own_week",
    "block": "questions",
    "number": "1",
    "type": "single",
    "short": {"nl": "Je week", "en": "Your week"},
    "text": {"nl": "Hoe ging je week?", "en": "How was your week?"},
    "options": [
        {"key": "good", "text": {"nl": "Goed", "en": "Good"}, "rank": 2, "favourable": True},
        {"key": "bad", "text": {"nl": "Slecht", "en": "Bad"}, "rank": 1},
    ],
}


@pytest.fixture
def changed(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """One person answered with the first questionnaire; then the region goes over to one of its own."""
    set_clock(START)
    region.answer(region.participant, {"professional_space": "ample", "work_enjoyment": 4}, moment=START)
    with writing(db.session):
        peo = instrument_of("peo")
        content = with_copies(
            new_draft({"nl": "Eigen", "en": "Own"}, ["nl", "en"], first=peo), peo, keys=["work_enjoyment"]
        )
        draft = create_draft(db.session, region.region_id, with_question(content, OWN_ITEM))
        key = publish_version(db.session, draft, today=START.date()).key
    first = db.session.scalars(select(Programme)).one()
    with writing(db.session):
        pause(db.session, first)
        create_programme(
            db.session, region.region_id, instrument_key=key, starts_on=CHANGED.date(), min_group=7, colluders=2
        )
    set_clock(CHANGED)
    region.tick(CHANGED)
    wave = region.wave(CHANGED)
    with writing(db.session):
        wave.items = ["work_enjoyment", "own_week"]
    region.answer(region.participant, {"work_enjoyment": 8, "own_week": "good"}, moment=CHANGED, submission="second")
    return region


def rows_of(page: str) -> tuple[list[str], list[str]]:
    """The titles of the subjects, and those that stepped back."""
    now, _fold, earlier = page.partition('<details class="earlier">')
    return re.findall(r'<span class="name">([^<]+)', now), re.findall(r'<span class="name">([^<]+)', earlier)


def test_what_is_asked_now_comes_first_and_the_rest_is_folded(changed: SmallRegion) -> None:
    """The mirror kept the questions of the oldest programme, and had nothing of the new ones."""
    page = changed.signed_in(changed.participant).get("/mirror").text
    now, earlier = rows_of(page)
    assert now == ["Werkplezier", "Je week"]
    assert "Professionele ruimte" in earlier
    assert not set(now) & set(earlier)
    assert '<details class="earlier"><summary>Eerdere vragen' in page


def test_an_earlier_question_keeps_its_page_and_the_words_it_was_asked_in(changed: SmallRegion) -> None:
    """Own answers, the figures of that time, the year, and the file to take along say it in words."""
    phone = changed.signed_in(changed.participant)
    page = phone.get("/mirror/professional_space")
    assert page.status_code == 200
    words = instrument_of("peo").item("professional_space").options[0].text["nl"]
    assert words.lower() in unescape(page.text).lower()
    assert "Hoeveel professionele ruimte heb je in je werk?" in phone.get("/mirror.csv").text
    year = phone.get("/mirror/year").text
    assert year.index("Werkplezier") < year.index("Professionele ruimte")
    assert phone.get("/mirror/own_week").status_code == 200


def test_one_line_of_answers_goes_on_over_both_questionnaires(changed: SmallRegion) -> None:
    """A question that both ask moves from the first to the second; rounds are counted on, never begun again."""
    timeline = timeline_of(db.session, region_id=changed.region_id, now=clock.now())
    numbers = [wave.number for wave in timeline.waves]
    assert numbers == list(range(1, len(numbers) + 1))
    own = standing_of(db.session, wave_id=timeline.waves[-1].id, team_id=changed.teams["north"], pages=())
    assert numbers[-1] in own.numbers
    label = changed.signed_in(changed.participant).get("/mirror").text
    assert "gestegen" in label or "hoger" in label


def test_frames_are_drawn_for_questions_of_both(changed: SmallRegion) -> None:
    """The job stopped at the first question that the oldest questionnaire does not have."""
    assert wanted_frames(db.session, region_id=changed.region_id, now=clock.now())


def test_a_kept_card_of_before_stays_with_its_owner(changed: SmallRegion) -> None:
    """A card that was saved is not lost because the region asks other questions now."""
    keys = changed.participant.keys
    with writing(db.session):
        write_note(db.session, keys, key="ask_for_backing", state=CardState("saved", 1))
    saved = own_cards(db.session, _look(changed)).saved
    assert [choice.card.key for choice in saved] == ["ask_for_backing"]
    assert changed.signed_in(changed.participant).get("/cards").status_code == 200


def test_nothing_steps_back_while_one_questionnaire_goes_on(region: SmallRegion, set_clock: SetClock) -> None:
    """Items that take turns are not asked every round: they are no earlier questions."""
    set_clock(START)
    region.answer(region.participant, {"professional_space": "ample", "work_enjoyment": 4}, moment=START)
    page = region.signed_in(region.participant).get("/mirror").text
    assert "Professionele ruimte" in rows_of(page)[0]
    assert rows_of(page)[1] == []
