"""No card lies in the box for nothing: somebody can get each of them."""

import pytest

from app.cards import AnsweredWave, CardState, Situation, choose_card, fitting_cards, group_cards
from app.cards.card_deck import Deck
from app.cards.card_schema import (
    PERSONAL_AUDIENCES,
    AgainstRegion,
    All,
    AnyOf,
    Card,
    Change,
    GroupShareRule,
    Latest,
    Profile,
    Rule,
    Run,
)
from app.cards.rule_walk import conditions
from app.cards.vocabulary import favourable_options
from app.instrument.schema import Instrument
from tests.cards.situations import keys

Told = dict[str, list[object]]


class Someone:
    """Collects what a person must have answered for a rule to hold."""

    def __init__(self, rule: Rule, instrument: Instrument) -> None:
        self.favourable = favourable_options(instrument)
        self.answers: Told = {}
        self.region: dict[tuple[str, str], tuple[float, float]] = {}
        self.profile: dict[str, str] = {}
        self._meet(rule)

    def _meet(self, rule: Rule) -> None:
        match rule:
            case All():
                for part in rule.all:
                    self._meet(part)
            case AnyOf():
                self._meet(rule.any[0])
            case Latest():
                option = rule.latest.among[0] if rule.latest.among else None
                # What a change or a run asked of the same item meets it already.
                self.answers.setdefault(rule.item, [option or rule.latest.at_most or rule.latest.at_least])
            case Run():
                self.answers[rule.item] = _repeated(rule)
            case Change():
                self.answers[rule.item] = _moved(rule)
            case AgainstRegion():
                sides = self.favourable[rule.item]
                self.answers[rule.item] = [min(sides, key=lambda option: sides[option])]
                self.region[rule.item, rule.option] = (0.6, 0.7)
            case Profile():
                self.profile[rule.profile] = rule.among[0]
            case GroupShareRule():
                share = rule.at_most if rule.at_most is not None else rule.at_least or 0
                self.region[rule.group, rule.option] = (share, share)

    def situation(self, **states: CardState) -> Situation:
        longest = max((len(values) for values in self.answers.values()), default=1)
        moments = []
        for back in range(longest, 0, -1):
            given = {item: values[-back] for item, values in self.answers.items() if len(values) >= back}
            moments.append(AnsweredWave(longest - back + 1, _nested(given)))
        return Situation(
            wave_number=longest,
            history=tuple(moments),
            region=self.region,
            favourable=self.favourable,
            profile=self.profile,
            card_states=states,
        )


def _repeated(rule: Run) -> list[object]:
    value = rule.run.among[0] if rule.run.among else rule.run.at_most or rule.run.at_least
    return [value] * rule.run.times


def _moved(rule: Change) -> list[object]:
    step = rule.change.at_most or rule.change.at_least or 0
    return [10, 10 + step] if step < 0 else [10 - step, 10]


def _nested(given: dict[str, object]) -> dict[str, object]:
    """Rows of a grid as the diary keeps them."""
    answers: dict[str, object] = {}
    for name, value in given.items():
        grid, _, row = name.partition(".")
        answers[grid] = {row: value} if row else value
    return answers


def test_every_personal_card_becomes_the_new_card_of_somebody(deck: Deck, instrument: Instrument) -> None:
    """With the better fitting cards done, each that an own answer can bring up has its day; the others are listed."""
    for card in (card for card in deck.cards if card.rule is not None):
        assert card.rule is not None
        someone = Someone(card.rule, instrument)
        fitting = keys(fitting_cards(deck.cards, someone.situation()))
        done = {key: CardState("done") for key in fitting if key != card.key}
        choice = choose_card(deck.cards, someone.situation(**done))
        if not any(isinstance(part, Latest | Run | Change | AgainstRegion) for _place, part in conditions(card.rule)):
            assert choice is None, card.key
            assert card.key in fitting
            continue
        assert choice is not None, card.key
        assert choice.card.key == card.key


def test_every_group_card_is_read_by_each_of_its_audiences(deck: Deck, instrument: Instrument) -> None:
    """Some published figures bring it up."""
    for card in (card for card in deck.cards if card.group_rule is not None):
        assert card.group_rule is not None
        figures = Someone(card.group_rule, instrument).region
        for audience in set(card.audience) - PERSONAL_AUDIENCES:
            assert card.key in keys(group_cards(deck.cards, figures, audience))


@pytest.mark.parametrize("experience", ["3-6", "6-10", "10+"])
def test_a_starters_card_is_for_starters_only(deck: Deck, instrument: Instrument, experience: str) -> None:
    """Ten years of work are not answered with a tip for the first week."""
    for card in _only_for("starter", deck):
        assert card.rule is not None
        someone = Someone(card.rule, instrument)
        someone.profile["experience"] = experience
        assert card.key not in keys(fitting_cards(deck.cards, someone.situation()))


def _only_for(audience: str, deck: Deck) -> list[Card]:
    return [card for card in deck.cards if set(card.audience) == {audience}]
