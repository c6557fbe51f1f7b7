"""One new card, always the same one."""

from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.cards import Card, CardState, choose_card, fitting_cards
from app.cards.card_choice import STALE_WAVES
from app.cards.card_deck import Deck
from app.cards.situation import State
from tests.cards.situations import card, keys, person

ALWAYS = {"always": True}
LOW = {"item": "work_enjoyment", "latest": {"at_most": 5}}
LACKING = {"item": "reflection", "latest": {"in": ["insufficient"]}}
BAD_WEEK = {"work_enjoyment": 3, "reflection": "insufficient"}


def chosen(cards: list[Card], **states: CardState) -> str | None:
    choice = choose_card(cards, person(BAD_WEEK, states=states))
    return choice.card.key if choice else None


def test_the_higher_priority_goes_first() -> None:
    """Authors decide what is most urgent."""
    assert chosen([card(LOW, key="a", priority=4), card(LOW, key="b", priority=8)]) == "b"


def test_of_equal_priority_the_more_specific_rule_goes_first() -> None:
    """Two conditions fit closer than one, and one closer than none."""
    both = card({"all": [LOW, LACKING]}, key="c")
    assert chosen([card(LOW, key="b"), both, card(ALWAYS, key="a")]) == "c"
    assert chosen([card(ALWAYS, key="a"), card(LOW, key="b")]) == "b"


def test_a_rule_is_as_specific_as_its_loosest_way_to_hold() -> None:
    """An any with an easy way out is no narrower than that way."""
    loose = card({"any": [ALWAYS, {"all": [LOW, LACKING]}]}, key="a")
    assert chosen([loose, card(LOW, key="b")]) == "b"


def test_a_run_is_more_specific_than_one_answer() -> None:
    """Twice in a row says more than once."""
    twice = card({"item": "reflection", "run": {"in": ["insufficient"], "times": 2}}, key="b")
    choice = choose_card([card(LACKING, key="a"), twice], person(BAD_WEEK, BAD_WEEK))
    assert choice is not None
    assert choice.card.key == "b"


def test_what_is_left_equal_goes_by_key() -> None:
    """No chance, no order of files."""
    assert chosen([card(LOW, key="b"), card(LOW, key="a")]) == "a"


def test_nothing_fits_nothing_is_shown() -> None:
    """No card is better than a wrong one."""
    assert choose_card([card(LOW)], person({"work_enjoyment": 9})) is None


def test_a_card_for_groups_only_is_never_for_a_person() -> None:
    """A professional does not get what is meant for a manager."""
    assert fitting_cards([card(None, audience=["manager"], group_rule=ALWAYS)], person()) == ()


ANSWERS: Mapping[str, st.SearchStrategy[object]] = {
    "reflection": st.sampled_from(["ample", "sufficient", "insufficient", "very_insufficient", "_declined"]),
    "do_what_is_needed": st.sampled_from(["ample", "insufficient", "very_insufficient"]),
    "work_enjoyment": st.integers(1, 10),
    "workload": st.sampled_from(["strong", "some", "hardly_or_not"]),
    "workload_cause": st.lists(st.sampled_from(["admin", "caseload", "complexity"]), max_size=3, unique=True),
}
HISTORIES = st.lists(st.fixed_dictionaries({}, optional=ANSWERS), max_size=4)
STATES = st.sampled_from(["shown", "saved", "done", "refused", "later"])


@given(history=HISTORIES, chance=st.randoms(use_true_random=False))
def test_the_same_situation_always_gives_the_same_card(
    deck: Deck, history: list[dict[str, object]], chance: Random
) -> None:
    """Neither chance nor the order of the files decides."""
    situation = person(*history, profile={"experience": "0-3"})
    shuffled = list(deck.cards)
    chance.shuffle(shuffled)
    assert choose_card(shuffled, situation) == choose_card(deck.cards, situation)
    assert keys(fitting_cards(shuffled, situation)) == keys(fitting_cards(deck.cards, situation))


@given(history=HISTORIES, states=st.dictionaries(st.integers(0, 88), st.tuples(STATES, st.integers(1, 5))))
def test_at_most_one_new_card_and_never_one_that_was_answered(
    deck: Deck, history: list[dict[str, object]], states: dict[int, tuple[State, int]]
) -> None:
    """Whatever became of the cards before, the choice is new to this person."""
    kept = {deck.cards[index].key: CardState(*state) for index, state in states.items()}
    situation = person(*history, states=kept)
    choice = choose_card(deck.cards, situation)
    this_wave = [state for state in kept.values() if state.wave_number == situation.wave_number]
    if choice is not None:
        state = kept.get(choice.card.key)
        assert state is None or state.state in {"shown", "later"}
        assert not this_wave or state in this_wave


@given(history=HISTORIES, states=st.dictionaries(st.integers(0, 88), st.tuples(STATES, st.integers(1, 5))))
def test_the_new_card_is_the_first_of_those_that_fit_and_may_be_new(
    deck: Deck, history: list[dict[str, object]], states: dict[int, tuple[State, int]]
) -> None:
    """Looking at the likely ones first changes nothing about which it is."""
    kept = {deck.cards[index].key: CardState(*state) for index, state in states.items()}
    situation = person(*[{}] * 7, *history, states=kept)  # Long after the wave of any of those states.
    choice = choose_card(deck.cards, situation)
    fitting = [each for each in fitting_cards(deck.cards, situation) if each.of_own_answers]
    recent = range(situation.wave_number - STALE_WAVES + 1, situation.wave_number + 1)
    fresh = [
        each
        for each in fitting
        if each.card.before_tips
        or any(reason.wave_number in recent for reason in each.reasons if reason.of_own_answers)
    ]
    unseen = [each for each in fresh if each.card.key not in kept]
    assert choice is None or choice in fitting
    assert not unseen or choice is not None
    if choice is not None and choice.card.key not in kept:
        assert choice == unseen[0]
