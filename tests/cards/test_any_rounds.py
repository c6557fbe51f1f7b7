"""Round after round: the same answers give the same cards, none comes back within its rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards import Card, CardState, Situation, choose_card, fitting_cards
from app.cards.card_choice import cards_over_waves, group_cards, needs_people
from app.cards.card_texts import MOST_LETTERS, faults_of_text
from app.cards.card_weight import PEOPLE_FIRST, PUT_OFF, Scales
from app.cards.situation import RECENT_WAVES, AnsweredWave, State
from tests.cards.any_rule import ANSWERS, RULES, RuleText, people
from tests.cards.situations import card, keys, person

KEYS = ("a", "b", "c", "d")
KINDS = ("do", "talk", "learn")


@st.composite
def decks(draw: st.DrawFn) -> list[Card]:
    """Four cards with any rules, of several kinds, with rests of their own."""
    return [
        card(
            draw(RULES),
            key=key,
            kind=draw(st.sampled_from(KINDS)),
            priority=draw(st.integers(1, 9)),
            cool_down_waves=draw(st.integers(1, 5)),
        )
        for key in KEYS
    ]


def rounds(history: list[Mapping[str, object]]) -> list[Situation]:
    """The situation in each of these rounds, oldest first."""
    moments = tuple(AnsweredWave(number, given) for number, given in enumerate(history, start=1))
    return [replace(person(), wave_number=number, history=moments[:number]) for number in range(1, len(moments) + 1)]


@settings(max_examples=60)
@given(deck=decks(), history=st.lists(ANSWERS, min_size=1, max_size=7))
def test_a_card_rests_after_it_was_shown(deck: list[Card], history: list[Mapping[str, object]]) -> None:
    """No new card comes again before so many rounds as its author wrote."""
    chosen, _states = cards_over_waves(deck, rounds(history), {})
    last: dict[str, int] = {}
    for number, choice in enumerate(chosen, start=1):
        if choice is None:
            continue
        before = last.get(choice.card.key)
        assert before is None or number - before >= choice.card.cool_down_waves
        last[choice.card.key] = number


@settings(max_examples=60)
@given(deck=decks(), history=st.lists(ANSWERS, min_size=1, max_size=7))
def test_no_kind_comes_three_rounds_in_a_row(deck: list[Card], history: list[Mapping[str, object]]) -> None:
    """Whoever was told twice to talk is not told a third time."""
    chosen, _states = cards_over_waves(deck, rounds(history), {})
    kinds = [choice.card.kind if choice else None for choice in chosen]
    for three in zip(kinds, kinds[1:], kinds[2:], strict=False):
        assert three[0] is None or len(set(three)) > 1


@settings(max_examples=40)
@given(deck=decks(), history=st.lists(ANSWERS, min_size=2, max_size=6))
def test_later_rounds_change_nothing_about_earlier_ones(deck: list[Card], history: list[Mapping[str, object]]) -> None:
    """What was shown is kept nowhere, so it has to follow from the answers of then, for ever."""
    whole, _ = cards_over_waves(deck, rounds(history), {})
    for number in range(1, len(history)):
        part, _ = cards_over_waves(deck, rounds(history)[:number], {})
        assert part == whole[:number]


@settings(max_examples=40)
@given(
    deck=decks(),
    history=st.lists(ANSWERS, min_size=1, max_size=6),
    state=st.sampled_from(["refused", "done", "saved"]),
    key=st.sampled_from(KEYS),
)
def test_what_its_owner_has_dealt_with_is_never_new(
    deck: list[Card], history: list[Mapping[str, object]], state: State, key: str
) -> None:
    """Refused, done or saved, wherever it was found: it does not come by itself again."""
    chosen, _ = cards_over_waves(deck, rounds(history), {key: CardState(state)})
    assert key not in [choice.card.key for choice in chosen if choice]
    if state != "saved":
        assert key not in keys(fitting_cards(deck, replace(rounds(history)[-1], card_states={key: CardState(state)})))


@settings(max_examples=60)
@given(deck=decks(), who=people(keys=KEYS))
def test_no_card_weighs_more_than_it_can(deck: list[Card], who: Situation) -> None:
    """Cards are looked at from the heaviest on, and the search ends early: that is only right if this holds."""
    scales = Scales(who, deck)
    for choice in fitting_cards(deck, who):
        assert scales.weight(choice) <= scales.most(choice.card)


@settings(max_examples=60)
@given(deck=decks(), who=people(keys=KEYS))
def test_the_new_card_fits_by_an_own_answer_and_none_that_may_come_weighs_more(
    deck: list[Card], who: Situation
) -> None:
    """The choice is the first of its equals, whatever the order of the files."""
    choice = choose_card(deck, who)
    assert choice == choose_card(deck[::-1], who)
    if choice is not None:
        assert choice.of_own_answers
        assert choice in fitting_cards(deck, who)


@settings(max_examples=60)
@given(deck=decks(), who=people(keys=KEYS))
def test_the_list_is_ordered_by_weight_then_by_key(deck: list[Card], who: Situation) -> None:
    """So that a reload shows the same list."""
    fitting, scales = fitting_cards(deck, who), Scales(who, deck)
    assert fitting == fitting_cards(deck[::-1], who)
    order = [(-scales.weight(choice), choice.card.key) for choice in fitting]
    assert order == sorted(order)


@settings(max_examples=40)
@given(rule=RULES, who=people())
def test_people_come_before_every_tip(rule: RuleText, who: Situation) -> None:
    """Whatever a tip weighs, put off or not: with people to turn to it is not the first."""
    first = card(rule, key="z", kind="people", before_tips=True, priority=1)
    tips = [card({"always": True}, key=key, priority=9) for key in "ab"]
    late = replace(who, card_states={"a": CardState("later")})
    fitting = keys(fitting_cards([*tips, first], late))
    assert not needs_people([first], late) or fitting[0] == "z"
    assert needs_people([first], late) is (bool(fitting) and "z" in fitting and bool(_reasons(first, late)))
    assert PEOPLE_FIRST > PUT_OFF + 9 * 3 + 4 * 6


def _reasons(first: Card, who: Situation) -> tuple[object, ...]:
    return next((choice.reasons for choice in fitting_cards([first], who)), ())


@given(share=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), bound=st.floats(0, 1))
def test_a_group_gets_a_card_only_when_the_whole_range_supports_it(share: list[float], bound: float) -> None:
    """Not when the best value does: both bounds lie on the side that the card speaks of."""
    low, high = share
    figures = {("reflection", "favourable"): (low, high)}
    most = card(None, audience=["team"], group_rule={"group": "reflection", "at_most": bound})
    least = card(None, audience=["team"], group_rule={"group": "reflection", "at_least": bound})
    assert bool(group_cards([most], figures, "team")) is (high <= bound)
    assert bool(group_cards([least], figures, "team")) is (low >= bound)
    assert group_cards([most, least], figures, "manager") == ()
    assert group_cards([most, least], {}, "team") == ()


@given(history=st.lists(ANSWERS, max_size=6), later=st.integers(0, 12))
def test_an_answer_counts_until_it_is_old_or_taken_back(history: list[Mapping[str, object]], later: int) -> None:
    """Nothing older than it may be, and nothing from before somebody would rather not say."""
    who = person(*history, waves_later=later)
    for item in ("work_enjoyment", "reflection"):
        said = [(number, given[item]) for number, given in enumerate(history, start=1) if item in given]
        taken_back = max((place for place, (_number, value) in enumerate(said) if value == "_declined"), default=-1)
        left = said[taken_back + 1 :]
        recent = bool(left) and who.wave_number - left[-1][0] < RECENT_WAVES
        assert [(each.wave_number, each.value) for each in who.given(item)] == (left if recent else [])
        assert who.given(item) == who.given(item)


@pytest.mark.parametrize("name", sorted(MOST_LETTERS))
@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_a_text_that_is_one_letter_too_long_is_told_by_language(name: str, language: str) -> None:
    """With its length and the most that fits; of the greatest length it is told nothing."""
    most = MOST_LETTERS[name]
    assert list(faults_of_text(name, {language: "x" * most})) == []
    ((told, words),) = faults_of_text(name, {"xx": "short", language: "x" * (most + 1)})
    assert (told, str(most) in words, str(most + 1) in words) == (language, True, True)


@pytest.mark.parametrize("markup", ["<b>bold</b>", "a &amp; b", "&#8217;", "[here](there)", "so **bold**", "</p>"])
def test_markup_is_no_plain_text(markup: str) -> None:
    """It would be shown as it stands."""
    ((language, words),) = faults_of_text("text", {"nl": f"Woorden {markup}", "en": "Words"})
    assert (language, "plain text" in words) == ("nl", True)


@pytest.mark.parametrize("plain", ["a < b", "R&D", "5 * 3", "[sic]", "wat? (ja)", "1 & 2; 3"])
def test_signs_that_are_no_markup_may_stand(plain: str) -> None:
    """Smaller than, and, times, brackets."""
    assert list(faults_of_text("text", {"nl": plain})) == []
