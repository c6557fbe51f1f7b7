"""After a card: next time, did it help, and back again; people first on the page; all of it in the sealed diary."""

from __future__ import annotations

import re

import pytest

from app.answering.diary_rows import own_diary
from app.db import db
from app.mirror.own_cards import own_cards
from tests.conftest import SetClock
from tests.mirror.test_new_card import UNHAPPY, Life, _key, _look
from tests.region import SmallRegion

CALM = {"professional_space": "insufficient", "work_enjoyment": 6}


@pytest.fixture
def life(region: SmallRegion, set_clock: SetClock) -> Life:
    return Life(region, set_clock)


def _page(life: Life, address: str = "/cards", **form: str) -> str:
    client = life.region.signed_in(life.region.participant)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    if not form:
        return client.get(address).text
    answer = client.post(address, data=form)
    return client.get("/cards").text if answer.status_code == 303 else answer.text


def _notes(life: Life) -> object:
    return own_diary(db.session, life.region.participant.keys).cards


def test_next_time_brings_the_card_back_once(life: Life) -> None:
    """No other card takes its place in this round; after the next it is new again, and then it rests."""
    put_off = _key(life.answer(CALM))
    life.turn(put_off, "later")
    assert life.card_of(0) is None
    assert "For next time" in _page(life)
    assert _key(life.answer(CALM)) == put_off
    following = life.answer(CALM)
    assert following is None or following.card.key != put_off


def test_only_the_new_card_can_wait(life: Life) -> None:
    """A card from the list is refused with what to do instead, and nothing is written."""
    life.answer(CALM)
    other = own_cards(db.session, _look(life.region)).fitting[0].card.key
    assert "Only the new card can wait for the next round" in _page(life, f"/cards/{other}", state="later")
    assert _notes(life) == {}


def test_two_rounds_after_a_card_was_done_its_owner_is_asked_if_it_helped(life: Life) -> None:
    """Not sooner, not again after an answer, and the answer can be changed."""
    done = _key(life.answer(CALM))
    life.turn(done, "done")
    life.answer(CALM)
    assert "Did it help?" not in _page(life)
    life.answer(CALM)
    assert "Did it help?" in _page(life)
    assert "It helped a bit, you said." in _page(life, f"/cards/{done}", helped="a_bit")
    assert _notes(life) == {done: {"state": "done", "wave": 1, "done_in": 1, "helped": "a_bit", "helped_in": 3}}
    assert "Did it help?" in _page(life, f"/cards/{done}", helped="undo")
    assert _notes(life) == {done: {"state": "done", "wave": 1, "done_in": 1}}


@pytest.mark.parametrize("helped", ["very", "", "yes"])
def test_whether_it_helped_is_asked_of_a_done_card_only(life: Life, helped: str) -> None:
    """Anything else is refused and says what can be said."""
    card = _key(life.answer(CALM))
    assert "only of a done card you can say whether it helped" in _page(life, f"/cards/{card}", helped=helped)
    assert _notes(life) == {}


@pytest.mark.parametrize("state", ["saved", "later", "done", "refused"])
def test_each_state_can_be_taken_back(life: Life, state: str) -> None:
    """Then it is the new card again, as if nothing was done."""
    card = _key(life.answer(CALM))
    life.turn(card, state)
    assert life.turn(card, "undo") is None
    assert _key(life.card_of(0)) == card
    assert _notes(life) == {}


def test_people_come_first_and_stay_within_reach(life: Life) -> None:
    """At the first low answer the new card is of people, and /cards has all of them above the tips."""
    assert life.answer(UNHAPPY | {"work_enjoyment": 1}) is not None
    page = _page(life)
    new = re.search(r'data-card="(\w+)" data-kind="(\w+)"', page)
    assert new is not None
    assert new.group(2) == "people"
    assert page.index("Who you can turn to") < page.index("Fits your answers")
    for key in ("people_the_company_doctor", "people_the_confidential_adviser", "people_your_own_doctor"):
        assert f'id="card-{key}"' in page
    life.answer(CALM)
    life.answer(CALM | {"work_enjoyment": 8})
    page = _page(life)
    assert page.index("All that fits, by subject") < page.index("Who you can turn to")
    assert page.count('id="card-people_') == 8


def test_without_a_fitting_card_the_page_after_answering_says_so(life: Life) -> None:
    """Calmly, without filler; the list still has what is for everyone."""
    assert life.answer({"professional_space": "sufficient", "work_enjoyment": "_declined"}) is None
    page = _page(life, f"/done/{life.wave_ids[0]}")
    assert "No new card now." in page
    listed = _page(life)
    assert "It was not chosen: it stands here for everyone." in listed
    assert "your own answers" not in listed


def test_the_page_is_short_before_anything_is_opened(life: Life) -> None:
    """One card in full; all others are behind a title."""
    life.answer(UNHAPPY | {"work_enjoyment": 5})
    page = _page(life)
    outside, depth = 0, 0
    for tag in re.findall(r"<details|</details|<article", page):
        depth += {"<details": 1, "</details": -1, "<article": 0}[tag]
        outside += tag == "<article" and depth == 0
    assert page.count("<article") > 10
    assert outside == 1
