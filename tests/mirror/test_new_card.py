"""At most one new card after a pulse: the same at every reload, not the same again, and nothing stored by reading."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app import clock
from app.cards import CardState, ChosenCard
from app.db import db, writing
from app.mirror.card_notes import StateUnknown
from app.mirror.mirror_sources import Looking, look
from app.mirror.own_cards import CardUnknown, new_card, own_cards, states_before, turn_card
from app.participants.identity import Participant
from app.participants.service import belonging_of
from tests.conftest import SetClock
from tests.mirror.publishing import publish
from tests.region import FORTNIGHT, START, SmallRegion

UNHAPPY = {"professional_space": "insufficient", "work_enjoyment": 4, "reflection": "insufficient"}


def _participant(region: SmallRegion) -> Participant:
    person = region.participant
    belonging = belonging_of(db.session, person.keys)
    assert belonging is not None
    return Participant(person.code, person.keys, belonging)


def _look(region: SmallRegion) -> Looking:
    return look(db.session, _participant(region), now=clock.now())


class Life:
    """One person who answers wave after wave."""

    def __init__(self, region: SmallRegion, set_clock: SetClock) -> None:
        self.region, self.set_clock, self.wave_ids = region, set_clock, list[str]()

    def answer(self, answers: Mapping[str, object] = UNHAPPY) -> ChosenCard | None:
        """Answer the next wave; returns its new card."""
        number = len(self.wave_ids)
        moment = START + number * FORTNIGHT
        self.set_clock(moment)
        if number and number % 2 == 0:
            publish(self.region, number // 2, {})
            self.region.tick(moment)
        self.wave_ids.append(self.region.wave(moment).id)
        self.region.answer(self.region.participant, answers, moment=moment, submission=str(number))
        return self.card_of(-1)

    def card_of(self, number: int) -> ChosenCard | None:
        return new_card(db.session, _look(self.region), wave_id=self.wave_ids[number])

    def turn(self, key: str, state: str) -> CardState | None:
        with writing(db.session):
            looking = _look(self.region)
            return turn_card(db.session, self.region.participant.keys, looking, key=key, state=state)


@pytest.fixture
def life(region: SmallRegion, set_clock: SetClock) -> Life:
    return Life(region, set_clock)


def _key(choice: ChosenCard | None) -> str:
    assert choice is not None
    return choice.card.key


def test_a_reload_shows_the_same_card(life: Life) -> None:
    """Also later, when other waves have come."""
    first = _key(life.answer())
    assert _key(life.card_of(0)) == first
    life.answer()
    assert _key(life.card_of(0)) == first


def test_a_card_without_a_reaction_stays_away_for_its_cool_down(life: Life) -> None:
    """Nothing was written down, and still the next waves bring other cards."""
    cards = [_key(life.answer()) for _wave in range(4)]
    assert len(set(cards)) == 4
    assert not states_before(_look(life.region))


def test_a_refused_card_never_comes_back(life: Life) -> None:
    """Not as the new card, and not among those that fit."""
    refused = _key(life.answer())
    life.turn(refused, "refused")
    cards = own_cards(db.session, _look(life.region))
    assert refused not in {choice.card.key for choice in (*cards.fitting, *cards.saved, *cards.done)}
    assert all(_key(life.answer()) != refused for _wave in range(5))


def test_saving_the_new_card_makes_no_room_for_another(life: Life) -> None:
    """One new card a wave, whatever is done with it."""
    saved = _key(life.answer())
    assert life.turn(saved, "saved") == CardState("saved", 1)
    cards = own_cards(db.session, _look(life.region))
    assert cards.new is None
    assert [choice.card.key for choice in cards.saved] == [saved]


def test_a_card_found_under_cards_leaves_the_new_one_alone(life: Life) -> None:
    """Only the new card takes the place of the new card."""
    new = _key(life.answer())
    other = next(choice for choice in own_cards(db.session, _look(life.region)).fitting if choice.card.key != new)
    assert life.turn(other.card.key, "saved") == CardState("saved", None)
    assert _key(life.card_of(0)) == new


def test_what_happens_now_does_not_rewrite_an_earlier_wave(life: Life) -> None:
    """A reaction in the second wave leaves the first wave's card what it was."""
    first = _key(life.answer())
    second = _key(life.answer())
    life.turn(second, "done")
    assert _key(life.card_of(0)) == first
    assert life.card_of(1) is None


def test_a_reaction_counts_from_its_own_wave_on(life: Life) -> None:
    """A card that came back after its cool-down and was then refused, was still the card of that first wave."""
    first = _key(life.answer())
    again = next(wave for wave in range(1, 20) if _key(life.answer()) == first)
    life.turn(first, "refused")
    assert _key(life.card_of(0)) == first
    assert life.card_of(again) is None


def test_before_the_first_answer_there_are_no_cards(region: SmallRegion) -> None:
    """A card without a reason would be advertising."""
    cards = own_cards(db.session, _look(region))
    assert (cards.new, cards.fitting, cards.saved, cards.done) == (None, (), (), ())


def test_only_cards_for_participants_can_be_turned(life: Life) -> None:
    """An unknown card, a card for managers and an unknown state are refused by name."""
    card = _key(life.answer())
    for key in ("no_such_card", "discuss_tasks_and_time"):
        with pytest.raises(CardUnknown):
            life.turn(key, "saved")
    with pytest.raises(StateUnknown):
        life.turn(card, "loved")
