"""People before tips: from the first answer on, in turn, and no longer once things rise."""

import pytest

from app.cards import CardState, Situation, cards_over_waves, choose_card, needs_people
from app.cards.card_deck import Deck
from app.cards.card_schema import Card
from tests.cards.situations import Answers, person

GLAD = {
    "room_for_lightness",
    "stay_curious",
    "your_own_instrument",
    "what_made_it_better",
    "thank_who_helped",
    "keep_what_keeps_you",
    "say_what_you_saw",
    "something_new_to_learn",
    "let_a_starter_watch",
}


def waves_of(*answers: Answers) -> list[Situation]:
    return [person(*answers[:wave]) for wave in range(1, len(answers) + 1)]


def kinds(deck: Deck, *answers: Answers) -> list[str]:
    chosen, _states = cards_over_waves(deck.cards, waves_of(*answers), {})
    return ["first" if each.card.before_tips else each.card.kind if each else "none" for each in chosen if each]


def grades(*each: int) -> list[Answers]:
    return [{"work_enjoyment": grade, "professional_space": "insufficient"} for grade in each]


@pytest.mark.parametrize(
    "answers",
    [
        grades(1),
        grades(3),
        grades(5, 5),
        grades(8, 5),
        grades(8, 7, 5),
        [{"stay_one_year": "small", "work_enjoyment": 7}],
        [{"stay_one_year": "fairly_small", "work_enjoyment": 9}],
        [{"workload": "strong", "professional_space": "very_insufficient", "work_enjoyment": 6}],
    ],
)
def test_low_or_falling_answers_bring_people_before_tips(deck: Deck, answers: list[Answers]) -> None:
    """Also at the first answer, and whatever else fits."""
    situation = person(*({"reflection": "very_insufficient"} | dict(each) for each in answers))
    choice = choose_card(deck.cards, situation)
    assert choice is not None
    assert choice.card.before_tips
    assert choice.reasons


@pytest.mark.parametrize(
    "answers",
    [
        grades(6),
        grades(7, 7),
        grades(8, 6),
        grades(4, 7),
        grades(3, 3, 6),
        [{"workload": "strong", "professional_space": "insufficient", "work_enjoyment": 6}],
        [{"workload": "strong", "professional_space": "very_insufficient", "work_enjoyment": 4}, *grades(6, 8)],
        [{"stay_one_year": "dont_know"}],
        [{"stay_one_year": "small", "work_enjoyment": 4}, {"work_enjoyment": 8}],
        [{"work_enjoyment": 1}, {"work_enjoyment": "_declined"}],
    ],
)
def test_it_yields_when_things_are_well_or_rise(deck: Deck, answers: list[Answers]) -> None:
    """An ordinary fortnight is no reason for it, a clear rise ends it, and who declines is left alone."""
    assert not needs_people(deck.cards, person(*answers))


def test_the_same_card_does_not_come_every_round_but_another_may(deck: Deck) -> None:
    """Two people cards in a row, then a tip, then people again."""
    chosen, _states = cards_over_waves(deck.cards, waves_of(*grades(1, 1, 1, 1, 1, 1)), {})
    keys = [choice.card.key for choice in chosen if choice]
    assert len(set(keys)) == len(keys) == 6
    assert kinds(deck, *grades(1, 1, 1, 1)) == ["first", "first", "do", "first"]


@pytest.mark.parametrize("grade", [6, 7, 8, 9, 10])
def test_no_celebration_for_who_wants_to_leave(deck: Deck, grade: int) -> None:
    """Not as long as that answer stands, whatever the grade."""
    leaving = {"stay_one_year": "small", "equipped": "sufficient", "workload": "some"}
    answers: list[Answers] = [leaving | {"work_enjoyment": 4}, *({"work_enjoyment": grade} for _wave in range(6))]
    chosen, _states = cards_over_waves(deck.cards, waves_of(*answers), {})
    assert not GLAD & {choice.card.key for choice in chosen if choice}


def test_who_put_a_tip_off_gets_people_first_all_the_same(deck: Deck) -> None:
    """A reminder waits."""
    states = {"ask_for_backing": CardState("later", 1)}
    choice = choose_card(deck.cards, person(*grades(6, 1), states=states))
    assert choice is not None
    assert choice.card.before_tips


def test_the_words_are_calm(deck: Deck) -> None:
    """No diagnosis, no alarm, no number to call that may be wrong."""
    named = ("burn-out", "burnout", "depressi", "ziek bent", "urgent", "direct", "gevaar", "danger", "crisis", "112")
    for card in _people(deck):
        for text in (card.title, card.text, card.step):
            words = " ".join(text.values()).lower()
            assert not [word for word in named if word in words], card.key
            assert not any(letter.isdigit() for letter in words), card.key


def _people(deck: Deck) -> list[Card]:
    found = [card for card in deck.cards if card.before_tips]
    assert len(found) >= 6
    return found


def test_everybody_who_can_help_is_named(deck: Deck) -> None:
    """Colleague, lead, occupational physician, confidential adviser, own doctor, listening line."""
    titles = " ".join(card.title["nl"] + card.text["nl"] for card in _people(deck)).lower()
    for who in ("collega", "leidinggevende", "bedrijfsarts", "vertrouwenspersoon", "huisarts", "luisterlijn"):
        assert who in titles


def test_no_sentence_says_what_somebody_answered(deck: Deck) -> None:
    """They stand in everybody's list, so they have to be true for everybody."""
    claims = (
        "je gaf",
        "je antwoord",
        "je verwacht",
        "je cijfer",
        "you gave",
        "your answer",
        "you expect",
        "your grade",
    )
    for card in _people(deck):
        words = " ".join([*card.title.values(), *card.text.values(), *card.step.values()]).lower()
        assert not [claim for claim in claims if claim in words], card.key
