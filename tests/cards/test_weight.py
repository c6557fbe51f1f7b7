"""Which of several fitting cards goes first: fit, how old the answer is, variety, and what became of cards before."""

from app.cards import Card, CardState, choose_card, fitting_cards
from tests.cards.situations import Answers, card, keys, person

LOW = {"item": "work_enjoyment", "latest": {"at_most": 6}}
LACKING = {"item": "reflection", "latest": {"in": ["insufficient", "very_insufficient"]}}


def chosen(cards: list[Card], *answers: Answers, **states: CardState) -> str | None:
    choice = choose_card(cards, person(*answers, states=states))
    return choice.card.key if choice else None


def test_an_older_answer_carries_less() -> None:
    """Three rounds ago counts less than now; of two cards alike the fresh one goes first."""
    cards = [card(LACKING, key="a_old"), card(LOW, key="b_fresh")]
    assert chosen(cards, {"reflection": "insufficient", "work_enjoyment": 6}) == "a_old"
    assert chosen(cards, {"reflection": "insufficient"}, {}, {}, {"work_enjoyment": 6}) == "b_fresh"


def test_the_rule_that_holds_more_strongly_goes_first() -> None:
    """Far below the bound says more than just below it."""
    cards = [card({"item": "other", "latest": {"at_most": 6}}, key="a"), card(LOW, key="b")]
    assert chosen(cards, {"other": 6, "work_enjoyment": 6}) == "a"
    assert chosen(cards, {"other": 6, "work_enjoyment": 4}) == "b"


def test_what_no_answer_brought_up_is_never_new_but_stays_in_the_list() -> None:
    """No card is better than filler."""
    general = card({"always": True}, key="general")
    background = card({"profile": "experience", "in": ["0-3"]}, key="background")
    situation = person({"work_enjoyment": 9}, profile={"experience": "0-3"})
    assert choose_card([general, background], situation) is None
    assert set(keys(fitting_cards([general, background], situation))) == {"general", "background"}


def test_one_kind_does_not_come_three_times_in_a_row() -> None:
    """After two of a kind another kind comes, or none."""
    talks = [card(LOW, key=key, kind="talk", priority=9) for key in ("a", "b", "c")]
    states = {"a": CardState("shown", 1), "b": CardState("shown", 2)}
    answers = [{"work_enjoyment": 5}] * 3
    assert chosen([*talks, card(LOW, key="d", kind="learn", priority=1)], *answers, **states) == "d"
    assert chosen(talks, *answers, **states) is None


def test_a_card_that_is_not_for_somebody_neither_comes_nor_stands_in_the_list() -> None:
    """Whoever has no clients gets no work with families."""
    families = card(LOW, key="a", not_for={"profile": "function", "in": ["manager"]})
    manager = person({"work_enjoyment": 5}, profile={"function": "manager"})
    assert fitting_cards([families], manager) == ()
    assert keys(fitting_cards([families], person({"work_enjoyment": 5}))) == ["a"]


def test_who_asked_to_be_reminded_gets_that_card_next_time() -> None:
    """Before others; and in this round no other takes its place."""
    cards = [card(LOW, key="a", priority=9), card(LOW, key="b", priority=2)]
    put_off = {"b": CardState("later", 1)}
    assert chosen(cards, {"work_enjoyment": 5}, **put_off) is None
    assert chosen(cards, {"work_enjoyment": 5}, {"work_enjoyment": 5}, **put_off) == "b"
    assert chosen(cards, {"work_enjoyment": 5}, {"work_enjoyment": 9}, **put_off) is None


def test_what_helped_brings_more_of_its_kind_and_what_did_not_less() -> None:
    """Counted from the round after it was said."""
    cards = [card(LOW, key="a", kind="do"), card(LOW, key="b", kind="talk"), card(LOW, key="c", kind="talk")]
    answers = [{"work_enjoyment": 5}] * 6

    def said(helped: str) -> CardState:
        return CardState("done", 1, done_in=1, helped=helped, helped_in=4)  # type: ignore[arg-type]  # Each is one of three words.

    assert chosen(cards, *answers, c=said("yes")) == "b"
    assert chosen(cards, *answers, c=said("no")) == "a"
    assert chosen(cards, *answers[:4], c=said("yes")) == "a"


def test_a_refusal_weighs_on_its_subject() -> None:
    """Not for me, about this."""
    cards = [
        card(LOW, key="a", constructs=["reflection"]),
        card(LOW, key="b", constructs=["workload"]),
        card(LOW, key="c", constructs=["reflection"]),
    ]
    answers = [{"work_enjoyment": 5}] * 4
    assert chosen(cards, *answers) == "a"
    assert chosen(cards, *answers, c=CardState("refused", 1)) == "b"
