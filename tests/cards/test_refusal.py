"""“Not for me” and “done” are final; “save” keeps a card without showing it as new."""

import pytest

from app.cards import CardState, choose_card, fitting_cards
from app.cards.situation import State
from tests.cards.situations import card, person

CARD = card({"item": "work_enjoyment", "latest": {"at_most": 5}}, cool_down_waves=1)
ALWAYS_LOW = [{"work_enjoyment": 4}] * 40


@pytest.mark.parametrize("state", ["refused", "done"])
def test_what_was_refused_or_done_never_comes_back(state: State) -> None:
    """Not as the new card, not in the list, however long ago."""
    situation = person(*ALWAYS_LOW, states={CARD.key: CardState(state, 1)})
    assert choose_card([CARD], situation) is None
    assert fitting_cards([CARD], situation) == ()


def test_a_saved_card_stays_in_the_list_and_is_never_new_again() -> None:
    """It is already theirs."""
    situation = person(*ALWAYS_LOW, states={CARD.key: CardState("saved", 1)})
    assert choose_card([CARD], situation) is None
    assert len(fitting_cards([CARD], situation)) == 1
