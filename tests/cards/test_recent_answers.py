"""Which answer is the latest one."""

from typing import Any

import pytest

from app.cards import CardState, choose_card
from app.cards.card_choice import STALE_WAVES
from app.cards.situation import RECENT_WAVES
from tests.cards.situations import card, person, reasons

LOW = {"item": "work_enjoyment", "latest": {"at_most": 5}}


def test_an_answer_lasts_until_its_question_comes_round_again() -> None:
    """Rotation asks an item less often than every wave."""
    assert reasons(LOW, person({"work_enjoyment": 4}, waves_later=RECENT_WAVES - 1)) is not None


def test_an_old_answer_no_longer_says_how_someone_is() -> None:
    """After a long absence nobody is met with last year's bad week."""
    assert reasons(LOW, person({"work_enjoyment": 4}, waves_later=RECENT_WAVES)) is None


def test_preferring_not_to_say_closes_the_subject() -> None:
    """An earlier answer is not used against a later silence."""
    assert reasons(LOW, person({"work_enjoyment": 4}, {"work_enjoyment": "_declined"})) is None


def test_a_question_that_was_not_asked_closes_nothing() -> None:
    """Only a person's own choice does."""
    assert reasons(LOW, person({"work_enjoyment": 4}, {"reflection": "ample"})) is not None


@pytest.mark.parametrize(
    ("waves_later", "fields", "state", "comes"),
    [
        (STALE_WAVES - 1, {}, None, True),
        (STALE_WAVES, {}, None, False),
        (STALE_WAVES, {"kind": "people", "before_tips": True}, None, True),
        (STALE_WAVES, {}, CardState("later", 1), True),
    ],
)
def test_an_answer_of_a_whole_cycle_ago_brings_up_no_new_tip(
    *, waves_later: int, fields: dict[str, Any], state: CardState | None, comes: bool
) -> None:
    """The card stays in the list. People to turn to, and what its owner put off, still come."""
    one = card(LOW, **fields)
    states = {one.key: state} if state else {}
    situation = person({"work_enjoyment": 4}, waves_later=waves_later, states=states)
    assert (choose_card([one], situation) is not None) == comes
    assert reasons(LOW, situation) is not None
