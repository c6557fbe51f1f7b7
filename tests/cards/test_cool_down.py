"""A card without a reaction rests before it comes back; a wave has one new card."""

from dataclasses import replace

from app.cards import AnsweredWave, CardState, cards_over_waves, choose_card
from tests.cards.situations import card, person

LOW = {"item": "work_enjoyment", "latest": {"at_most": 5}}
FIRST = card(LOW, key="first", priority=9, cool_down_waves=4)
SECOND = card(LOW, key="second", priority=2)


def chosen_in_wave(wave_number: int, **states: CardState) -> str | None:
    choice = choose_card([FIRST, SECOND], person(*[{"work_enjoyment": 4}] * wave_number, states=states))
    return choice.card.key if choice else None


def test_a_card_that_got_no_reaction_rests_for_its_cool_down() -> None:
    """Another card gets its turn."""
    assert chosen_in_wave(4, first=CardState("shown", 1)) == "second"
    assert chosen_in_wave(5, first=CardState("shown", 1)) == "first"


def test_the_card_of_this_wave_stays_the_same_on_reload() -> None:
    """A second look is not a second card."""
    assert chosen_in_wave(3, second=CardState("shown", 3)) == "second"


def test_a_reaction_does_not_make_room_for_another_card() -> None:
    """Who saves or refuses the new card is not given the next one at once."""
    shown = CardState("shown", 3)
    for state in (shown.turned("saved"), shown.turned("done"), shown.turned("refused")):
        assert chosen_in_wave(3, first=state) is None
        assert chosen_in_wave(4, first=state) == "second"


def test_reacting_to_a_card_found_in_the_list_costs_no_new_card() -> None:
    """It was never the new card of a wave."""
    assert chosen_in_wave(3, first=CardState("done")) == "second"


def test_the_card_of_this_wave_goes_when_its_reason_goes() -> None:
    """A corrected answer takes the card along, and no other comes in its place."""
    low = card({"item": "work_enjoyment", "latest": {"at_most": 5}}, key="low")
    situation = person({"work_enjoyment": 8}, states={"low": CardState("shown", 1)})
    assert choose_card([low, SECOND], situation) is None


def test_a_kind_rests_after_two_rounds_also_when_it_was_the_same_card_twice() -> None:
    """The second time hides the first nowhere: ignored, or put off and brought back."""
    deck = [card(LOW, key=key, kind="do", cool_down_waves=1) for key in "ab"]
    rounds = [
        replace(person(), wave_number=number, history=(AnsweredWave(number, {"work_enjoyment": 4}),))
        for number in (1, 2, 3)
    ]
    only = [card(LOW, key="a", kind="do", cool_down_waves=1)]
    assert [choice is not None for choice in cards_over_waves(only, rounds, {})[0]] == [True, True, False]
    put_off = {"b": CardState("later", 1), "a": CardState("later", 2)}
    assert cards_over_waves(deck, rounds, put_off)[0][2] is None
    twice = CardState("shown", 2, also_new_in=1)
    assert choose_card(deck, replace(rounds[2], card_states={"a": twice})) is None
