"""Cards that ask the same share the rule that asks it, and a person's answers are put to it once in a wave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cards import rule_evaluation
from app.cards.card_schema import All, AnyOf, Latest, Not, Rule
from app.cards.rule_evaluation import reasons_for
from app.cards.situation import AnsweredWave, Situation
from app.cards.taken_over import personal_cards


def parts(rule: Rule) -> Iterator[Rule]:
    yield rule
    match rule:
        case All():
            inner: tuple[Rule, ...] = rule.all
        case AnyOf():
            inner = rule.any
        case Not():
            inner = (rule.negated,)
        case _:
            inner = ()
    for each in inner:
        yield from parts(each)


def rules_of(questionnaire: str) -> list[Rule]:
    rules = [rule for card in personal_cards(questionnaire) for rule in (card.rule, card.not_for) if rule]
    return [part for rule in rules for part in parts(rule)]


def test_equal_rules_of_one_folder_are_one_object() -> None:
    """So that looking at one is looking at all: less than half of the rules and their parts differ."""
    every = rules_of("peo")
    assert len({id(rule) for rule in every}) < len(every) / 2


def test_a_shared_rule_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted for every rule of every card: as often as there are different objects."""
    every, evaluated = rules_of("peo"), []
    once = rule_evaluation._evaluated

    def counted(rule: Rule, situation: Situation) -> object:
        evaluated.append(id(rule))
        return once(rule, situation)

    monkeypatch.setattr(rule_evaluation, "_evaluated", counted)
    situation = Situation(wave_number=2, history=(AnsweredWave(2, {"work_enjoyment": 3}),), favourable={})
    for rule in every:
        reasons_for(rule, situation)
    assert sorted(evaluated) == sorted(set(evaluated))


def test_each_situation_is_judged_by_itself() -> None:
    """What a rule came to for one person says nothing for another."""
    low = next(rule for rule in rules_of("peo") if isinstance(rule, Latest) and rule.item == "work_enjoyment")
    answered = [
        Situation(wave_number=1, history=(AnsweredWave(1, {"work_enjoyment": grade}),), favourable={})
        for grade in (1, 10)
    ]
    assert [reasons_for(low, each) is None for each in answered].count(True) == 1
